import { MessageChannel } from 'node:worker_threads';

/** What is handed over to a port that is closed is gone at once. */
const nowhere = new MessageChannel().port1;
nowhere.close();

/**
 * Gives the memory of bytes back that nobody needs any more. Left to the garbage collector, which sees the little objects and
 * not the memory behind them, a body of many megabytes would lie about as a whole.
 * @param piece is empty afterwards. One that shares its memory with others is left as it is.
 */
export function giveBack(piece: Uint8Array): void {
  if (piece.byteLength === 0 || piece.byteLength !== piece.buffer.byteLength) return;
  nowhere.postMessage(null, [piece.buffer as ArrayBuffer]);
}
