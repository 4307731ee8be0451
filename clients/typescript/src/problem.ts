import { type components } from './schema.js';

/** The service, or what stands before it, has refused. Decide by `code`. */
export class CityKeyProblem extends Error {
  readonly status: number;
  /** From the list in docs/errors.md; the error of OAuth at the token endpoint; `unknown` where the answer was not the service's. */
  readonly code: string;
  /** Name it when you ask for help. */
  readonly requestId: string | null;
  /** The whole problem document (RFC 9457), where it is one. */
  readonly problem: components['schemas']['Problem'] | null;

  constructor(response: Response, body: unknown) {
    const { code, error, title } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
    const said = [code, error].find((value) => typeof value === 'string') ?? 'unknown';
    super(`${response.status} ${String(said)}${typeof title === 'string' ? `: ${title}` : ''}`);
    this.name = 'CityKeyProblem';
    this.status = response.status;
    this.code = String(said);
    this.requestId = response.headers.get('x-request-id');
    this.problem = typeof code === 'string' ? (body as components['schemas']['Problem']) : null;
  }
}

interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** What an operation answers when it succeeds. */
type DataOf<R> = R extends { readonly data: infer Data } ? Data : never;

/**
 * What was answered.
 * @throws CityKeyProblem when the request was refused.
 */
export function dataOf<R extends Result>(result: R): DataOf<R> {
  if (!result.response.ok) throw new CityKeyProblem(result.response, result.error);
  return result.data as DataOf<R>;
}
