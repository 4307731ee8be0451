import fs from 'node:fs';
import { readAnswers, readInterchange, type Segment, writeInterchange, X12Problem } from '../../../src/integrations/prescription/x12/index.js';

const ENVELOPE = {
  senderId: 'RXPARTNER',
  receiverId: 'CITYKEY',
  at: { date: '20260401', time: '1230' },
  controlNumber: 9,
  acknowledge: false,
  usage: 'T',
} as const;
const TA1: Segment = ['TA1', '000000017', '260401', '1230', 'A', '000'];

function acknowledgement(segments: readonly Segment[], { version = '005010X231', functionalId = 'FA', type = '999', ta1 = [] as Segment[] } = {}) {
  const sets = [{ type, controlNumber: 9, segments }];
  return readInterchange(writeInterchange(ENVELOPE, { ta1, groups: [{ functionalId, controlNumber: 9, version, sets }] }));
}

const AK1: Segment = ['AK1', 'BE', '17', '005010X220A1'];
const AK2: Segment = ['AK2', '834', '000000017', '005010X220A1'];
const AK9: Segment = ['AK9', 'A', '1', '1', '1'];

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof X12Problem ? error.code : 'other';
  }
  return 'none';
}

describe('TA1', () => {
  it.each([
    ['A', '000', 'accepted'],
    ['E', '010', 'accepted'],
    ['R', '023', 'rejected'],
    ['R', '025', 'duplicate'],
  ])('%s with note %s means %s', (code, note, verdict) => {
    const bytes = writeInterchange(ENVELOPE, { ta1: [['TA1', '000000017', '260401', '1230', code, note]], groups: [] });
    expect(readAnswers(readInterchange(bytes))).toEqual({ interchanges: [{ interchange: 17, verdict }], sets: [] });
  });

  it('is found wherever it stands outside a transaction set', () => {
    const text = (parts: readonly string[]) => Buffer.from(parts.join('~') + '~', 'latin1');
    const bytes = Buffer.from(writeInterchange(ENVELOPE, { groups: [{ functionalId: 'FA', controlNumber: 9, version: '005010X231', sets: [{ type: '999', controlNumber: 9, segments: [AK1, AK2, ['IK5', 'A'], AK9] }] }] }));
    const parts = bytes.toString('latin1').split('~').slice(0, -1);
    for (const at of [1, 2, parts.length - 2, parts.length - 1]) {
      const placed = readInterchange(text(parts.toSpliced(at, 0, 'TA1*000000017*260401*1230*R*022')));
      expect(readAnswers(placed).interchanges).toEqual([{ interchange: 17, verdict: 'rejected' }]);
    }
    expect(problemOf(() => readInterchange(text(parts.toSpliced(4, 0, 'TA1*000000017*260401*1230*A*000'))))).toBe('structure');
  });

  it('is refused when it is not well formed', () => {
    const bad: Segment[] = [
      ['TA1', '17', '260401', '1230', 'A', '000'],
      ['TA1', '000000017', '260401', '1230', 'X', '000'],
      ['TA1', '000000017', '260401', '1230', 'A'],
      ['TA1', '000000017', '260401', '1230', 'A', '000', 'MORE'],
    ];
    for (const ta1 of bad) expect(problemOf(() => readAnswers(acknowledgement([AK1, AK9], { ta1: [ta1] })))).toBe('structure');
  });
});

describe('999', () => {
  it('goes by IK5 of each AK2, whatever AK9 says', () => {
    const other: Segment = ['AK2', '834', '000000018'];
    const found = readAnswers(
      acknowledgement([AK1, AK2, ['IK5', 'A'], other, ['IK3', 'NM1', '9', '', '8'], ['CTX', ['SUBSCRIBER NUMBER REF02', 'RX1']], ['IK4', '3', '', '7'], ['IK3', 'N3', '10', '', '2'], ['IK5', 'R', '5'], ['AK9', 'R', '2', '2', '1']], { ta1: [TA1] }),
    );
    expect(found.interchanges).toEqual([{ interchange: 17, verdict: 'accepted' }]);
    expect(found.sets).toEqual([
      { answer: 9, group: 17, set: '000000017', accepted: true, errorPositions: [] },
      { answer: 9, group: 17, set: '000000018', accepted: false, errorPositions: [9, 10] },
    ]);
  });

  it('says nothing when there is only an AK9', () => {
    expect(readAnswers(acknowledgement([AK1, ['AK9', 'A', '1', '1', '1']])).sets).toEqual([]);
  });

  it.each([
    ['A', true],
    ['E', true],
    ['R', false],
    ['M', false],
    ['W', false],
    ['X', false],
  ])('IK5*%s: accepted %s', (code, accepted) => {
    expect(readAnswers(acknowledgement([AK1, AK2, ['IK5', code], AK9])).sets[0]).toMatchObject({ accepted });
  });

  it('reads the public sample', () => {
    const { sets } = readAnswers(readInterchange(fs.readFileSync('test/data/x12/834_lui_id_5010.999.txt')));
    expect(sets).toHaveLength(4);
    expect(sets.every(({ accepted, group, set }) => accepted && group === 13360001 && set === '0001')).toBe(true);
  });

  it.each<[string, Segment[]]>([
    ['no AK1', [AK2, ['IK5', 'A'], AK9]],
    ['no AK9', [AK1, AK2, ['IK5', 'A']]],
    ['no IK5', [AK1, AK2, AK9]],
    ['IK5 without AK2', [AK1, ['IK5', 'A'], AK9]],
    ['an unknown IK5 code', [AK1, AK2, ['IK5', 'Q'], AK9]],
    ['another group', [['AK1', 'HC', '17'], AK9]],
    ['another set', [AK1, ['AK2', '837', '0001'], ['IK5', 'A'], AK9]],
    ['a foreign segment', [AK1, AK2, ['REF', 'X'], ['IK5', 'A'], AK9]],
    ['an IK3 without a position', [AK1, AK2, ['IK3', 'N3', 'X', '', '2'], ['IK5', 'R'], AK9]],
  ])('is refused with %s', (_, segments) => {
    expect(problemOf(() => readAnswers(acknowledgement(segments)))).toBe('structure');
  });

  it('is refused in another version or group', () => {
    expect(problemOf(() => readAnswers(acknowledgement([AK1, AK9], { version: '005010X230' })))).toBe('version');
    expect(problemOf(() => readAnswers(acknowledgement([AK1, AK9], { functionalId: 'BE' })))).toBe('version');
    expect(problemOf(() => readAnswers(acknowledgement([AK1, AK9], { type: '997' })))).toBe('version');
    expect(readAnswers(acknowledgement([AK1, AK9], { version: '005010X231A1' })).sets).toEqual([]);
  });
});
