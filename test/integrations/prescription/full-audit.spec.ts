import fs from 'node:fs';
import { type AuditedLink, PartnerFailure } from '../../../src/modules/links/index.js';
import {
  isAudit,
  memberLoop,
  membersOf,
  readAnswers,
  readInterchange,
  type Segment,
  totalsOf,
  writeAuditFile,
  writeInterchange,
  X12Problem,
} from '../../../src/integrations/prescription/x12/index.js';
import { about, answerFile } from './answers.js';
import { exchange, file, HEADER, inserted, member, replaced, send } from './change-files.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

const link = (token: string, changes: Partial<AuditedLink> = {}): AuditedLink => ({ ...submission(token), ...changes });

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

const PLAN = { group: 'CITY01', planCode: 'DISCOUNT' };
const PARTIES = { sponsor: { name: 'CITY', id: '123456789' }, insurer: { name: 'RX', id: '987654321' } };
const ENVELOPE = { senderId: 'CITYKEY', receiverId: 'RXPARTNER', at: { date: '20260401', time: '1230' }, controlNumber: 17, acknowledge: true, usage: 'T' } as const;
const loopOf = (number: number): Segment[] => memberLoop({ memberId: `RX${number}`, maintenance: '030', on: '20260401', validThrough: null }, PLAN);

function* loops(count: number): Generator<Segment[]> {
  for (let number = 0; number < count; number++) yield loopOf(number);
}

function auditFile(members: AsyncIterable<readonly Segment[]>): AsyncGenerator<Uint8Array> {
  let number: number = ENVELOPE.controlNumber;
  return writeAuditFile({ envelope: ENVELOPE, ...PARTIES, nextNumber: () => Promise.resolve(++number) }, members);
}

describe('a full audit file', () => {
  it('is sets of at most 500 members, each with its own control totals and number', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of auditFile(from(loops(1_201)))) pieces.push(piece);
    const { groups } = readInterchange(Buffer.concat(pieces));
    const sets = groups[0]!.sets;
    expect(groups).toHaveLength(1);
    expect(sets.map((set) => [set.controlNumber, isAudit(set), totalsOf(set)])).toEqual([
      ['000000017', true, { subscribers: 500, members: 500 }],
      ['000000018', true, { subscribers: 500, members: 500 }],
      ['000000019', true, { subscribers: 201, members: 201 }],
    ]);
    expect(sets.flatMap((set) => membersOf(set).map(({ segments }) => segments))).toEqual([...loops(1_201)]);
    expect(sets[0]!.segments.slice(1, 4)).toEqual([
      ['BGN', '00', '000000017', '20260401', '1230', '', '', '', '4'],
      ['QTY', 'ET', '500'],
      ['QTY', 'TO', '500'],
    ]);
  });

  it('needs a member', async () => {
    await expect(auditFile(from([])).next()).rejects.toEqual(new X12Problem('members'));
  });

  it.each<[string, (segments: Segment[]) => Segment[]]>([
    ['one of them missing', (header) => replaced(header, 1)],
    ['one of them twice', (header) => inserted(header, 1, ['QTY', 'TO', '1'])],
    ['no number', (header) => replaced(header, 1, ['QTY', 'ET', 'X'])],
  ])('states no totals with %s', (_, alter) => {
    const header: Segment[] = [['BGN', '00', '1'], ['QTY', 'ET', '1'], ['QTY', 'TO', '1']];
    const text = Buffer.from(file(1, [alter(header)]), 'latin1');
    expect(totalsOf(readInterchange(text).groups[0]!.sets[0]!)).toBeNull();
  });

  it('is written, and its acknowledgement read, holding one set at a time however many members', async () => {
    let pulled = 0;
    async function* counted(): AsyncGenerator<Segment[]> {
      for await (const loop of from(loops(20_000))) {
        pulled += 1;
        yield loop;
      }
    }
    let written = 0;
    for await (const piece of auditFile(counted())) {
      written += Buffer.from(piece).toString('latin1').split('~INS*').length - 1;
      // Never more than one set is held, so a million members take no more than these.
      expect(pulled - written).toBeLessThanOrEqual(500);
    }
    expect(written).toBe(20_000);
    const answers = Array.from({ length: 2_000 }, (_, set): Segment[] => [['AK2', '834', String(set + 1).padStart(9, '0')], ['IK5', 'A']]).flat();
    const segments: Segment[] = [['AK1', 'BE', '1'], ...answers, ['AK9', 'A', '2000', '2000', '2000']];
    expect(readAnswers(readInterchange(answerFile({ sets: segments }))).sets).toHaveLength(2_000);
  });
});

