import net, { type AddressInfo, type Socket } from 'node:net';
import { type ReceivedBytes } from '../received-bytes.js';
import { type Sip2Desk } from './sip2-desk.js';

/** A listening SIP2 interface. */
export interface Sip2Server {
  readonly address: string;
  close(): Promise<void>;
}

const MAX_LINE_BYTES = 4_096;

/**
 * A server with a single worker: whoever connects while another is being served waits without an answer until that
 * one goes. Messages end with CR; one LF before a message is passed over.
 */
export async function openSip2Server(
  { host, port }: { readonly host: string; readonly port: number },
  newDesk: () => Sip2Desk,
  received: ReceivedBytes,
): Promise<Sip2Server> {
  const waiting: Socket[] = [];
  let served: Socket | null = null;

  const next = (): void => {
    served = waiting.shift() ?? null;
    if (served) serve(served, newDesk());
  };
  const server = net.createServer((socket) => {
    waiting.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', received.open());
    socket.pause();
    socket.once('close', () => {
      const place = waiting.indexOf(socket);
      if (place >= 0) waiting.splice(place, 1);
      if (served === socket) next();
    });
    if (!served) next();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    address: `sip2://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of [...waiting.splice(0), served]) socket?.destroy();
      }),
  };
}

function serve(socket: Socket, desk: Sip2Desk): void {
  let buffered = '';
  socket.on('data', (bytes: Buffer) => {
    buffered += bytes.toString('latin1');
    if (buffered.length > MAX_LINE_BYTES) return void socket.destroy();
    for (let end = buffered.indexOf('\r'); end >= 0; end = buffered.indexOf('\r')) {
      const line = buffered.slice(0, end).replace(/^\n/, '');
      buffered = buffered.slice(end + 1);
      const answer = desk.answer(line);
      if (answer === null) return void socket.destroy();
      socket.write(`${answer}\r`, 'latin1');
    }
  });
  socket.resume();
}
