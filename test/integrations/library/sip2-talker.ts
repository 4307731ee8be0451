import net, { type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { checksum } from '../../../src/integrations/library/sip2/message.js';

/** Seals a message of a terminal or a server as error detection demands. */
export function seal(text: string, sequence: string | null): string {
  const summed = `${text}${sequence === null ? '' : `AY${sequence}`}AZ`;
  return summed + checksum(Buffer.from(summed, 'latin1'));
}

/** What a scripted server does with a message: a text to send as it stands, or the words `close` and `silence`. */
export type Script = (message: string, sequence: string | null, nth: number) => string;

/** A SIP2 server that follows a script after having let anybody in. */
export class ScriptedServer {
  readonly seen: string[] = [];
  connections = 0;
  script: Script = (message, sequence) => `${patronAnswer(message, sequence)}\r`;
  private readonly sockets = new Set<Socket>();
  private readonly server = net.createServer((socket) => this.serve(socket));

  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Codes seen since the last call, joined. */
  codes(): string {
    return this.seen.splice(0).map((line) => line.slice(0, 2)).join(' ');
  }

  private serve(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    let text = '';
    let nth = 0;
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        this.seen.push(line);
        const sequence = /AY(\d)AZ....$/.exec(line)?.[1] ?? null;
        const answer = line.startsWith('93') || line.startsWith('99') ? `${greeting(line, sequence)}\r` : this.script(line, sequence, nth++);
        if (answer === 'close') return void socket.destroy();
        if (answer !== 'silence') socket.write(answer, 'latin1');
      }
    });
  }
}

function greeting(line: string, sequence: string | null): string {
  return seal(line.startsWith('93') ? '941' : '98YYYYNN10000320260310    1500002.00AOMAIN|', sequence);
}

/** The right answer to 63 and 35 for an active patron. */
export function patronAnswer(line: string, sequence: string | null): string {
  const patron = /\|AA([^|]*)\|/.exec(line)?.[1] ?? '';
  if (line.startsWith('35')) return seal(`36Y20260310    150000AOMAIN|AA${patron}|`, sequence);
  return seal(`64${' '.repeat(14)}00120260310    150000${'0000'.repeat(6)}AOMAIN|AA${patron}|AEJane Doe|BLY|CQY|`, sequence);
}
