import { createHash } from 'node:crypto';
import { IDENTIFIER } from './format.js';

/**
 * An answer to one list, in a file of the list's name with `.ACK` behind it:
 * `A,{file name},{return code},{accepted},{rejected}`, then `E,{identifier},{error code}` for each rejected record,
 * then `T,{E lines},{SHA-256 of all bytes before this line}`; lines as in a list.
 */
export interface Acknowledgement {
  readonly file: string;
  readonly outcome: 'accepted' | 'accepted_in_part' | 'damaged' | 'full_list_wanted';
  /** Records that were taken. */
  readonly accepted: number;
  /** Identifiers that were not taken. */
  readonly rejected: ReadonlySet<string>;
}

const OUTCOMES = { '0': 'accepted', '1': 'accepted_in_part', '2': 'damaged', '3': 'full_list_wanted' } as const;
const HEAD = /^A,([A-Za-z0-9._]{1,80}),([0-3]),(0|[1-9]\d{0,8}),(0|[1-9]\d{0,8})$/;
const ERROR = /^E,([^,]+),[A-Z0-9]{1,8}$/;

/** Reads an answer whole, or null when it is not one: altered, cut short, or something else. */
export function readAcknowledgement(bytes: Uint8Array): Acknowledgement | null {
  const text = Buffer.from(bytes).toString('latin1');
  const cut = text.lastIndexOf('\n', text.length - 2) + 1;
  const [head = '', ...errors] = text.slice(0, cut).split('\n').slice(0, -1);
  const sum = createHash('sha256').update(text.slice(0, cut), 'latin1').digest('hex');
  const [, file, code, accepted, rejectedCount] = HEAD.exec(head) ?? [];
  if (text.slice(cut) !== `T,${errors.length},${sum}\n` || file === undefined || code === undefined) return null;
  const rejected = new Set(errors.map((line) => ERROR.exec(line)?.[1] ?? ''));
  const sound = rejected.size === errors.length && [...rejected].every((identifier) => IDENTIFIER.test(identifier));
  const outcome = OUTCOMES[code as keyof typeof OUTCOMES];
  const inPart = outcome === 'accepted_in_part';
  if (!sound || (inPart ? errors.length === 0 || errors.length !== Number(rejectedCount) : errors.length > 0)) return null;
  return { file, outcome, accepted: Number(accepted), rejected };
}

/** Whether an answer accounts for each identifier of a list, taken or not; one that was refused whole says nothing of any. */
export function accountsFor({ outcome, accepted, rejected }: Acknowledgement, identifiers: ReadonlySet<string>): boolean {
  if (outcome === 'damaged' || outcome === 'full_list_wanted') return true;
  return accepted + rejected.size === identifiers.size && [...rejected].every((identifier) => identifiers.has(identifier));
}
