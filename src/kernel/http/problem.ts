import { type DomainError, type ErrorKind, type Finding } from '../errors/index.js';

/** A problem document (RFC 9457). `code` is stable; everything in it is made of the API's own words. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly requestId?: string;
  readonly at?: string;
  readonly allowed?: readonly string[];
  readonly act?: string;
  readonly state?: string;
  readonly limit?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly findings?: readonly Finding[];
}

export const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timed_out: 408,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
};

export function problemOf(error: DomainError, requestId: string | undefined): Problem {
  const { code, kind, title } = error.definition;
  const details = { ...error.details, retryAfterSeconds: undefined };
  return { type: `urn:citykey:problem:${code}`, title, status: STATUS_OF[kind], code, ...details, requestId };
}
