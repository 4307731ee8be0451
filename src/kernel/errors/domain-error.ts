/** What went wrong in kind; HTTP statuses are assigned to kinds in one place, `http/problem.ts`. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'timed_out'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported'
  | 'invalid'
  | 'limited'
  | 'headers_too_large'
  | 'internal'
  | 'unavailable';

/** One entry of the public, closed list of error codes. Codes are never renamed. */
export interface ErrorDefinition {
  /** Stable and public, for instance `card.not_found`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** One sentence for a person, the same every time. */
  readonly title: string;
  /** What accompanies the code, as an example for the documentation. */
  readonly example: ErrorDetails;
}

/**
 * What may accompany a code. Every field holds words of our own API (names, states, limits),
 * so that nothing a caller sent can come back in an answer or land in a log.
 */
export interface ErrorDetails {
  /** Where in the request, as a JSON pointer over declared fields. */
  readonly at?: string;
  /** What would have been accepted there. */
  readonly allowed?: readonly string[];
  readonly act?: string;
  readonly state?: string;
  readonly limit?: number;
  /** Numbers that do not add up, by our names for them. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly retryAfterSeconds?: number;
  /** Several findings in one request. */
  readonly findings?: readonly Finding[];
}

export interface Finding {
  readonly at: string;
  readonly code: string;
  readonly allowed?: readonly string[];
}

/** The only error that crosses a module's door on purpose. */
export class DomainError extends Error {
  constructor(
    readonly definition: ErrorDefinition,
    readonly details: ErrorDetails = {},
  ) {
    super(definition.code);
    this.name = 'DomainError';
  }

  get code(): string {
    return this.definition.code;
  }
}

const catalogue = new Map<string, ErrorDefinition>();

/** Makes one kind of error, and says which: what `@ApiProblems` documents and `refusedWith` raises. */
export interface ErrorFactory {
  (details?: ErrorDetails): DomainError;
  readonly definition: ErrorDefinition;
}

/**
 * Enters a code in the catalogue and gives the means to raise it.
 * @param example details as they may accompany the code; the documentation shows them.
 * @throws Error when the code was entered before.
 */
export function defineError(code: string, kind: ErrorKind, title: string, example: ErrorDetails = {}): ErrorFactory {
  if (catalogue.has(code)) throw new Error(`error code ${code} is defined twice`);
  const definition: ErrorDefinition = { code, kind, title, example };
  catalogue.set(code, definition);
  return Object.assign((details?: ErrorDetails) => new DomainError(definition, details), { definition });
}

/** Every code the program can answer with, by code. Complete once all modules are loaded. */
export function errorCatalogue(): readonly ErrorDefinition[] {
  return [...catalogue.values()].sort((a, b) => a.code.localeCompare(b.code));
}
