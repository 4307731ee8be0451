import { Injectable } from '@nestjs/common';
import { Agent } from 'undici';
import { type Outcome, outcomeOf } from './domain/delivery.js';
import { TargetDesk, TargetRefused } from './target-desk.js';

const MOST_HEADER_BYTES = 16 * 1_024;

/** With these a receiver may say when it wants to be asked again (RFC 6585, 4; RFC 9110, 15.6.4). */
const ASKS_TO_WAIT: ReadonlySet<number> = new Set([429, 503]);

/** What became of an attempt. */
export interface Attempt {
  readonly outcome: Outcome;
  /** The `Retry-After` of a receiver that wants to be asked later. */
  readonly retryAfter?: string | string[] | undefined;
}

/**
 * Sends one message. Each has a connection of its own, so that none outlives the check of its address. Of the answer
 * only the status is looked at, and with 429 and 503 `Retry-After`: its body is not read, and redirects are not followed.
 */
@Injectable()
export class DeliveryLine {
  /** For one attempt as a whole: the name, the connection, and the head of the answer. */
  attemptSeconds = 15;

  constructor(private readonly targets: TargetDesk) {}

  /** @returns what became of it; null when it was cut off by `stop`, and nobody knows. */
  async send(address: string, headers: Readonly<Record<string, string>>, body: string, stop: AbortSignal): Promise<Attempt | null> {
    const url = this.targets.target(address);
    if (!url) return { outcome: 'target_refused' };
    const agent = new Agent({ connect: { lookup: this.targets.lookup }, maxHeaderSize: MOST_HEADER_BYTES });
    const late = AbortSignal.timeout(this.attemptSeconds * 1_000);
    try {
      const { origin, pathname, search } = url;
      const answer = await agent.request({ origin, path: pathname + search, method: 'POST', headers, body, signal: AbortSignal.any([stop, late]) });
      answer.body.on('error', () => undefined).destroy();
      return { outcome: outcomeOf(answer.statusCode), ...(ASKS_TO_WAIT.has(answer.statusCode) && { retryAfter: answer.headers['retry-after'] }) };
    } catch (error) {
      if (stop.aborted) return null;
      return { outcome: late.aborted ? 'timed_out' : failureOf(error) };
    } finally {
      // A connection that is still being opened ends by itself, and nobody waits for it.
      void agent.destroy().catch(() => undefined);
    }
  }
}

const TIMED_OUT = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const CONNECT_FAILED = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EINVAL)$/;
const TLS_FAILED = /^(ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|EPROTO|HOSTNAME_MISMATCH)$/;

function failureOf(error: unknown): Outcome {
  if (error instanceof TargetRefused) return 'target_refused';
  // Several addresses that all failed come as one error of many.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code = '' } = first as { readonly code?: string };
  if (TIMED_OUT.test(code)) return 'timed_out';
  if (CONNECT_FAILED.test(code)) return 'connect_failed';
  return TLS_FAILED.test(code) ? 'tls_failed' : 'connection_closed';
}
