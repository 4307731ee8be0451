import { createHash } from 'node:crypto';
import { type LinkState } from '../../../modules/links/index.js';

/**
 * Status lists, modelled on the file exchange of US tolling interoperability. Text in ASCII, one record a line, every
 * line ended by LF, fields separated by commas:
 * `H,{FULL|DELTA},{created},{from},{to},{P|T},{last full list},{delta sequence},{records}` once, first;
 * `R,{identifier},{1 valid|2 blocked|3 unassigned},{reason},{effective},{version}` for each identifier;
 * `T,{records},{hash total},{SHA-256 of all bytes before this line}` once, last.
 * Moments are universal time, `YYYYMMDDHHMMSS`.
 */
export interface ListHeader {
  readonly kind: 'FULL' | 'DELTA';
  readonly createdAt: string;
  readonly from: string;
  readonly to: string;
  readonly mode: 'P' | 'T';
  /** A full list's own number; for a delta that of the full list it builds on, 0 before the first. */
  readonly fullList: number;
  /** From 1 after each full list; 0 for a full list. */
  readonly sequence: number;
  readonly records: number;
}

export interface ListRecord {
  readonly identifier: string;
  readonly status: '1' | '2' | '3';
  readonly reason: string;
  readonly effectiveAt: string;
  /** The newest version of an identifier wins. */
  readonly version: number;
}

/** What can stand as an identifier in a list: no separator, nothing outside of ASCII. */
export const IDENTIFIER = /^[A-Za-z0-9._-]{1,64}$/;

const MODULUS = 10 ** 12;
const STATUS = { active: '1', suspended: '2', ended: '3' } as const;
/** Reasons say no more than the status does. */
const REASON = { active: '0', suspended: '1', ended: '2' } as const;

export function recordFor(identifier: string, state: LinkState, effectiveAt: string, version: number): ListRecord {
  return { identifier, status: STATUS[state], reason: REASON[state], effectiveAt, version };
}

export function stateOf(status: ListRecord['status']): LinkState {
  return status === '1' ? 'active' : status === '2' ? 'suspended' : 'ended';
}

/** `YYYYMMDDHHMMSS` of a moment, in universal time. */
export function stampOf(moment: Date): string {
  return moment.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** The calendar day of such a stamp in a time zone, `YYYY-MM-DD`. */
export function dayOf(stamp: string, timeZone: string): string {
  const moment = new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(moment.getTime())) return '9999-12-31';
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}

/** What an identifier adds to the hash total: the number its digits make, modulo 10^12. */
export function hashOf(identifier: string): number {
  return Number(identifier.replace(/\D/g, '').slice(-12) || '0');
}

export function addHash(total: number, identifier: string): number {
  return (total + hashOf(identifier)) % MODULUS;
}

/** Keeps the three totals of the trailer while a list goes by. */
export class Totals {
  private readonly digest = createHash('sha256');
  private hash = 0;
  records = 0;

  line(text: string | Uint8Array): void {
    this.digest.update(text);
  }

  record(identifier: string): void {
    this.records += 1;
    this.hash = addHash(this.hash, identifier);
  }

  trailer(): string {
    return `T,${this.records},${this.hash},${this.digest.digest('hex')}\n`;
  }
}

export function headerLine({ kind, createdAt, from, to, mode, fullList, sequence, records }: ListHeader): string {
  return `H,${kind},${createdAt},${from},${to},${mode},${fullList},${sequence},${records}\n`;
}

export function recordLine({ identifier, status, reason, effectiveAt, version }: ListRecord): string {
  return `R,${identifier},${status},${reason},${effectiveAt},${version}\n`;
}

/** A list as text, for as many records as are at hand. */
export function writeList(header: Omit<ListHeader, 'records'>, records: readonly ListRecord[]): string {
  const totals = new Totals();
  const lines = [headerLine({ ...header, records: records.length }), ...records.map(recordLine)];
  for (const line of lines) totals.line(line);
  for (const { identifier } of records) totals.record(identifier);
  return lines.join('') + totals.trailer();
}
