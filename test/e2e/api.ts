import { randomUUID } from 'node:crypto';
import { until } from '../setup/until.js';

/** What came back, with the body as JSON of unknown content. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Empty where the body is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly token?: string;
  /** Sent as JSON unless it is a text or bytes already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A fresh one unless given; null leaves it out. */
  readonly idempotencyKey?: string | null;
}

/** The service over a real socket, as its users see it. */
export class Api {
  constructor(readonly url: string) {}

  async call(method: string, path: string, { idempotencyKey = randomUUID(), ...call }: Call = {}): Promise<Answer> {
    return this.ask(method, path, { idempotencyKey, ...call });
  }

  protected async ask(method: string, path: string, { token, body, headers = {}, idempotencyKey }: Call): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text, body: jsonOf(text) };
  }

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.call('GET', path, { idempotencyKey: null, ...call });
  }

  post(path: string, body: unknown, call: Call = {}): Promise<Answer> {
    return this.call('POST', path, { body, ...call });
  }
}

/** Asks again while the service says 503: where everything stood still for a while, it had no connection to its database in time. */
export class PatientApi extends Api {
  protected override async ask(method: string, path: string, call: Call): Promise<Answer> {
    let answer = await super.ask(method, path, call);
    await until(async () => answer.status !== 503 || (answer = await super.ask(method, path, call)).status !== 503);
    return answer;
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
