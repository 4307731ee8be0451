import { ENROLMENT_VERSION, type Envelope, nineDigits, type SetToWrite, writeInterchange } from './interchange.js';
import { X12Problem } from './problem.js';
import { type Segment } from './segments.js';

/** One bad member rejects its whole transaction set, so a set holds no more than this. */
export const MAX_MEMBERS = 500;

/** An organisation in loop 1000, by name and federal taxpayer number. */
export interface Party {
  readonly name: string;
  readonly id: string;
}

/** A change file of one transaction set, its members written as loops before. */
export interface ChangeFile {
  readonly envelope: Envelope;
  readonly sponsor: Party;
  readonly insurer: Party;
  readonly members: readonly (readonly Segment[])[];
  /** BGN02 of the rejected file whose other members this one sends again, or null. */
  readonly original: string | null;
}

/**
 * Writes a change file (BGN08 = 2). ISA13, GS06, ST02 and BGN02 are one number, used once and never again.
 * @throws X12Problem `members` for none or more than 500.
 */
export function writeChangeFile(file: ChangeFile): Uint8Array {
  const number = file.envelope.controlNumber;
  const set: SetToWrite = { type: '834', controlNumber: number, segments: changeSet(file) };
  return writeInterchange(file.envelope, {
    groups: [{ functionalId: 'BE', controlNumber: number, version: ENROLMENT_VERSION, sets: [set] }],
  });
}

function changeSet({ envelope, sponsor, insurer, members, original }: ChangeFile): Segment[] {
  if (members.length < 1 || members.length > MAX_MEMBERS) throw new X12Problem('members');
  const { date, time } = envelope.at;
  const purpose = original === null ? '00' : '15';
  return [
    ['BGN', purpose, nineDigits(envelope.controlNumber), date, time, '', original ?? '', '', '2'],
    ...partySegments(sponsor, insurer),
    ...members.flat(),
  ];
}

/** Loops 1000A and 1000B: the sponsor and the insurer, each by name and federal taxpayer number. */
export function partySegments(sponsor: Party, insurer: Party): Segment[] {
  return [
    ['N1', 'P5', sponsor.name, 'FI', sponsor.id],
    ['N1', 'IN', insurer.name, 'FI', insurer.id],
  ];
}
