// One thread that encodes blocks: keyed hashes of a million tokens take seconds, and the service has others to answer.
import { parentPort, workerData } from 'node:worker_threads';
import { BlockEncoder, type BlockOrder, type EncoderSetup } from './block-encoder.js';

const encoder = new BlockEncoder(workerData as EncoderSetup);

parentPort?.on('message', (order: BlockOrder) => {
  const encoded = encoder.encode(order);
  const { block, lanes, marked, older, tokens } = encoded;
  // What has no memory of its own has nothing in it.
  const memory = [block, ...lanes, ...marked, older, tokens].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage(encoded, memory.filter(({ byteLength }) => byteLength > 0));
});
