import { MAX_MEMBERS, type Party, partySegments } from './enrolment.js';
import {
  ENROLMENT_VERSION,
  type Envelope,
  groupHead,
  groupTail,
  interchangeHead,
  interchangeTail,
  nineDigits,
  type TransactionSet,
  writeSet,
} from './interchange.js';
import { X12Problem } from './problem.js';
import { type Segment } from './segments.js';

/** A full audit: every member the sender has, in one group of as many transaction sets as it takes. */
export interface AuditFile {
  readonly envelope: Envelope;
  readonly sponsor: Party;
  readonly insurer: Party;
  /** ST02 of every set but the first, which has the interchange's own number. Asked for as the sets are written. */
  readonly nextNumber: () => Promise<number>;
}

/**
 * Writes a full audit (BGN08 = 4) piece by piece, so that its size takes no memory. Every set states its
 * own control totals: QTY*ET subscribers and QTY*TO members, which are the same here.
 * @param members loops written with maintenance 030, in their order.
 * @throws X12Problem `members` for none at all: a set needs one.
 */
export async function* writeAuditFile(file: AuditFile, members: AsyncIterable<readonly Segment[]>): AsyncGenerator<Uint8Array> {
  const { envelope, nextNumber } = file;
  const group = { functionalId: 'BE', controlNumber: envelope.controlNumber, version: ENROLMENT_VERSION };
  let sets = 0;
  for await (const loops of inSets(members)) {
    const head = sets === 0 ? interchangeHead(envelope) + groupHead(envelope, group) : '';
    const controlNumber = sets === 0 ? envelope.controlNumber : await nextNumber();
    const set = { type: '834', controlNumber, segments: auditSet(file, controlNumber, loops) };
    yield Buffer.from(head + writeSet(set, ENROLMENT_VERSION), 'latin1');
    sets += 1;
  }
  if (sets === 0) throw new X12Problem('members');
  yield Buffer.from(groupTail(group, sets) + interchangeTail(envelope, 1), 'latin1');
}

async function* inSets(members: AsyncIterable<readonly Segment[]>): AsyncGenerator<(readonly Segment[])[]> {
  let loops: (readonly Segment[])[] = [];
  for await (const loop of members) {
    loops.push(loop);
    if (loops.length < MAX_MEMBERS) continue;
    yield loops;
    loops = [];
  }
  if (loops.length > 0) yield loops;
}

function auditSet({ envelope, sponsor, insurer }: AuditFile, number: number, loops: readonly (readonly Segment[])[]): Segment[] {
  const { date, time } = envelope.at;
  const count = String(loops.length);
  return [
    ['BGN', '00', nineDigits(number), date, time, '', '', '', '4'],
    ['QTY', 'ET', count],
    ['QTY', 'TO', count],
    ...partySegments(sponsor, insurer),
    ...loops.flat(),
  ];
}

/** Control totals as a transaction set states them. */
export interface ControlTotals {
  /** QTY*ET. */
  readonly subscribers: number;
  /** QTY*TO. */
  readonly members: number;
}

/** Whether a set as read is part of a full audit (BGN08 = 4). */
export function isAudit({ segments }: TransactionSet): boolean {
  return segments[1]?.[0] === 'BGN' && segments[1][8] === '4';
}

/** The control totals of a set as read, or null unless each is stated once, in whole numbers. */
export function totalsOf({ segments }: TransactionSet): ControlTotals | null {
  const stated = (qualifier: string): number | null => {
    const [one, ...more] = segments.filter(([id, code]) => id === 'QTY' && code === qualifier);
    return one?.length === 3 && more.length === 0 && /^\d{1,9}$/.test(one[2] ?? '') ? Number(one[2]) : null;
  };
  const subscribers = stated('ET');
  const members = stated('TO');
  return subscribers === null || members === null ? null : { subscribers, members };
}
