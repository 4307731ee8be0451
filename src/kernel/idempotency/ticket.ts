import { idempotencyKeyInvalid, idempotencyKeyRequired } from '../errors/index.js';

/** One caller's claim that a request must take effect at most once. */
export interface Ticket {
  /** Account and route: the same key elsewhere is another key. */
  readonly scope: string;
  readonly key: string;
  /** The request in a canonical form, to tell a retry from another request. */
  readonly request: string;
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RANDOM_TEXT = /^[A-Za-z0-9_\-+/=.:~]{22,255}$/;
const LEAST_DISTINCT_CHARACTERS = 8;

/**
 * Makes a ticket from the header and the parsed body.
 * @throws DomainError `idempotency.key_required` or `idempotency.key_invalid`.
 */
export function ticketFor(scope: string, key: string | undefined, body: unknown): Ticket {
  if (key === undefined || key === '') throw idempotencyKeyRequired();
  if (!UUID_V4.test(key) && !looksRandom(key)) throw idempotencyKeyInvalid();
  return { scope, key, request: canonical(body) };
}

/** The sealed response is only as safe as the key is unguessable, so counters, names and UUIDs made of the time are refused. */
function looksRandom(key: string): boolean {
  return !UUID.test(key) && RANDOM_TEXT.test(key) && new Set(key).size >= LEAST_DISTINCT_CHARACTERS;
}

/** JSON with sorted keys: two bodies that say the same give the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, held]) => held !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
