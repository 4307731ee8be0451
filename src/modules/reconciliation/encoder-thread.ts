// One thread that encodes blocks: keyed hashes of a million tokens take seconds, and the service has others to answer.
import { parentPort, workerData } from 'node:worker_threads';
import { BlockEncoder, type BlockOrder, type EncoderSetup } from './block-encoder.js';

const encoder = new BlockEncoder(workerData as EncoderSetup);

parentPort?.on('message', (order: BlockOrder) => {
  const encoded = encoder.encode(order);
  const { block, lanes, older, tokens } = encoded;
  const handedOver = [block, ...lanes, older];
  // A few bytes lie in memory that Node shares out. They are copied.
  if (tokens.byteLength === tokens.buffer.byteLength) handedOver.push(tokens);
  parentPort?.postMessage(encoded, handedOver.map(({ buffer }) => buffer as ArrayBuffer));
});
