import net from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** Where requests go, and under which credentials. */
export interface Addressed {
  readonly port: number;
  /** For a GET, a body is what follows the path: a query. */
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request as it goes over the wire. */
export function requestText({ port, method, path, headers }: Addressed, body: string, more: Readonly<Record<string, string>> = {}): string {
  const described = method === 'POST' ? { 'content-type': 'application/json', 'content-length': String(body.length) } : {};
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...described, ...headers, ...more }).map(([name, value]) => `${name}: ${value}\r\n`);
  return method === 'GET' ? `GET ${path}${body} HTTP/1.1\r\n${lines.join('')}\r\n` : `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Told of every answer: its status and how long it took in milliseconds. Returns the next request, or null to end. */
export type Conversation = (status: number, milliseconds: number) => Buffer | null;

/**
 * Keeps one request in flight on one connection until the conversation ends. Reads no more of HTTP than it needs,
 * so that the load generator takes as little as possible of the cores it shares with what it measures: answers
 * must carry a Content-Length.
 */
export function converse(port: number, first: Buffer, next: Conversation): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let pending: Buffer = Buffer.alloc(0);
    const send = (request: Buffer) => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', () => send(first));
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const length = answerLength(pending);
      if (length === null || pending.length < length) return;
      const status = Number(pending.toString('latin1', 9, 12));
      pending = pending.subarray(length);
      const request = next(status, performance.now() - sentAt);
      if (request) send(request);
      else socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

function answerLength(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const declared = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, headEnd));
  if (!declared) throw new Error('an answer came without Content-Length');
  return headEnd + HEAD_END.length + Number(declared[1]);
}
