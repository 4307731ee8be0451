// One thread that encodes blocks: keyed hashes of a million tokens take seconds, and the service has others to answer.
import { parentPort, workerData } from 'node:worker_threads';
import { BlockEncoder, type EncoderSetup } from './block-encoder.js';

/** A block to be encoded. */
export interface BlockOrder {
  readonly chunk: number;
  readonly block: Uint8Array;
}

const encoder = new BlockEncoder(workerData as EncoderSetup);

parentPort?.on('message', ({ chunk, block }: BlockOrder) => {
  const encoded = encoder.encode(chunk, block);
  const memory = [...encoded.lanes, encoded.older].map((rows) => rows.buffer as ArrayBuffer);
  parentPort?.postMessage(encoded, memory);
});
