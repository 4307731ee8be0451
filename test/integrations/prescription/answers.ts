import { type Receipt } from '../../../src/modules/links/index.js';
import { type Segment, writeInterchange } from '../../../src/integrations/prescription/x12/index.js';

let nextAnswer = 900_000;

/** An answer of the partner's that the simulated one would not give. */
export function answerFile(body: { ta1?: Segment[]; sets?: Segment[]; usage?: 'P' | 'T'; receiverId?: string }): Uint8Array {
  const controlNumber = nextAnswer++;
  const { usage = 'T', receiverId = 'CITYKEY', sets } = body;
  const at = { date: '20260401', time: '1230' };
  const envelope = { senderId: 'RXPARTNER', receiverId, at, controlNumber, acknowledge: false, usage };
  const groups = sets
    ? [{ functionalId: 'FA', controlNumber, version: '005010X231', sets: [{ type: '999', controlNumber, segments: sets }] }]
    : [];
  return writeInterchange(envelope, { ta1: body.ta1, groups });
}

/** The segments of a 999 about the one set of a file of ours. */
export function about(number: number, ...details: Segment[]): Segment[] {
  const nine = String(number).padStart(9, '0');
  return [['AK1', 'BE', String(number)], ['AK2', '834', nine], ...details, ['AK9', 'R', '1', '1', '0']];
}

/** Token to outcome, or to the code of a rejection. */
export function outcomes(receipts: readonly Receipt[]): Record<string, string> {
  return Object.fromEntries(
    receipts.map((one) => [one.linkId.replace('link-', ''), one.outcome === 'rejected' ? one.code : one.outcome]),
  );
}
