import fc from 'fast-check';
import {
  type MemberChange,
  memberLoop,
  membersOf,
  readAnswers,
  readInterchange,
  totalsOf,
  writeAuditFile,
  writeChangeFile,
  X12Problem,
} from '../../../src/integrations/prescription/x12/index.js';
import { type Agreement } from '../../../src/integrations/prescription/settings.js';
import { readVerdicts } from '../../../src/integrations/prescription/verdicts.js';
import { about, answerFile } from './answers.js';

const AGREEMENT: Agreement = {
  ...{ senderId: 'CITYKEY', receiverId: 'RXPARTNER', usage: 'T' as const, timeZone: 'America/Chicago' },
  ...{ plan: { group: 'CITY01', planCode: 'DISCOUNT' }, sponsor: { name: 'CITY', id: '12' }, insurer: { name: 'CITY', id: '12' } },
};

const RUNS = { seed: 834, numRuns: 300 };
const PLAN = { group: 'CITY01', planCode: 'DISCOUNT' };
const BASIC = [...'ABCXYZ0189 !"&\'()+,-./;?='];

const memberId = fc
  .array(fc.constantFrom(...BASIC), { minLength: 1, maxLength: 50 })
  .map((characters) => characters.join(''))
  .filter((text) => text === text.trim());
const member: fc.Arbitrary<MemberChange> = fc.record({
  memberId,
  maintenance: fc.constantFrom('021', '024', '025', '030'),
  on: fc.constantFrom('20260401', '20280229'),
  validThrough: fc.constantFrom(null, '20310228'),
});
const replacement: fc.Arbitrary<MemberChange> = fc
  .tuple(member, memberId, fc.boolean())
  .map(([change, priorId, withoutCover]) => ({ ...change, maintenance: '001', priorId, withoutCover }));
const file = fc
  .record({ members: fc.array(fc.oneof(member, replacement), { minLength: 1, maxLength: 8 }), number: fc.integer({ min: 1, max: 999_999_999 }) })
  .map(({ members, number }) => ({ members, number, bytes: write(members, number) }));

function write(members: readonly MemberChange[], controlNumber: number): Buffer {
  const at = { date: '20260401', time: '1230' };
  const envelope = { senderId: 'CITYKEY', receiverId: 'RXPARTNER', at, controlNumber, acknowledge: true, usage: 'T' } as const;
  const sponsor = { name: 'CITY', id: '12' };
  const loops = members.map((one) => memberLoop(one, PLAN));
  return Buffer.from(writeChangeFile({ envelope, sponsor, insurer: sponsor, members: loops, original: null }));
}

