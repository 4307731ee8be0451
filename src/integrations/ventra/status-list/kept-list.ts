import { type OutboundFile } from '../../../modules/links/index.js';

/**
 * A kept file is one of two: a delta with its exact bytes and, for each entry, the identifiers it stands for; or the
 * note that a full list was sent, without its bytes: one that was lost is written anew.
 */
export type KeptList =
  | { readonly kind: 'delta'; readonly number: number; readonly bytes: Buffer; readonly identifiers: readonly (readonly string[])[] }
  | { readonly kind: 'full'; readonly number: number };

interface StoredDelta {
  readonly text: string;
  readonly identifiers: readonly (readonly string[])[];
}

export function keptDelta(text: string, identifiers: readonly (readonly string[])[]): Uint8Array {
  return Buffer.from(JSON.stringify({ text, identifiers } satisfies StoredDelta));
}

/** References sort by the order in which files were made, whatever their kind. */
export function referenceOf(kind: KeptList['kind'], number: number): string {
  return `${String(number).padStart(12, '0')}-${kind}`;
}

export function openKept({ reference, content }: OutboundFile): KeptList {
  const number = Number(reference.slice(0, 12));
  if (reference.endsWith('-full')) return { kind: 'full', number };
  const { text, identifiers } = JSON.parse(Buffer.from(content).toString()) as StoredDelta;
  return { kind: 'delta', number, bytes: Buffer.from(text), identifiers };
}
