import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Receipt, type Submission } from '../../src/modules/links/index.js';

/** What goes wrong with one request; `lost` lets it reach the partner and cuts the answer off. */
export type Fault =
  | 'cut'
  | 'silence'
  | 'lost'
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The line to a partner's HTTP interface: writes down what passes and fails on demand. */
export class PartnerLine {
  readonly seen: SeenRequest[] = [];
  /** Decides on the fault for a request, or `undefined` to let it pass. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  /** What becomes of a request's body on its way. */
  rewrite: (body: string) => string = (body) => body;
  /** The most requests that were under way at the same time. */
  mostAtOnce = 0;
  private underWay = 0;
  private readonly server = http.createServer((request, response) => void this.handle(request, response));

  constructor(private readonly target: () => string) {}

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The requests that changed something at the partner's, as `METHOD path`, since the last call of `forget`. */
  writes(): string[] {
    return this.seen
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/oauth/token'))
      .map(({ method, path }) => `${method} ${path}`);
  }

  forget(): void {
    this.seen.length = 0;
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.underWay);
    response.on('close', () => this.underWay--);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.from(this.rewrite(Buffer.concat(parts).toString()));
    const seen = { method: request.method ?? '', path: request.url ?? '', body: body.toString() };
    this.seen.push(seen);
    const fault = this.fault(seen);
    if (fault === 'silence') return;
    if (fault === 'cut') return void request.socket.destroy();
    if (typeof fault === 'object') {
      return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    }
    const forward = http.request(this.target() + seen.path, { method: seen.method, headers: { ...request.headers, ...(body.length > 0 && { 'content-length': body.length }) }, agent: false });
    forward.on('error', () => request.socket.destroy());
    forward.on('response', (answer) => {
      if (fault === 'lost') return void request.socket.destroy();
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forward.end(body);
  }
}

let links = 0;

/** A submission of an active, minted link, valid through a far month, with a fresh link id. */
export function submission(token: string, changes: Partial<Submission> = {}): Submission {
  return {
    linkId: `link-${++links}`,
    token,
    origin: 'minted',
    state: 'active',
    version: 1,
    validThrough: '2031-02',
    reference: null,
    ...changes,
  };
}

/** A receipt as a short word: `accepted`, or the rejection's code. */
export function word(receipt: Receipt | undefined): string {
  return receipt?.outcome === 'rejected' ? receipt.code : (receipt?.outcome ?? 'none');
}
