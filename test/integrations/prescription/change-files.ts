import { type Segment, writeInterchange } from '../../../src/integrations/prescription/x12/index.js';
import { type TestPartner } from './partner.js';

const ENVELOPE = {
  senderId: 'CITYKEY',
  receiverId: 'RXPARTNER',
  at: { date: '20260401', time: '1230' },
  acknowledge: true,
  usage: 'T',
} as const;

/** BGN and the two parties, as agreed. */
export const HEADER: Segment[] = [
  ['BGN', '00', '17', '20260401', '1230', '', '', '', '2'],
  ['N1', 'P5', 'CITY', 'FI', '123456789'],
  ['N1', 'IN', 'RX', 'FI', '987654321'],
];

/** One member, as agreed. */
export function member(token: string, maintenance = '021', end: string | null = '20310228'): Segment[] {
  const cancels = maintenance === '024';
  return [
    ['INS', 'Y', '18', maintenance, 'EC', 'A', '', '', 'AC'],
    ['REF', '0F', token],
    ['REF', '1L', 'CITY01'],
    ['DTP', cancels ? '357' : '356', 'D8', '20260401'],
    ['NM1', 'IL', '1', 'MEMBER'],
    ['HD', maintenance, '', 'PDG', 'DISCOUNT', 'EMP'],
    ...(cancels ? [] : [['DTP', '348', 'D8', '20260401']]),
    ...(end === null ? [] : [['DTP', '349', 'D8', end]]),
  ];
}

export const replaced = (segments: Segment[], at: number, ...by: Segment[]): Segment[] => segments.toSpliced(at, 1, ...by);
export const inserted = (segments: Segment[], at: number, ...more: Segment[]): Segment[] => segments.toSpliced(at, 0, ...more);

/** A change file as text, one set for every list of segments. */
export function file(controlNumber: number, sets: Segment[][], { envelope = {}, version = '005010X220A1', type = '834' } = {}): string {
  const bytes = writeInterchange(
    { ...ENVELOPE, controlNumber, ...envelope },
    { groups: [{ functionalId: 'BE', controlNumber, version, sets: sets.map((segments, index) => ({ type, controlNumber: controlNumber + index, segments })) }] },
  );
  return Buffer.from(bytes).toString('latin1');
}

/** Uploads one file and answers the segments that came back, ISA to IEA of every answer file. */
export async function exchange(site: TestPartner, text: string, name = 'F.x12'): Promise<string[]> {
  const session = await site.session();
  await session.upload('inbound', name, Buffer.from(text, 'latin1'));
  const answers: string[] = [];
  for (const { name: answer } of await session.list('outbound')) {
    answers.push(...Buffer.from(await session.read(`outbound/${answer}`, 100_000)).toString('latin1').split('~'));
    await session.delete(`outbound/${answer}`);
  }
  await session.close();
  return answers.filter((segment) => /^(TA1|AK|IK|CTX)/.test(segment));
}

/** Uploads a file of one set with these members. */
export function send(site: TestPartner, number: number, ...members: Segment[][]): Promise<string[]> {
  return exchange(site, file(number, [[...HEADER, ...members.flat()]]));
}
