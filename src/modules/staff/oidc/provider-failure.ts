/** Why a question to the identity provider failed. The codes are from closed lists: nothing of the provider's text. */
export interface ProviderFailure {
  /**
   * - `declined`: the provider says no, or the code was used already. Nothing is wrong with anybody.
   * - `refused`: what it answered does not hold.
   * - `unavailable`: it could not be asked, or does not know this service.
   */
  readonly kind: 'declined' | 'refused' | 'unavailable';
  /** Of openid-client or of the socket. */
  readonly errorCode?: string;
  /** Of RFC 6749 section 5.2. */
  readonly code?: string;
}

/** Codes of openid-client for an answer that came and does not hold. */
const DOES_NOT_HOLD = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_PARSE_ERROR',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

/** What the browser brings back when the provider is in trouble itself (RFC 6749 section 4.1.2.1). */
const IN_TROUBLE = ['server_error', 'temporarily_unavailable'];

/** What a token endpoint says when it does not take this service (RFC 6749 section 5.2). */
const NOT_TAKEN = ['invalid_client', 'invalid_request', 'invalid_scope', 'unauthorized_client', 'unsupported_grant_type'];

interface Failed {
  readonly code?: unknown;
  readonly error?: unknown;
  readonly cause?: unknown;
}

export function failureOf(error: unknown): ProviderFailure {
  const { code, error: said } = (error ?? {}) as Failed;
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') {
    return IN_TROUBLE.includes(String(said)) ? { kind: 'unavailable', errorCode: code } : { kind: 'declined' };
  }
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') {
    if (said === 'invalid_grant') return { kind: 'declined' };
    const known = NOT_TAKEN.find((one) => one === said);
    return { kind: 'unavailable', errorCode: code, ...(known && { code: known }) };
  }
  const named = codeOf(error);
  return { kind: DOES_NOT_HOLD.has(named ?? '') ? 'refused' : 'unavailable', ...(named && { errorCode: named }) };
}

/** The code of an error or of what caused it: the library hides the socket's below its own. */
function codeOf(error: unknown): string | null {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth += 1) {
    const { code, cause } = at as Failed;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,50}$/.test(code)) return code;
    at = cause;
  }
  return null;
}
