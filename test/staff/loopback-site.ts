import { once } from 'node:events';
import http from 'node:http';
import { portsInARow } from '../setup/ports.js';

/** An HTTP server on the loopback interface that can go away and come back at the same address. */
export class LoopbackSite {
  private server: http.Server | null = null;
  private port = 0;
  /** Every address that was asked for, without its query. */
  readonly asked: string[] = [];

  constructor(private readonly handler: http.RequestListener) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server = http.createServer((request, response) => {
      this.asked.push((request.url ?? '').split('?')[0] as string);
      this.handler(request, response);
    });
    this.port ||= await portsInARow(1);
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  async close(): Promise<void> {
    if (!this.server) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    this.server = null;
    await closed;
  }
}
