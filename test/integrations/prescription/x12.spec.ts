import fs from 'node:fs';
import {
  type ChangeFile,
  isDay,
  lastDayOf,
  type MemberChange,
  memberLoop,
  membersOf,
  readHeader,
  readInterchange,
  type Segment,
  stamp,
  writeChangeFile,
  writeInterchange,
  X12Problem,
} from '../../../src/integrations/prescription/x12/index.js';

const PLAN = { group: 'CITY01', planCode: 'DISCOUNT' };
const ENVELOPE = {
  senderId: 'CITYKEY',
  receiverId: 'RXPARTNER',
  at: { date: '20260401', time: '1230' },
  controlNumber: 17,
  acknowledge: true,
  usage: 'T',
} as const;
const ADD: MemberChange = { memberId: 'RX000000001', maintenance: '021', on: '20260401', validThrough: null };

function changes(members: readonly (readonly Segment[])[], more: Partial<ChangeFile> = {}): string {
  const parties = { sponsor: { name: 'CITY OF EXAMPLE', id: '123456789' }, insurer: { name: 'RX PARTNER', id: '987654321' } };
  return Buffer.from(writeChangeFile({ envelope: ENVELOPE, ...parties, members, original: null, ...more })).toString('latin1');
}

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof X12Problem) return error.code;
    throw error;
  }
  return 'none';
}

const read = (text: string) => readInterchange(Buffer.from(text, 'latin1'));

describe('writing a change file', () => {
  it('is the agreed text, to the byte', () => {
    const text = changes([memberLoop(ADD, PLAN)]);
    expect(text.split('~')).toEqual([
      'ISA*00*          *00*          *ZZ*CITYKEY        *ZZ*RXPARTNER      *260401*1230*^*00501*000000017*1*T*:',
      'GS*BE*CITYKEY*RXPARTNER*20260401*1230*17*X*005010X220A1',
      'ST*834*000000017*005010X220A1',
      'BGN*00*000000017*20260401*1230****2',
      'N1*P5*CITY OF EXAMPLE*FI*123456789',
      'N1*IN*RX PARTNER*FI*987654321',
      'INS*Y*18*021*EC*A***AC',
      'REF*0F*RX000000001',
      'REF*1L*CITY01',
      'DTP*356*D8*20260401',
      'NM1*IL*1*MEMBER',
      'HD*021**PDG*DISCOUNT*EMP',
      'DTP*348*D8*20260401',
      'SE*12*000000017',
      'GE*1*17',
      'IEA*1*000000017',
      '',
    ]);
    expect(text.indexOf('~')).toBe(105);
  });

  it('says until when coverage lasts, and cancels with a day of its own', () => {
    const until = memberLoop({ ...ADD, maintenance: '025', validThrough: '20310228' }, PLAN);
    expect(until.at(-1)).toEqual(['DTP', '349', 'D8', '20310228']);
    expect(memberLoop({ ...ADD, maintenance: '024', validThrough: '20310228' }, PLAN).slice(3)).toEqual([
      ['DTP', '357', 'D8', '20260401'],
      ['NM1', 'IL', '1', 'MEMBER'],
      ['HD', '024', '', 'PDG', 'DISCOUNT', 'EMP'],
      ['DTP', '349', 'D8', '20260401'],
    ]);
  });

  it('names the original when it sends members again', () => {
    expect(changes([memberLoop(ADD, PLAN)], { original: '000000016' })).toContain('~BGN*15*000000017*20260401*1230**000000016**2~');
  });

  it('takes 1 to 500 members', () => {
    const loop = memberLoop(ADD, PLAN);
    const full = read(changes(Array<Segment[]>(500).fill(loop)));
    expect(membersOf(full.groups[0]!.sets[0]!)).toHaveLength(500);
    expect(problemOf(() => changes(Array<Segment[]>(501).fill(loop)))).toBe('members');
    expect(problemOf(() => changes([]))).toBe('members');
  });

  it.each([
    ['charset', 'rx1'],
    ['charset', 'RX~1'],
    ['charset', 'RX*1'],
    ['charset', 'RX:1'],
    ['charset', 'RX^1'],
    ['charset', 'RX\n1'],
    ['charset', 'RÉ1'],
    ['value', 'RX1 '],
    ['value', ''],
    ['value', 'X'.repeat(51)],
  ])('refuses, with %s, the identifier %j', (code, memberId) => {
    expect(problemOf(() => changes([memberLoop({ ...ADD, memberId }, PLAN)]))).toBe(code);
  });

  it('refuses dates that do not exist and numbers that do not fit', () => {
    expect(problemOf(() => memberLoop({ ...ADD, on: '20260230' }, PLAN))).toBe('value');
    for (const controlNumber of [0, -1, 1.5, 1_000_000_000]) {
      expect(problemOf(() => writeInterchange({ ...ENVELOPE, controlNumber }, { groups: [] }))).toBe('value');
    }
    expect(problemOf(() => writeInterchange({ ...ENVELOPE, senderId: 'A'.repeat(16) }, { groups: [] }))).toBe('value');
    expect(problemOf(() => writeInterchange({ ...ENVELOPE, senderId: 'CITY*KEY' }, { groups: [] }))).toBe('charset');
  });

  it('refuses a trailing empty element or component', () => {
    const write = (segment: Segment) => () => writeInterchange(ENVELOPE, { ta1: [segment], groups: [] });
    expect(problemOf(write(['REF', '0F', '']))).toBe('trailing_empty');
    expect(problemOf(write(['CTX', ['A', '']]))).toBe('trailing_empty');
    expect(problemOf(write(['REF']))).toBe('segment_malformed');
  });
});