describe('a full audit between adapter and benefit manager', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner('openpgp');
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  async function enrol(...tokens: string[]): Promise<void> {
    const adapter = site.adapter(lane);
    await adapter.submit(tokens.map((token) => submission(token)));
    await collectAll(adapter, lane);
  }

  it('lists those with cover; the partner compares and changes nothing', async () => {
    await enrol('RX1', 'RX2', 'RX3');
    const adapter = site.adapter(lane);
    const listed = [link('RX1'), link('RX2', { validThrough: 'never' }), link('RX9'), link('RX3', { state: 'suspended' }), link('A1', { origin: 'adopted' }), link('bad')];
    expect(await adapter.submitFullAudit(from(listed))).toBe(3);
    expect(site.partner.audit()).toEqual({
      interchange: '000000002',
      listed: 3,
      standings: { RX1: 'listed', RX2: 'other end', RX3: 'not listed' },
      unknown: ['RX9'],
    });
    expect(site.partner.records().map(({ token, state, held }) => [token, state, held.audit])).toEqual([
      ['RX1', 'active', 'listed'],
      ['RX2', 'active', 'other end'],
      ['RX3', 'active', 'not listed'],
    ]);
    expect(lane.keptEver[1]).toMatch(/^CK834_T_000000002_[0-9a-f]{8}\.x12\.pgp$/);
    expect(await collectAll(adapter, lane)).toEqual([]);
    expect([lane.files.size, site.names('outbound'), site.names('inbound'), adapter.notices()]).toEqual([0, [], [], []]);
    expect(site.partner.violations()).toEqual([]);
    await site.restart();
    expect(site.partner.audit()?.unknown).toEqual(['RX9']);
  });

  it('of many sets is one file and one acknowledgement', async () => {
    const adapter = site.adapter(lane);
    expect(await adapter.submitFullAudit(from(Array.from({ length: 1_100 }, (_, n) => link(`RX${n}`))))).toBe(1_100);
    expect(site.partner.audit()).toMatchObject({ listed: 1_100 });
    await collectAll(adapter, lane);
    expect([lane.files.size, adapter.notices()]).toEqual([0, []]);
    expect(lane.counter('interchange')).toBe(3);
  });

  it('is not sent when there is nobody to list', async () => {
    expect(await site.adapter(lane).submitFullAudit(from([link('RX1', { state: 'ended' })]))).toBe(0);
    expect([lane.keptEver, site.names('inbound'), site.partner.received()]).toEqual([[], [], '']);
  });

  it('that is refused is told to staff, until one is taken in', async () => {
    const adapter = site.adapter(lane);
    site.partner.faults.set({ rejectMember: 2 });
    await adapter.submitFullAudit(from([link('RX1'), link('RX2')]));
    expect(site.partner.audit()).toBeNull();
    await collectAll(adapter, lane);
    expect(adapter.notices()).toEqual([{ code: 'x12.audit_rejected', count: 1, sinceDay: '2026-04-01' }]);
    expect(lane.files.size).toBe(0);
    await adapter.submitFullAudit(from([link('RX1')]));
    await collectAll(adapter, lane);
    expect(adapter.notices()).toEqual([]);
  });

  it('without an answer is aged', async () => {
    site.partner.faults.set({ wrongAnswers: 'none' });
    await site.adapter(lane).submitFullAudit(from([link('RX1')]));
    const later = site.adapter(lane, {}, {}, () => new Date('2026-04-03T00:00:00Z'));
    await collectAll(later, lane);
    expect(later.notices()).toEqual([{ code: 'x12.file_aged', count: 1, sinceDay: '2026-04-01' }]);
    await site.leave('A.x12.pgp', answerFile({ sets: about(1, ['IK5', 'A']) }));
    await collectAll(later, lane);
    expect(later.notices()).toEqual([]);
  });

  it('of more members than an answer may have bytes for is taken in whole', async () => {
    const adapter = site.adapter(lane);
    expect(await adapter.submitFullAudit(from(Array.from({ length: 36_000 }, (_, n) => link(`RX${n}`))))).toBe(36_000);
    expect([site.partner.audit()?.listed, site.partner.violations()]).toEqual([36_000, []]);
  });

  it('that is cut leaves a part and no trace of its own', async () => {
    const adapter = site.adapter(lane);
    site.partner.faults.set({ cutFilesAfterBytes: 700 });
    const failure: unknown = await adapter.submitFullAudit(from(Array.from({ length: 600 }, (_, n) => link(`RX${n}`)))).catch((error: unknown) => error);
    expect(failure).toEqual(new PartnerFailure('retry', 'connection_closed'));
    expect(lane.keptEver).toEqual([]);
    expect(site.names('inbound')).toEqual(['.CK834_T_000000001.x12.pgp.part']);
    expect(fs.statSync(site.file('inbound', site.names('inbound')[0]!)).size).toBe(700);
  });

  it('whose links cannot be read fails as they do', async () => {
    async function* broken(): AsyncGenerator<AuditedLink> {
      yield await Promise.resolve(link('RX1'));
      throw new Error('database away');
    }
    await expect(site.adapter(lane).submitFullAudit(broken())).rejects.toThrow('database away');
    expect(lane.keptEver).toEqual([]);
  });

  it('is forgotten when the process died before it appeared', async () => {
    lane.crashAfter = 'keepOutbound';
    await expect(site.adapter(lane).submitFullAudit(from([link('RX1')]))).rejects.toThrow();
    expect(lane.files.size).toBe(1);
    expect(await collectAll(site.adapter(lane), lane)).toEqual([]);
    expect(lane.files.size).toBe(0);
    expect(site.partner.audit()).toBeNull();
  });
});

