import { type LinkState } from '../../links/index.js';

/** Bits per status: enough for valid, invalid and suspended. */
export const STATUS_BITS = 2;

const PER_BYTE = 8 / STATUS_BITS;

/** Status values of the IETF Token Status List (draft-ietf-oauth-status-list, section 7.1). */
const STATUS: Readonly<Record<LinkState, number>> = { active: 0, ended: 1, suspended: 2 };

/** An empty list: every position says valid, which means nothing without a token that has it. */
export function emptyStatusList(capacity: number): Uint8Array {
  return new Uint8Array(capacity / PER_BYTE);
}

/** Writes one status; positions fill each byte from its least significant bit (section 4.1). */
export function setStatus(list: Uint8Array, position: number, state: LinkState): void {
  const byte = Math.floor(position / PER_BYTE);
  const shift = (position % PER_BYTE) * STATUS_BITS;
  list[byte] = ((list[byte] ?? 0) & ~(0b11 << shift)) | (STATUS[state] << shift);
}

/** Reads one status value. */
export function statusAt(list: Uint8Array, position: number): number {
  return ((list[Math.floor(position / PER_BYTE)] ?? 0) >> ((position % PER_BYTE) * STATUS_BITS)) & 0b11;
}
