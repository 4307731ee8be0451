import { randomUUID } from 'node:crypto';
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

/** The service over HTTP, as somebody who has signed in: what is done is done and audited under that name. */
export class StaffSession {
  private constructor(
    readonly url: string,
    readonly username: string,
    private readonly accessToken: string,
    private readonly cookie: string,
  ) {}

  /** @throws UsageProblem when the service does not answer, or does not let this person in. */
  static async signIn(url: string, credentials: Credentials): Promise<StaffSession> {
    const answer = await asked(`${url}/v1/auth/login`, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(credentials) });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new StaffSession(url, credentials.username, accessToken, answer.headers.getSetCookie()[0]?.split(';')[0] ?? '');
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

  private send(path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> } = {}): Promise<Response> {
    return asked(this.url + path, { ...init, headers: { ...headers, Authorization: `Bearer ${this.accessToken}` } });
  }
}

const JSON_BODY = { 'Content-Type': 'application/json' };

async function asked(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, init).catch(() => {
    throw new UsageProblem(`The service at ${new URL(url).origin} does not answer. --url says where it is.`);
  });
  if (answer.ok) return answer;
  throw new UsageProblem(sentenceOf((await answer.json().catch(() => ({}))) as Problem) ?? `${new URL(url).origin} answered ${answer.status}.`);
}

/** What a problem says, with a line for each thing that is wrong. Null for an answer that is none. */
function sentenceOf({ title, code, findings = [] }: Problem): string | null {
  if (title === undefined) return null;
  const lines = findings.map(({ at, code: what, allowed }) => `  ${at || '/'}: ${what}${allowed ? `; it takes ${allowed.join(', ')}` : ''}`);
  return [`${title} (${code})`, ...lines].join('\n');
}
