import { giveBack } from '../../kernel/memory/give-back.js';

/**
 * Memory that goes round: what was handed to a thread and came back, or was sent to the database, is used again. Left to the
 * garbage collector, which sees the little objects and not the memory behind them, it would lie about by the hundred MB.
 */
export class SpareMemory {
  private readonly free: Uint8Array[] = [];

  /** @param size bytes of a piece, where no more is asked for. */
  constructor(private readonly size: number) {}

  take(bytes = 0): Uint8Array {
    const spare = this.free.pop();
    return spare && spare.length >= bytes ? spare : new Uint8Array(Math.max(bytes, this.size));
  }

  /** @param memory all of what it is a part of. Nobody may use it any more. */
  give(memory: Uint8Array): void {
    this.free.push(new Uint8Array(memory.buffer as ArrayBuffer));
  }

  /** Gives all that is not in use back at once: until a collection comes, the next list would lay its own beside it. */
  end(): void {
    for (const memory of this.free.splice(0)) giveBack(memory);
  }
}
