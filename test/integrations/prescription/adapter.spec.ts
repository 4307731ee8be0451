import { type Receipt, type Submission } from '../../../src/modules/links/index.js';
import { interchangeOf } from '../../../src/integrations/prescription/kept-file.js';
import { type Segment } from '../../../src/integrations/prescription/x12/index.js';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

describe.each(['openpgp', 'none'] as const)('the prescription adapter and a strict benefit manager (encryption: %s)', (encryption) => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner(encryption);
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  async function bring(wanted: Submission, changes: Partial<Submission> = {}): Promise<Receipt[]> {
    const adapter = site.adapter(lane);
    await adapter.submit([{ ...wanted, ...changes }]);
    return collectAll(adapter, lane);
  }

  it('says what it can do', async () => {
    expect(site.adapter(lane).describe()).toEqual({
      service: 'prescription',
      profile: 'x12-834-sftp',
      batchSize: 500,
      carriesExpiry: true,
      exclusive: true,
      submitEverySeconds: 0,
      suspendsByEnding: true,
    });
    await expect(site.adapter(lane).verify('RX1')).resolves.toBeNull();
  });

  describe('through the life of a member', () => {
    it('enrols, and asks to remember it', async () => {
      const adapter = site.adapter(lane);
      const batch = [submission('RX2'), submission('RX1', { validThrough: 'never' })];
      expect(await adapter.submit(batch)).toEqual([
        { linkId: 'link-RX2', version: 1, outcome: 'pending' },
        { linkId: 'link-RX1', version: 1, outcome: 'pending' },
      ]);
      const [kept] = lane.files.values();
      expect(kept?.sent).toBe(true);
      expect(kept?.name).toMatch(encryption === 'none' ? /^CK834_T_000000001_[0-9a-f]{8}\.x12$/ : /^CK834_T_000000001_[0-9a-f]{8}\.x12\.pgp$/);
      expect(kept?.entries.map(({ linkId }) => linkId)).toEqual(['link-RX1', 'link-RX2']);
      expect(await collectAll(adapter, lane)).toEqual([
        { linkId: 'link-RX1', version: 1, outcome: 'accepted', reference: 'enrolled' },
        { linkId: 'link-RX2', version: 1, outcome: 'accepted', reference: 'enrolled' },
      ]);
      expect(site.record('RX1')).toMatchObject({ state: 'active', coverageBegin: '20260401', coverageEnd: null });
      expect(site.record('RX2')).toMatchObject({ state: 'active', coverageEnd: '20310228', lastName: 'MEMBER' });
      expect(lane.files.size).toBe(0);
      expect(site.names('outbound')).toEqual([]);
      expect(site.names('inbound')).toEqual([]);
      expect(site.partner.violations()).toEqual([]);
    });

    it('cancels, reinstates, and survives being asked twice', async () => {
      const enrolled = submission('RX1', { reference: 'enrolled' });
      const done = [{ linkId: 'link-RX1', version: 1, outcome: 'accepted' }];
      const enrolment = [{ linkId: 'link-RX1', version: 1, outcome: 'accepted', reference: 'enrolled' }];
      await bring(submission('RX1'));
      for (const state of ['suspended', 'suspended', 'ended'] as const) {
        expect(await bring(enrolled, { state })).toEqual(done);
        expect(site.record('RX1')).toMatchObject({ state: 'ended', maintenance: '024' });
      }
      for (const validThrough of ['2031-02', '2031-02', '2032-02']) {
        expect(await bring(enrolled, { validThrough })).toEqual(enrolment);
        expect(site.record('RX1')).toMatchObject({ state: 'active', maintenance: '025', coverageEnd: `${validThrough.slice(0, 4)}02${validThrough === '2032-02' ? '29' : '28'}` });
      }
      expect(site.partner.violations()).toEqual([]);
    });

    it('takes the same addition twice as one', async () => {
      await bring(submission('RX1'));
      expect(outcomes(await bring(submission('RX1')))).toEqual({ RX1: 'accepted' });
    });

    it('sends nothing about whom it never enrolled, and remembers nothing', async () => {
      const adapter = site.adapter(lane);
      const batch = [submission('RX1', { state: 'ended' }), submission('RX2', { state: 'suspended' })];
      expect(await adapter.submit(batch)).toEqual([
        { linkId: 'link-RX1', version: 1, outcome: 'accepted' },
        { linkId: 'link-RX2', version: 1, outcome: 'accepted' },
      ]);
      expect(lane.keptEver).toEqual([]);
      expect(lane.counter('interchange')).toBe(0);
    });

    it('refuses by itself what cannot be written, and sends the rest', async () => {
      const adapter = site.adapter(lane);
      const batch = [submission('rx1'), submission('RX2', { origin: 'adopted' }), submission('RX3', { validThrough: 'soon' }), submission('RX4')];
      expect(outcomes(await adapter.submit(batch))).toEqual({
        rx1: 'x12.member_unusable',
        RX2: 'x12.adopted_unsupported',
        RX3: 'x12.member_unusable',
        RX4: 'pending',
      });
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX4: 'accepted' });
    });

    it('fills a file of 500 members', async () => {
      const adapter = site.adapter(lane);
      const batch = Array.from({ length: 500 }, (_, index) => submission(`RX${1000 + index}`));
      await adapter.submit(batch);
      expect(lane.keptEver).toHaveLength(1);
      expect(await collectAll(adapter, lane)).toHaveLength(500);
      expect(site.partner.records()).toHaveLength(500);
    });

    it('tells the partner constants, tokens and dates, and nothing else', async () => {
      await bring(submission('RX1'));
      const [name, content = ''] = site.partner.received().split('\n').filter((line) => line !== '');
      expect(name).toMatch(/^\.CK834_T_000000001_[0-9a-f]{8}\.x12(\.pgp)?\.part$/);
      const words = new Set(content.split(/[*~]/).filter((word) => !/^[\d ]*$/.test(word)).map((word) => word.trim()));
      expect([...words].sort()).toEqual([
        ...['005010X220A1', '0F', '1L', ':', 'A', 'AC', 'BE', 'BGN', 'CITY OF EXAMPLE', 'CITY01', 'CITYKEY', 'D8', 'DISCOUNT'],
        ...['DTP', 'EC', 'EMP', 'FI', 'GE', 'GS', 'HD', 'IEA', 'IL', 'IN', 'INS', 'ISA', 'MEMBER', 'N1', 'NM1', 'P5', 'PDG'],
        ...['REF', 'RX PARTNER', 'RX1', 'RXPARTNER', 'SE', 'ST', 'T', 'X', 'Y', 'ZZ', '^'],
      ]);
    });
  });

  describe('when members are refused', () => {
    it('sets the bad one aside and sends the others again', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1'), submission('RX2', { reference: 'enrolled' }), submission('RX3')]);
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'pending', RX2: 'x12.member_rejected', RX3: 'pending' });
      expect(site.names('outbound')).not.toEqual([]);
      expect(Buffer.from(interchangeOf([...lane.files.values()][0]!)).toString()).toContain('~BGN*15*000000002*20260401*1230**000000001**2~');
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted', RX3: 'accepted' });
      expect(site.partner.records().map(({ token }) => token)).toEqual(['RX1', 'RX3']);
      expect(site.names('outbound')).toEqual([]);
    });

    it('rejects them all when all are bad', async () => {
      const adapter = site.adapter(lane, { group: 'OTHER' });
      await adapter.submit([submission('RX1'), submission('RX2')]);
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'x12.member_rejected', RX2: 'x12.member_rejected' });
      expect(site.partner.records()).toEqual([]);
      expect(lane.files.size).toBe(0);
    });

    it.each<[string, Segment[]]>([
      ['names nobody', [['IK5', 'R', '5']]],
      ['blames the header', [['IK3', 'BGN', '2', '', '8'], ['IK3', 'INS', '5', '', '8'], ['IK5', 'R', '5']]],
    ])('rejects them all when the partner %s', async (_, details) => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1'), submission('RX2')]);
      site.silence();
      await site.leave('A.x12', answerFile({ sets: about(1, ...details) }));
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'x12.set_rejected', RX2: 'x12.set_rejected' });
      expect(lane.files.size).toBe(0);
      expect(site.names('outbound')).toEqual([]);
    });

    it('rejects them all on a TA1', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      site.silence();
      await site.leave('A.x12', answerFile({ ta1: [['TA1', '000000001', '260401', '1230', 'R', '022']] }));
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'x12.ta1_rejected' });
      expect(lane.files.size).toBe(0);
    });

    it('settles nothing on a TA1 that accepts or says "duplicate", nor on an AK9 alone', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      site.silence();
      await site.leave('A.x12', answerFile({ ta1: [['TA1', '000000001', '260401', '1230', 'A', '000']] }));
      await site.leave('B.x12', answerFile({ sets: [['AK1', 'BE', '1'], ['AK9', 'A', '1', '1', '1']] }));
      await site.leave('C.x12', answerFile({ ta1: [['TA1', '000000001', '260401', '1230', 'R', '025']] }));
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(lane.files.size).toBe(1);
      expect(site.names('outbound')).toEqual(['B.x12']);
    });
  });
});
