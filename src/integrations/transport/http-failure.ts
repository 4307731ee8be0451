const WITHOUT_ANSWER = ['connect_failed', 'tls_failed', 'timeout', 'connection_closed', 'redirected', 'answer_too_large', 'unreadable_answer', 'out_of_time'] as const;

/**
 * What can go wrong between us and a partner's HTTP interface. A closed list: no partner text becomes a code.
 *
 * `http_429` and `http_5xx` are answers; `connection_closed` also stands for a client that was closed by us. `out_of_time` was not
 * sent: its answer might have come after the end of the lease under which it was to be asked.
 */
export type HttpFailureCode = (typeof WITHOUT_ANSWER)[number] | `http_${number}`;

const STATUSES = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 501, 502, 503, 504];

/** The same as a list for metrics, with the statuses that a profile registers; a status beyond them counts as `other` there. */
export const HTTP_FAILURES: readonly string[] = [...WITHOUT_ANSWER, ...STATUSES.map((status) => `http_${status}`)];

/** Worth another attempt at once. A time-out is not: a slow partner is not helped by being asked again. */
const PASSING: readonly HttpFailureCode[] = [
  'connect_failed',
  'connection_closed',
  'http_429',
  'http_502',
  'http_503',
  'http_504',
];

/** The partner has certainly done nothing, so that even what must not be done twice may be sent again. */
const UNTOUCHED: readonly HttpFailureCode[] = ['connect_failed', 'http_429'];

export class HttpFailure extends Error {
  constructor(
    readonly code: HttpFailureCode,
    /** How long the partner asked us to wait, in milliseconds, or null when it did not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(code);
    this.name = 'HttpFailure';
  }

  get passing(): boolean {
    return PASSING.includes(this.code);
  }

  get untouched(): boolean {
    return UNTOUCHED.includes(this.code);
  }
}

const CODES: Readonly<Record<string, HttpFailureCode>> = {
  ECONNREFUSED: 'connect_failed',
  ENOTFOUND: 'connect_failed',
  EAI_AGAIN: 'connect_failed',
  EHOSTUNREACH: 'connect_failed',
  ENETUNREACH: 'connect_failed',
  EADDRNOTAVAIL: 'connect_failed',
  UND_ERR_CONNECT_TIMEOUT: 'connect_failed',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'answer_too_large',
  UND_ERR_HEADERS_OVERFLOW: 'answer_too_large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'unreadable_answer',
};

const PATTERNS: readonly (readonly [RegExp, HttpFailureCode])[] = [
  [/^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH$)/, 'tls_failed'],
  [/^(UND_ERR_(?!INVALID_ARG|NOT_SUPPORTED)|E[A-Z]+$)/, 'connection_closed'],
];

/** The code for an error thrown by the HTTP library; an error of any other origin is thrown on. */
export function codeOf(error: unknown): HttpFailureCode {
  const { name, code } = error as { readonly name?: string; readonly code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'HTTPParserError') return 'unreadable_answer';
  const text = typeof code === 'string' ? code : '';
  const known = CODES[text] ?? PATTERNS.find(([pattern]) => pattern.test(text))?.[1];
  if (known === undefined) throw error;
  return known;
}
