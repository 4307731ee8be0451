import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import { retryAfterOf } from '../../kernel/http/retry-after.js';
import { codeOf, HttpFailure } from './http-failure.js';
import { leaseEnd } from './lease.js';

export { HttpFailure, type HttpFailureCode } from './http-failure.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below the base address, beginning with a slash, already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Whether sending it twice does no more than sending it once: GET, and what the caller says so of. A change is not,
   * though it may end in the same state: whoever has changed the record in between would be overruled unseen, so the
   * caller looks again first.
   */
  readonly repeatable?: boolean;
}

/** An answer below 300 or from 400 to 499; anything else is an `HttpFailure`. */
export class HttpAnswer {
  constructor(
    readonly status: number,
    private readonly body: string,
  ) {}

  /** @throws HttpFailure `unreadable_answer` when the body is not JSON. */
  json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      throw new HttpFailure('unreadable_answer');
    }
  }
}

export interface HttpLimits {
  /** Milliseconds to open a connection. */
  readonly connectTimeoutMs: number;
  /** Milliseconds to wait for the head of an answer, and between two pieces of its body. */
  readonly answerTimeoutMs: number;
  /** Milliseconds for one attempt as a whole, so that a trickle does not hold a connection for ever. */
  readonly attemptTimeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Connections at once. */
  readonly connections: number;
  /** Attempts in all. */
  readonly attempts: number;
  /** Milliseconds before the second attempt at the most; doubled for each one after it. */
  readonly firstPauseMs: number;
  /** The longest pause in milliseconds. A longer `Retry-After` ends the attempts instead. */
  readonly longestPauseMs: number;
}

const DEFAULT_LIMITS: HttpLimits = {
  connectTimeoutMs: 5_000,
  answerTimeoutMs: 15_000,
  attemptTimeoutMs: 30_000,
  maxAnswerBytes: 1024 * 1024,
  connections: 4,
  attempts: 3,
  firstPauseMs: 200,
  longestPauseMs: 5_000,
};

/** Where chance and time come from. */
export interface Surroundings {
  now(): Date;
  /** From 0 inclusive to 1 exclusive; spreads retries and needs no secrecy. */
  random(): number;
  /** Resolves after so many milliseconds; rejects when the signal fires first. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const realSurroundings: Surroundings = {
  now: () => new Date(),
  random: Math.random,
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/**
 * An HTTP client for one partner: bounded in time, size and attempts.
 *
 * Redirects are not followed. A partner's texts never become part of an error.
 */
export class HttpClient {
  private readonly pool: Pool;
  private readonly prefix: string;
  private readonly limits: HttpLimits;
  private readonly closing = new AbortController();

  constructor(
    base: URL,
    limits: Partial<HttpLimits> = {},
    private readonly surroundings: Surroundings = realSurroundings,
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.prefix = base.pathname.replace(/\/+$/, '');
    this.pool = new Pool(base.origin, {
      connections: this.limits.connections,
      connect: { timeout: this.limits.connectTimeoutMs },
      headersTimeout: this.limits.answerTimeoutMs,
      bodyTimeout: this.limits.answerTimeoutMs,
      maxResponseSize: this.limits.maxAnswerBytes,
    });
  }

  /**
   * Begins no attempt that might outlast the lease it is made under (`underLease`).
   * @throws HttpFailure with a closed code: see `HttpFailureCode`.
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(request);
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error;
        const pause = attempt < this.limits.attempts ? this.pauseBefore(request, error, attempt) : null;
        if (pause === null) throw error;
        await this.wait(pause);
      }
    }
  }

  /** Cuts what is under way and frees the sockets. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.pool.destroy();
  }

  private async attempt(request: HttpRequest): Promise<HttpAnswer> {
    if (this.surroundings.now().getTime() + this.limits.attemptTimeoutMs > leaseEnd()) throw new HttpFailure('out_of_time');
    let answer: Dispatcher.ResponseData;
    let body: string;
    try {
      answer = await this.pool.request({
        method: request.method,
        path: this.prefix + request.path,
        query: request.query,
        headers: { accept: 'application/json', ...request.headers },
        body: request.body,
        signal: AbortSignal.timeout(this.limits.attemptTimeoutMs),
      });
      body = await answer.body.text();
    } catch (error) {
      throw new HttpFailure(codeOf(error));
    }
    const status = answer.statusCode;
    if (status >= 500 || status === 429) {
      throw new HttpFailure(`http_${status}`, retryAfterOf(answer.headers['retry-after'], this.surroundings.now()));
    }
    if (status >= 300 && status < 400) throw new HttpFailure('redirected');
    return new HttpAnswer(status, body);
  }

  /** Milliseconds to wait before another attempt, or null when there must be none. */
  private pauseBefore(request: HttpRequest, failure: HttpFailure, attempt: number): number | null {
    const repeatable = request.repeatable ?? request.method === 'GET';
    if (!failure.passing || !(repeatable || failure.untouched)) return null;
    const asked = failure.retryAfterMs ?? 0;
    if (asked > this.limits.longestPauseMs) return null;
    const backOff = Math.min(this.limits.longestPauseMs, this.limits.firstPauseMs * 2 ** (attempt - 1));
    return Math.max(asked, this.surroundings.random() * backOff);
  }

  private async wait(milliseconds: number): Promise<void> {
    try {
      await this.surroundings.pause(milliseconds, this.closing.signal);
    } catch {
      throw new HttpFailure('connection_closed');
    }
  }
}
