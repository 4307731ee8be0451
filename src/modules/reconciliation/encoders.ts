import { Worker } from 'node:worker_threads';
import { BlockEncoder, type BlockOrder, type EncodedBlock, type EncoderSetup } from './block-encoder.js';

/** Encodes blocks, in whatever order they are finished. */
export interface Encoders {
  /** How many blocks may be on their way at once. */
  readonly room: number;
  encode(order: BlockOrder): Promise<EncodedBlock>;
  close(): Promise<void>;
}

/** On the thread of the caller, for lists that are not worth a thread. */
export function encodeHere(setup: EncoderSetup): Encoders {
  const encoder = new BlockEncoder(setup);
  return {
    room: 1,
    encode: async (order) => {
      // Others are let in between two blocks.
      await new Promise(setImmediate);
      return encoder.encode(order);
    },
    close: () => Promise.resolve(),
  };
}

const BLOCKS_FOR_EACH_THREAD = 2;
/** Nothing that a thread makes outlives its line, but for memory that goes round: a small young generation is enough. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2 };

interface Waiting {
  readonly resolve: (block: EncodedBlock) => void;
  readonly reject: (error: Error) => void;
}

/** On threads of their own, so that both cores are used and the service goes on answering. */
export class EncoderThreads implements Encoders {
  readonly room: number;
  private readonly threads: Worker[];
  private readonly waiting = new Map<number, Waiting>();
  private failure: Error | null = null;
  private next = 0;

  /** @param program where the thread's program lies. */
  constructor(setup: EncoderSetup, count: number, program: URL) {
    this.room = count * BLOCKS_FOR_EACH_THREAD;
    this.threads = Array.from({ length: count }, () => new Worker(program, { workerData: setup, resourceLimits: THREAD_LIMITS }));
    for (const thread of this.threads) {
      thread.on('message', (block: EncodedBlock) => this.answer(block));
      thread.on('error', (error: Error) => this.fail(error));
      thread.on('exit', () => this.fail(new Error('a thread of the reconciliation has ended')));
    }
  }

  encode(order: BlockOrder): Promise<EncodedBlock> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting.set(order.chunk, { resolve, reject });
      const thread = this.threads[(this.next = (this.next + 1) % this.threads.length)];
      thread?.postMessage(order, [order.block, ...order.rows, order.tokens].map(({ buffer }) => buffer as ArrayBuffer));
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private answer(block: EncodedBlock): void {
    this.waiting.get(block.chunk)?.resolve(block);
    this.waiting.delete(block.chunk);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }
}
