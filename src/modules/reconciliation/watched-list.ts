import { DomainError, notUnpacked, requestTimedOut, requestTooLarge } from '../../kernel/errors/index.js';
import { type Gate, ListRefused } from './domain/gates.js';

/** What a sender's own fault makes of its list. */
const GATES: Readonly<Record<string, Gate>> = {
  [notUnpacked.definition.code]: 'not_unpacked',
  [requestTooLarge.definition.code]: 'too_large',
  [requestTimedOut.definition.code]: 'too_slow',
};

/** A stream that breaks off is a list that was cut, unless whoever opened it says what is wrong. */
export async function* watched(bytes: AsyncIterable<Uint8Array>, each: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        throw gateOfEnd(error) ? error : new ListRefused('truncated');
      });
      if (next.done) return;
      each(next.value);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

/** The gate that a list does not pass which did not come to its end; null where that was not its sender's fault. */
export function gateOfEnd(error: unknown): Gate | null {
  if (error instanceof ListRefused) return error.gate;
  return error instanceof DomainError ? (GATES[error.code] ?? null) : null;
}
