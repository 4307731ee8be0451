import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, type Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** One message as it arrived. */
export interface Received {
  readonly id: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly body: { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
}

type Answerer = (response: http.ServerResponse, received: Received) => unknown;

/** A partner's receiver on a real socket. Answers 204 unless told otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  /** TCP connections, whether a message came over them or not. */
  connections = 0;
  private static readonly started = new Set<Receiver>();
  private answer: Answerer = (response) => response.writeHead(204).end();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: http.Server,
    readonly port: number,
    private readonly scheme: string,
  ) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => void this.take(request, response));
  }

  /** @param tls key and certificate; without them it speaks HTTP. */
  static async start(tls?: { key: string; cert: string }): Promise<Receiver> {
    const server = tls ? https.createServer(tls) : http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new Receiver(server, (server.address() as AddressInfo).port, tls ? 'https' : 'http');
    Receiver.started.add(receiver);
    return receiver;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}/city`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.sockets.size;
  }

  answers(answer: Answerer | number): void {
    this.answer = typeof answer === 'number' ? (response) => response.writeHead(answer).end('what a receiver says') : answer;
  }

  /** Whatever a test has left. */
  static async stopAll(): Promise<void> {
    await Promise.all([...Receiver.started].map((receiver) => receiver.stop()));
  }

  async stop(): Promise<void> {
    if (!Receiver.started.delete(this)) return;
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString();
    const received = { id: String(request.headers['webhook-id']), headers: request.headers, text, body: JSON.parse(text) as Received['body'] };
    this.received.push(received);
    this.answer(response, received);
  }
}

/** Whether the public library takes the message under this secret. */
export function verifies(secret: string, { text, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