describe('reading', () => {
  const text = changes([memberLoop(ADD, PLAN)]);

  it('gives back what was written', () => {
    const { header, groups } = read(text);
    expect(header).toMatchObject({ senderId: 'CITYKEY', receiverId: 'RXPARTNER', controlNumber: '000000017', acknowledge: true, usage: 'T' });
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ functionalId: 'BE', controlNumber: '17', version: '005010X220A1' });
    const [member] = membersOf(groups[0]!.sets[0]!);
    expect(member).toMatchObject({ first: 5, last: 11 });
    expect(member!.segments).toEqual(memberLoop(ADD, PLAN));
  });

  it.each([
    ['834_deident_family.txt', 1, 3],
    ['834_deident_new_enroll.txt', 1, 1],
    ['834_deident_term.txt', 1, 2],
    ['834_lui_id_5010.999.txt', 2, 0],
  ])('reads the public sample %s', (name, groups, members) => {
    const bytes = fs.readFileSync(`test/data/x12/${name}`);
    const found = readInterchange(bytes);
    expect(found.groups).toHaveLength(groups);
    expect(found.groups.flatMap(({ sets }) => sets.flatMap(membersOf))).toHaveLength(members);
    for (let length = 0; length < bytes.lastIndexOf('~'); length++) {
      expect(problemOf(() => readInterchange(bytes.subarray(0, length)))).not.toBe('none');
    }
  });

  it('refuses the public sample with blanks between its segments, but reads to whom it belongs', () => {
    const bytes = fs.readFileSync('test/data/x12/example834_5010.txt');
    expect(problemOf(() => readInterchange(bytes))).toBe('segment_malformed');
    expect(readHeader(bytes)).toMatchObject({ senderId: 'D00XXX', component: '\\' });
  });

  it('allows a line break after each segment and other separators', () => {
    expect(read(text.replaceAll('~', '~\r\n')).groups).toHaveLength(1);
    expect(read(text.replaceAll('*', '|').replaceAll('~', '\n')).groups).toHaveLength(1);
  });

  it.each([
    ['truncated', (t: string) => t.slice(0, -1)],
    ['truncated', (t: string) => t.slice(0, 105)],
    ['truncated', () => ''],
    ['trailing_data', (t: string) => `${t}REF*0F*X~`],
    ['truncated', (t: string) => `${t}X`],
    ['trailing_data', (t: string) => t + t.slice(106)],
    ['isa_malformed', (t: string) => t.replace('CITYKEY        ', 'CITYKEY       ') + ' '],
    ['isa_malformed', (t: string) => t.replace('ISA', 'ISB')],
    ['isa_malformed', (t: string) => t.replace('*T*:', '*X*:')],
    ['separators', (t: string) => t.replace('*:~', '*^~')],
    ['separators', (t: string) => t.replaceAll('~', 'A')],
    ['version', (t: string) => t.replace('00501', '00401')],
    ['count_mismatch', (t: string) => t.replace('SE*12*', 'SE*13*')],
    ['count_mismatch', (t: string) => t.replace('SE*12*', 'SE*012*')],
    ['count_mismatch', (t: string) => t.replace('REF*1L*CITY01~', '')],
    ['count_mismatch', (t: string) => t.replace('GE*1*', 'GE*2*')],
    ['count_mismatch', (t: string) => t.replace('IEA*1*', 'IEA*0*')],
    ['control_mismatch', (t: string) => t.replace('SE*12*000000017', 'SE*12*000000018')],
    ['control_mismatch', (t: string) => t.replace('GE*1*17', 'GE*1*18')],
    ['control_mismatch', (t: string) => t.replace('IEA*1*000000017', 'IEA*1*000000016')],
    ['structure', (t: string) => t.replace('SE*12*000000017~', '')],
    ['structure', (t: string) => t.replace('GS*', 'GT*')],
    ['trailing_empty', (t: string) => t.replace('CITY01~', 'CITY01*~')],
    ['trailing_empty', (t: string) => t.replace('CITY01~', 'CITY01:~')],
    ['segment_malformed', (t: string) => t.replace('CITY01~', 'CITY01~~')],
    ['segment_malformed', (t: string) => t.replace('CITY01~', 'CITY01~ ')],
    ['charset', (t: string) => t.replace('CITY01', 'City01')],
    ['charset', (t: string) => t.replace('CITY01', 'CITY\u000001')],
    ['too_large', (t: string) => t + ' '.repeat(5_000_000)],
  ])('refuses whole, with %s, an altered file', (code, alter) => {
    const altered = alter(text);
    expect(altered).not.toBe(text);
    expect(problemOf(() => read(altered))).toBe(code);
  });

  it('refuses a control number used twice inside its envelope', () => {
    const body = (numbers: readonly number[]) => {
      const sets = numbers.map((controlNumber) => ({ type: '834', controlNumber, segments: [['BGN', '00']] }));
      return writeInterchange(ENVELOPE, { groups: [{ functionalId: 'BE', controlNumber: 17, version: 'V', sets }] });
    };
    expect(problemOf(() => readInterchange(body([1, 1])))).toBe('control_mismatch');
    expect(readInterchange(body([1, 2])).groups[0]?.sets).toHaveLength(2);
  });

  it('keeps the text of a file out of its problems', () => {
    const error = new X12Problem('charset');
    expect(error.message).toBe('x12: charset');
  });
});

describe('days', () => {
  it('knows the last day of a month', () => {
    expect(lastDayOf('2026-02')).toBe('20260228');
    expect(lastDayOf('2028-02')).toBe('20280229');
    expect(lastDayOf('2026-12')).toBe('20261231');
    for (const month of ['never', '2026-13', '2026-00', '26-01', '2026-1']) expect(problemOf(() => lastDayOf(month))).toBe('value');
  });

  it('tells days that exist', () => {
    expect(['20260228', '20280229', '20261231'].every(isDay)).toBe(true);
    expect(['20260229', '20261301', '2026022', '2026022A', ''].some(isDay)).toBe(false);
  });

  it('goes by the wall clock of the place', () => {
    const night = new Date('2026-04-01T03:05:00Z');
    expect(stamp(night, 'America/Chicago')).toEqual({ date: '20260331', time: '2205' });
    expect(stamp(new Date('2026-01-01T06:00:00Z'), 'America/Chicago')).toEqual({ date: '20260101', time: '0000' });
    expect(stamp(night, 'UTC')).toEqual({ date: '20260401', time: '0305' });
  });
});