describe('a strict benefit manager', () => {
  let site: TestPartner;

  beforeEach(async () => {
    site = new TestPartner();
    await site.start();
    await send(site, 1, member('RX1'));
  });

  afterEach(() => site.discard());

  const BGN: Segment = ['BGN', '00', '17', '20260401', '1230', '', '', '', '4'];
  const header = (...totals: Segment[]): Segment[] => [BGN, ...totals, ...HEADER.slice(1)];
  const GOOD = header(['QTY', 'ET', '1'], ['QTY', 'TO', '1']);

  it('takes an audit whose totals are right', async () => {
    expect(await exchange(site, file(2, [[...GOOD, ...loopOf(1)]]))).toContain('IK5*A');
    expect(site.partner.audit()).toMatchObject({ standings: { RX1: 'other end' } });
  });

  it.each<[string, Segment[]]>([
    ['IK3*QTY*3**8', [...header(['QTY', 'ET', '2'], ['QTY', 'TO', '1']), ...loopOf(1)]],
    ['IK3*QTY*4**8', [...header(['QTY', 'ET', '1'], ['QTY', 'TO', '2']), ...loopOf(1)]],
    ['IK3*N1*4**2', [...header(['QTY', 'ET', '1']), ...loopOf(1)]],
    ['IK3*INS*7**8', [...GOOD, ...member('RX2')]],
  ])('refuses an audit: %s', async (fault, segments) => {
    expect(await exchange(site, file(2, [segments]))).toEqual(expect.arrayContaining([fault, 'IK5*R*5']));
    expect(site.partner.audit()).toBeNull();
  });

  it('refuses a member of an audit among changes', async () => {
    expect(await send(site, 2, loopOf(1))).toEqual(expect.arrayContaining(['IK3*INS*5**8', 'IK5*R*5']));
  });

  it('compares nothing when a part of the audit is refused', async () => {
    const bytes = writeInterchange(
      { ...ENVELOPE, controlNumber: 3 },
      { groups: [{ functionalId: 'BE', controlNumber: 3, version: '005010X220A1', sets: [[...GOOD, ...loopOf(1)], [...GOOD, ...member('RX2')]].map((segments, n) => ({ type: '834', controlNumber: n + 3, segments })) }] },
    );
    expect(await exchange(site, Buffer.from(bytes).toString('latin1'))).toContain('AK9*P*2*2*1');
    expect(site.partner.audit()).toBeNull();
  });
});