/** A full audit of these members. */
async function writeAudit(members: readonly MemberChange[], controlNumber: number): Promise<Buffer> {
  const at = { date: '20260401', time: '1230' };
  const envelope = { senderId: 'CITYKEY', receiverId: 'RXPARTNER', at, controlNumber, acknowledge: true, usage: 'T' } as const;
  const sponsor = { name: 'CITY', id: '12' };
  async function* loops() {
    for (const one of members) yield await Promise.resolve(memberLoop({ ...one, maintenance: '030' }, PLAN));
  }
  let number = controlNumber;
  const pieces: Uint8Array[] = [];
  for await (const piece of writeAuditFile({ envelope, sponsor, insurer: sponsor, nextNumber: () => Promise.resolve(++number) }, loops())) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** True when it was read; any error but X12Problem is thrown on. */
function accepts(bytes: Uint8Array): boolean {
  try {
    readAnswersOrNothing(readInterchange(bytes));
    return true;
  } catch (error) {
    if (error instanceof X12Problem) return false;
    throw error;
  }
}

function readAnswersOrNothing(interchange: ReturnType<typeof readInterchange>): void {
  try {
    readAnswers(interchange);
  } catch (error) {
    if (!(error instanceof X12Problem)) throw error;
  }
}

describe('the reader under fire', () => {
  it('reads back every member that was written', () => {
    fc.assert(
      fc.property(file, ({ members, bytes }) => {
        const loops = membersOf(readInterchange(bytes).groups[0]!.sets[0]!).map(({ segments }) => segments);
        expect(loops).toEqual(members.map((one) => memberLoop(one, PLAN)));
      }),
      RUNS,
    );
  });

  it('reads back every full audit that was written, and none that lost or changed a byte of its totals', async () => {
    const audited = fc.record({ members: fc.array(member, { minLength: 1, maxLength: 8 }), number: fc.integer({ min: 1, max: 900_000_000 }), cut: fc.nat() });
    await fc.assert(
      fc.asyncProperty(audited, async ({ members, number, cut }) => {
        const bytes = await writeAudit(members, number);
        const [set] = readInterchange(bytes).groups[0]!.sets;
        expect(totalsOf(set!)).toEqual({ subscribers: members.length, members: members.length });
        expect(membersOf(set!).map(({ segments }) => segments[1]?.[2])).toEqual(members.map((one) => one.memberId));
        expect(accepts(bytes.subarray(0, cut % bytes.length))).toBe(false);
        const dropped = Buffer.from(bytes.toString('latin1').replace(/QTY\*TO\*\d+~/, ''), 'latin1');
        expect(accepts(dropped)).toBe(false);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('never accepts a truncated file', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ bytes }, cut) => !accepts(bytes.subarray(0, cut % bytes.length))),
      RUNS,
    );
  });

  it('never accepts a file that lost, doubled or split a segment', () => {
    const alterations = [
      (segments: string[], at: number) => segments.toSpliced(at, 1),
      (segments: string[], at: number) => segments.toSpliced(at, 0, segments[at] ?? ''),
      (segments: string[], at: number) => segments.toSpliced(at, 1, (segments[at] ?? '').replace('*', '~')),
    ];
    fc.assert(
      fc.property(file, fc.nat(), fc.constantFrom(...alterations), ({ bytes }, index, alter) => {
        const segments = bytes.toString('latin1').split('~').slice(0, -1);
        const altered = alter(segments, index % segments.length).join('~') + '~';
        return !accepts(Buffer.from(altered, 'latin1'));
      }),
      RUNS,
    );
  });

  it('never accepts another count or control number in a trailer', () => {
    const trailer = fc.constantFrom(/SE\*(\d+)\*/, /GE\*(\d+)\*/, /IEA\*(\d+)\*/, /SE\*\d+\*(\d+)/, /GE\*\d+\*(\d+)/, /IEA\*\d+\*(\d+)/);
    fc.assert(
      fc.property(file, trailer, fc.nat({ max: 999_999_999 }), ({ bytes }, pattern, other) => {
        const text = bytes.toString('latin1');
        const found = new RegExp(`~${pattern.source}(?!\\d)`, 'd').exec(text);
        const [start, end] = found?.indices?.[1] ?? [0, 0];
        fc.pre(start > 0 && text.slice(start, end) !== String(other));
        return !accepts(Buffer.from(text.slice(0, start) + String(other) + text.slice(end), 'latin1'));
      }),
      RUNS,
    );
  });

  it('answers any bytes at all with a file or an X12Problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000, size: 'max' }), (bytes) => !accepts(bytes)),
      RUNS,
    );
    const noise = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(file, noise, ({ bytes }, changes) => {
        const altered = Buffer.from(bytes);
        for (const [at, byte] of changes) altered[at % altered.length] = byte;
        return typeof accepts(altered) === 'boolean';
      }),
      RUNS,
    );
  });
});

describe('the reader of answers under fire', () => {
  const rejection = Buffer.from(
    answerFile({ ta1: [['TA1', '000000017', '260401', '1230', 'A', '000']], sets: about(17, ['IK3', 'INS', '9', '', '8'], ['IK4', '3', '', '7', 'BAD'], ['IK5', 'R', '5']) }),
  );
  const said = (bytes: Uint8Array) => readVerdicts(bytes, AGREEMENT);

  it('understands an answer whole, and none that was cut', () => {
    expect([...(said(rejection)?.values() ?? [])]).toMatchObject([{ kind: 'answered' }]);
    for (let length = 0; length < rejection.length; length += 1) expect(said(rejection.subarray(0, length))).toBeNull();
  });

  it('understands none that lost or doubled a segment', () => {
    const segments = rejection.toString('latin1').split('~').slice(0, -1);
    segments.forEach((segment, at) => {
      // A TA1 is counted nowhere; without it, or with two that agree, the 999 says the same.
      if (segment.startsWith('TA1')) return;
      for (const altered of [segments.toSpliced(at, 1), segments.toSpliced(at, 0, segment)]) expect([segment, said(Buffer.from(`${altered.join('~')}~`))]).toEqual([segment, null]);
    });
  });

  it('says nothing worse than nothing about any bytes', () => {
    fc.assert(
      fc.property(fc.nat(rejection.length - 1), fc.nat(255), (at, byte) => {
        const altered = Buffer.from(rejection);
        altered[at] = byte;
        // X12 has no checksum: what a byte means inside an element, only the signature around the file can vouch for.
        const verdicts = said(altered);
        return verdicts === null || [...verdicts.keys()].every((reference) => /^\d{9}$/.test(reference));
      }),
      { ...RUNS, numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500, size: 'max' }), (bytes) => said(bytes) === null),
      RUNS,
    );
  });

  it.each([
    ['terminators', '~'],
    ['separators', '*'],
    ['line breaks', '\n'],
    ['nothing but letters', 'A'],
    ['acknowledgements of interchanges', 'TA1*000000017*260401*1230*A*000~'],
    ['opened sets', 'ST*999*0001~'],
    ['empty groups', 'GS*FA*A*B*20260401*1230*1*X*005010X231~GE*0*1~'],
  ])('comes to an end with four megabytes of %s', (_what, piece) => {
    const head = rejection.subarray(0, 106);
    const bytes = Buffer.concat([head, Buffer.alloc(4 * 1024 * 1024 - 106, piece)]);
    expect(said(bytes)).toBeNull();
  });
});
