import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageProblem } from '../usage-problem.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** A code of the moment, where the account has a second factor. */
  readonly totp: string | undefined;
}

interface Problem {
  readonly title?: string;
  readonly code?: string;
  readonly findings?: readonly { readonly at: string; readonly code: string; readonly allowed?: readonly string[] }[];
}

/** How often a service that says 503 is asked again before that is told. */
const TRIES = 30;
const LONGEST_PAUSE_SECONDS = 60;

/** The service over HTTP, as somebody who has signed in: what is done is done and audited under that name. */
export class StaffSession {
  private accessToken = '';
  private cookie = '';

  private constructor(
    readonly url: string,
    readonly username: string,
  ) {}

  /** @throws UsageProblem when the service does not answer, or does not let this person in. */
  static async signIn(url: string, credentials: Credentials): Promise<StaffSession> {
    const session = new StaffSession(url, credentials.username);
    await session.open(await asked(`${url}/v1/auth/login`, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(credentials) }));
    return session;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.send(path)).json()) as T;
  }

  async text(path: string): Promise<string> {
    return (await this.send(path)).text();
  }

  async act<T>(path: string, body: object): Promise<T> {
    const headers = { ...JSON_BODY, 'Idempotency-Key': randomUUID() };
    return (await (await this.send(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
  }

  /** Signs out. What was done stays done, also where nobody answers any more. */
  async end(): Promise<void> {
    await this.send('/v1/auth/logout', { method: 'POST', headers: { cookie: this.cookie } }).catch(() => undefined);
  }

  /** An access token lasts five minutes, which is less than a long run takes. */
  private async send(path: string, { headers, ...init }: Sending = {}): Promise<Response> {
    const ask = () => asked(this.url + path, { ...init, headers: { ...headers, Authorization: `Bearer ${this.accessToken}` } });
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refused && error.status === 401)) throw error;
      await this.open(await asked(`${this.url}/v1/auth/refresh`, { method: 'POST', headers: { cookie: this.cookie } }));
      return ask();
    }
  }

  private async open(answer: Response): Promise<void> {
    this.accessToken = ((await answer.json()) as { accessToken: string }).accessToken;
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }
}

type Sending = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

/** The service has answered, and not with what it was asked for. */
class Refused extends UsageProblem {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const JSON_BODY = { 'Content-Type': 'application/json' };

/** Asks again as long as the service says that it cannot answer now: the same request, with the same Idempotency-Key. */
async function asked(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, init).catch(() => {
      throw new UsageProblem(`The service at ${new URL(url).origin} does not answer. --url says where it is.`);
    });
    if (answer.ok) return answer;
    const wait = answer.headers.get('retry-after');
    if (answer.status !== 503 || wait === null || tries >= TRIES) {
      const problem = (await answer.json().catch(() => ({}))) as Problem;
      throw new Refused(answer.status, sentenceOf(problem, wait) ?? `${new URL(url).origin} answered ${answer.status}.`);
    }
    await answer.body?.cancel();
    const seconds = /^\d+$/.test(wait) ? Number(wait) : 1;
    await pause(Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1_000);
  }
}

/** What a problem says, with a line for each thing that is wrong, and how long to wait. Null for an answer that is none. */
function sentenceOf({ title, code, findings = [] }: Problem, wait: string | null): string | null {
  if (title === undefined) return null;
  const lines = findings.map(({ at, code: what, allowed }) => `  ${at || '/'}: ${what}${allowed ? `; it takes ${allowed.join(', ')}` : ''}`);
  return [`${title} (${code})`, ...lines, ...(wait === null ? [] : [`  Retry-After: ${wait} s`])].join('\n');
}
