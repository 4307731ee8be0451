import { type Receipt, type Submission } from '../../../src/modules/links/index.js';
import { type Segment } from '../../../src/integrations/prescription/x12/index.js';
import { outcomes } from './answers.js';
import { inserted, member, replaced, send } from './change-files.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

const ENROLLED_PRIOR = { token: 'RX1', origin: 'minted', reference: 'enrolled' } as const;

describe('a token that takes the place of another', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner();
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  async function bring(wanted: Submission): Promise<Receipt[]> {
    const adapter = site.adapter(lane);
    const answered = await adapter.submit([wanted]);
    return answered.some(({ outcome }) => outcome === 'pending') ? collectAll(adapter, lane) : [...answered];
  }

  const replacement = (changes: Partial<Submission> = {}) => submission('RX2', { replaces: ENROLLED_PRIOR, ...changes });
  const sentSegments = () => site.partner.received().split('~').filter((segment) => /^(INS|REF|HD|DTP)/.test(segment));

  it('is one member, and one receipt settles both', async () => {
    await bring(submission('RX1'));
    expect(await bring(replacement())).toEqual([{ linkId: 'link-RX2', version: 1, outcome: 'accepted', reference: 'enrolled' }]);
    expect(sentSegments().slice(-8)).toEqual([
      'INS*Y*18*001*25*A***AC',
      'REF*0F*RX2',
      'REF*1L*CITY01',
      'REF*Q4*RX1',
      'DTP*303*D8*20260401',
      'HD*001**PDG*DISCOUNT*EMP',
      'DTP*303*D8*20260401',
      'DTP*349*D8*20310228',
    ]);
    expect(site.record('RX1')).toMatchObject({ state: 'ended', replacedBy: 'RX2' });
    expect(site.record('RX2')).toMatchObject({ state: 'active', priorId: 'RX1', coverageBegin: '20260401', coverageEnd: '20310228' });
    expect(site.partner.violations()).toEqual([]);
  });

  it('follows a member whose cover was cancelled when the card was lost', async () => {
    await bring(submission('RX1'));
    await bring(submission('RX1', { state: 'suspended', reference: 'enrolled', version: 2 }));
    expect(outcomes(await bring(replacement()))).toEqual({ RX2: 'accepted' });
    expect(site.record('RX2')).toMatchObject({ state: 'active' });
  });

  it('is taken over without cover when it is suspended, and reinstated later', async () => {
    await bring(submission('RX1'));
    expect(outcomes(await bring(replacement({ state: 'suspended' })))).toEqual({ RX2: 'accepted' });
    expect(sentSegments().slice(-2)).toEqual(['HD*024**PDG*DISCOUNT*EMP', 'DTP*349*D8*20260401']);
    expect(site.record('RX1')).toMatchObject({ state: 'ended', replacedBy: 'RX2' });
    expect(site.record('RX2')).toMatchObject({ state: 'ended', maintenance: '024', priorId: 'RX1' });
    expect(outcomes(await bring(submission('RX2', { reference: 'enrolled', version: 2 })))).toEqual({ RX2: 'accepted' });
    expect(site.record('RX2')).toMatchObject({ state: 'active', maintenance: '025', priorId: 'RX1' });
  });

  it('only cancels the earlier one when it is ended already', async () => {
    await bring(submission('RX1'));
    expect(outcomes(await bring(replacement({ state: 'ended' })))).toEqual({ RX2: 'accepted' });
    expect(site.record('RX1')).toMatchObject({ state: 'ended', maintenance: '024' });
    expect(site.record('RX2')).toBeUndefined();
  });

  it('is a plain enrolment when the earlier one was never enrolled', async () => {
    const replaces = { ...ENROLLED_PRIOR, reference: null };
    expect(outcomes(await bring(replacement({ replaces })))).toEqual({ RX2: 'accepted' });
    expect(sentSegments()).toContain('INS*Y*18*021*EC*A***AC');
    expect(sentSegments().some((segment) => segment.includes('RX1'))).toBe(false);
    expect(outcomes(await bring(submission('RX3', { replaces, state: 'suspended' })))).toEqual({ RX3: 'accepted' });
    expect(site.record('RX3')).toBeUndefined();
  });

  it('is a plain enrolment when the cover of the earlier one ended by itself', async () => {
    await bring(submission('RX1'));
    await bring(submission('RX1', { state: 'ended', version: 2, reference: 'enrolled' }));
    expect(outcomes(await bring(replacement({ replaces: { ...ENROLLED_PRIOR, ended: true } })))).toEqual({ RX2: 'accepted' });
    expect(site.record('RX1')).toMatchObject({ state: 'ended' });
    expect(site.record('RX2')).toMatchObject({ state: 'active', maintenance: '021' });
  });

  it('may be sent twice: the second time has no effect', async () => {
    await bring(submission('RX1'));
    for (const state of ['active', 'active', 'suspended', 'suspended', 'active'] as const) {
      expect(outcomes(await bring(replacement({ state })))).toEqual({ RX2: 'accepted' });
    }
    expect(site.partner.violations()).toEqual([]);
    expect(site.partner.records()).toHaveLength(2);
  });

  it('is rejected, adopted or with an unknown ancestor, and the others of its file are sent again', async () => {
    const adapter = site.adapter(lane);
    const unknown = replacement({ replaces: { ...ENROLLED_PRIOR, token: 'RX404' } });
    const batch = [submission('RX1'), unknown, submission('RX3', { origin: 'adopted', replaces: ENROLLED_PRIOR })];
    expect(outcomes(await adapter.submit(batch))).toEqual({ RX1: 'pending', RX2: 'pending', RX3: 'x12.adopted_unsupported' });
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'pending', RX2: 'x12.member_rejected' });
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
  });

  describe('at a strict benefit manager', () => {
    const takeOver = (token: string, prior: string, cover = '001'): Segment[] => [
      ['INS', 'Y', '18', '001', '25', 'A', '', '', 'AC'],
      ['REF', '0F', token],
      ['REF', '1L', 'CITY01'],
      ['REF', 'Q4', prior],
      ['DTP', '303', 'D8', '20260401'],
      ['NM1', 'IL', '1', 'MEMBER'],
      ['HD', cover, '', 'PDG', 'DISCOUNT', 'EMP'],
      ['DTP', cover === '001' ? '303' : '349', 'D8', '20260401'],
    ];

    beforeEach(() => send(site, 1, member('RX1'), member('RX5')));

    it.each<[string, Segment[], string]>([
      ['an unknown earlier identifier', takeOver('RX2', 'RX404'), 'IK3*REF*8**8'],
      ['an identifier that is somebody already', takeOver('RX5', 'RX1'), 'IK3*INS*5**8'],
      ['itself as the earlier one', takeOver('RX1', 'RX1'), 'IK3*INS*5**8'],
      ['no earlier identifier', replaced(takeOver('RX2', 'RX1'), 3), 'IK3*DTP*8**2'],
      ['an earlier identifier in an addition', inserted(member('RX2'), 3, ['REF', 'Q4', 'RX1']), 'IK3*REF*8**2'],
      ['an addition of cover', replaced(takeOver('RX2', 'RX1'), 6, ['HD', '021', '', 'PDG', 'DISCOUNT', 'EMP']), 'IK3*HD*11**2'],
    ])('is refused with %s', async (_, segments, fault) => {
      expect(await send(site, 2, segments)).toEqual(expect.arrayContaining([fault, 'IK5*R*5']));
      expect(site.partner.records()).toHaveLength(2);
      expect(site.record('RX1')).toMatchObject({ state: 'active' });
    });

    it('leaves an identifier behind that nothing revives', async () => {
      expect(await send(site, 2, takeOver('RX2', 'RX1'))).toContain('IK5*A');
      expect(await send(site, 3, member('RX1', '025'))).toContain('IK5*R*5');
      expect(await send(site, 4, takeOver('RX3', 'RX1'))).toContain('IK5*R*5');
      expect(await send(site, 5, member('RX1', '021'))).toContain('IK5*R*5');
      expect(await send(site, 6, takeOver('RX3', 'RX2', '024'))).toContain('IK5*A');
      await site.restart();
      expect(site.record('RX1')).toMatchObject({ state: 'ended' });
      expect(site.record('RX3')).toMatchObject({ state: 'ended', priorId: 'RX2' });
    });
  });
});
