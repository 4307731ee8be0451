import { type OutboundFile } from '../../modules/links/index.js';
import { readHeader, type Stamp } from './x12/index.js';

/**
 * What the content of a kept file holds, told apart by how it begins:
 * - `ISA`: an interchange that was, or will be, sent as it is;
 * - `CKPGP`, four bytes with the length of the interchange (big-endian), the interchange, and the encrypted bytes that
 *   go to the partner. Encrypting again would give other bytes, and these cannot be read back: they are for the partner;
 * - `CKAUDIT` and `YYYYMMDDHHMM`: a full audit that was sent then. Its content is not kept: the next one says it again.
 */
const ENCRYPTED = Buffer.from('CKPGP');
const AUDIT = Buffer.from('CKAUDIT');
const LENGTH_BYTES = 4;

type Kept = Pick<OutboundFile, 'content'>;

/** The content to keep for an interchange and the bytes that go to the partner, the same where nothing is encrypted. */
export function toKeep(interchange: Uint8Array, sent: Uint8Array): Uint8Array {
  if (sent === interchange) return interchange;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(interchange.length);
  return Buffer.concat([ENCRYPTED, length, interchange, sent]);
}

/** The content to keep for a full audit. */
export function auditToKeep({ date, time }: Stamp): Uint8Array {
  return Buffer.concat([AUDIT, Buffer.from(date + time)]);
}

export function isAuditKept({ content }: Kept): boolean {
  return AUDIT.equals(content.subarray(0, AUDIT.length));
}

/** The bytes that go to the partner. */
export function sentBytes(kept: Kept): Uint8Array {
  const { end } = interchangeIn(kept);
  return end === kept.content.length ? kept.content : kept.content.subarray(end);
}

/** The interchange that is in them. */
export function interchangeOf(kept: Kept): Uint8Array {
  const { start, end } = interchangeIn(kept);
  return kept.content.subarray(start, end);
}

/** When it was written, `YYYYMMDDHHMM` on the wall clock of the agreement. */
export function writtenAt(kept: Kept): string {
  if (isAuditKept(kept)) return Buffer.from(kept.content.subarray(AUDIT.length)).toString('latin1');
  const { date, time } = readHeader(interchangeOf(kept));
  return `20${date}${time}`;
}

function interchangeIn({ content }: Kept): { readonly start: number; readonly end: number } {
  if (!ENCRYPTED.equals(content.subarray(0, ENCRYPTED.length))) return { start: 0, end: content.length };
  const start = ENCRYPTED.length + LENGTH_BYTES;
  return { start, end: start + Buffer.from(content).readUInt32BE(ENCRYPTED.length) };
}
