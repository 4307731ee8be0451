import {
  ACKNOWLEDGEMENT_VERSION,
  ENROLMENT_VERSION,
  type Envelope,
  type Group,
  type InterchangeHeader,
  type Segment,
  type TransactionSet,
  writeInterchange,
} from '../../integrations/prescription/x12/index.js';
import { type Fault } from './compare.js';

/** A file for the sender, in the `outbound` folder. */
export interface Answer {
  readonly name: string;
  readonly text: string;
  /** To be delivered as it is, not wrapped as agreed. */
  readonly raw?: boolean;
}

/** TA105: why an interchange was not taken in; 000 when it was. */
export type Note = '000' | '001' | '005' | '006' | '007' | '008' | '020' | '021' | '022' | '023' | '024' | '025';

/** The finding about one transaction set. */
export interface SetFinding {
  readonly set: TransactionSet;
  readonly faults: readonly Fault[];
}

/** The interchange acknowledgement: the first thing a sender hears. */
export function interchangeAnswer(envelope: Envelope, about: InterchangeHeader, note: Note): Answer {
  const code = note === '000' ? 'A' : 'R';
  const ta1: Segment = ['TA1', about.controlNumber, about.date, about.time, code, note];
  return answer('TA1', envelope, writeInterchange(envelope, { ta1: [ta1], groups: [] }));
}

/**
 * The implementation acknowledgement: one AK2 and IK5 for every transaction set.
 * @param strayText a text to put where a copy of bad data may stand, or null.
 */
export function setAnswer(envelope: Envelope, group: Group, findings: readonly SetFinding[], strayText: string | null): Answer {
  const accepted = findings.filter(({ faults }) => faults.length === 0).length;
  const verdict = accepted === findings.length ? 'A' : accepted > 0 ? 'P' : 'R';
  const count = String(findings.length);
  const segments: Segment[] = [
    ['AK1', group.functionalId, group.controlNumber, ENROLMENT_VERSION],
    ...findings.flatMap((finding) => describe(finding, strayText)),
    ['AK9', verdict, count, count, String(accepted)],
  ];
  const set = { type: '999', controlNumber: envelope.controlNumber, segments };
  const body = { functionalId: 'FA', controlNumber: envelope.controlNumber, version: ACKNOWLEDGEMENT_VERSION, sets: [set] };
  return answer('999', envelope, writeInterchange(envelope, { groups: [body] }));
}

function answer(kind: 'TA1' | '999', { usage, controlNumber }: Envelope, bytes: Uint8Array): Answer {
  const name = `CK${kind}_${usage}_${String(controlNumber).padStart(9, '0')}.x12`;
  return { name, text: Buffer.from(bytes).toString('latin1') };
}

function describe({ set, faults }: SetFinding, strayText: string | null): Segment[] {
  const verdict: Segment = faults.length === 0 ? ['IK5', 'A'] : ['IK5', 'R', '5'];
  return [['AK2', '834', set.controlNumber, ENROLMENT_VERSION], ...faults.flatMap((fault) => describeFault(fault, strayText)), verdict];
}

function describeFault({ position, segmentId, code, element, memberId }: Fault, strayText: string | null): Segment[] {
  const copy = strayText === null ? [] : [strayText];
  return [
    ['IK3', segmentId, String(position), '', code],
    ...(memberId === undefined ? [] : [['CTX', ['SUBSCRIBER NUMBER REF02', memberId]]]),
    ...(strayText === null ? [] : [['CTX', ['INSURED NAME', strayText]]]),
    ...(element ? [['IK4', String(element[0]), '', element[1], ...copy]] : []),
  ];
}
