/** 8 MB: all of it is touched by any long list, and stays in the memory of the service until the list has been read. */
const WORDS = 2 ** 21;

/** What lists before have left, until it is collected: it cannot be given back, so the next list takes it. */
const left: WeakRef<SharedArrayBuffer>[] = [];

/** Memory for `SeenBefore`, to be shared by threads. */
export function seenMemory(): SharedArrayBuffer {
  for (let memory = left.pop(); memory; memory = left.pop()) {
    const spare = memory.deref();
    if (spare) return emptied(spare);
  }
  return new SharedArrayBuffer(4 * WORDS);
}

/** @param memory nobody may use it any more, no thread either. */
export function leaveSeenMemory(memory: SharedArrayBuffer): void {
  left.push(new WeakRef(memory));
}

function emptied(memory: SharedArrayBuffer): SharedArrayBuffer {
  new Int32Array(memory).fill(0);
  return memory;
}

/**
 * Which indexes came before, told in memory that does not grow: four bits of each are kept, in one word, so that threads
 * that meet cannot both believe to be the first. An index that came before is always found. Of a million that did not,
 * some two hundred are taken for one that did; of ten million, one in fifty: the database looks at those it is told of.
 */
export class SeenBefore {
  private readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  /** Notes an index. @param index at least eight bytes, one a character. @returns whether it may have come before. */
  note(index: string): boolean {
    const word = (index.charCodeAt(0) | (index.charCodeAt(1) << 8) | (index.charCodeAt(2) << 16)) & (WORDS - 1);
    const mask = bit(index, 3) | bit(index, 4) | bit(index, 5) | bit(index, 6);
    return (Atomics.or(this.words, word, mask) & mask) === mask;
  }
}

function bit(index: string, at: number): number {
  return 1 << (index.charCodeAt(at) & 31);
}
