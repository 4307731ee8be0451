import { type Segment } from '../../../src/integrations/prescription/x12/index.js';
import { exchange, file, HEADER, inserted, member, replaced, send } from './change-files.js';
import { TestPartner } from './partner.js';

describe('the simulated benefit manager', () => {
  let site: TestPartner;

  beforeEach(async () => {
    site = new TestPartner();
    await site.start();
  });

  afterEach(() => site.discard());

  describe('applies a whole transaction set or none of it', () => {
    it('accepts what was agreed, and answers TA1 and 999', async () => {
      expect(await send(site, 17, member('RX1'), member('RX2', '021', null))).toEqual([
        'AK1*BE*17*005010X220A1',
        'AK2*834*000000017*005010X220A1',
        'IK5*A',
        'AK9*A*1*1*1',
        'TA1*000000017*260401*1230*A*000',
      ]);
      expect(site.record('RX1')).toEqual({
        state: 'active',
        memberId: 'RX1',
        group: 'CITY01',
        planCode: 'DISCOUNT',
        lastName: 'MEMBER',
        maintenance: '021',
        coverageBegin: '20260401',
        coverageEnd: '20310228',
      });
      expect(site.partner.records()).toHaveLength(2);
      expect(site.partner.violations()).toEqual([]);
    });

    it('gives no TA1 when none is asked for', async () => {
      const answers = await exchange(site, file(17, [[...HEADER, ...member('RX1')]], { envelope: { acknowledge: false } }));
      expect(answers.some((segment) => segment.startsWith('TA1'))).toBe(false);
    });

    it('rejects a set for one bad member and takes the next set', async () => {
      const bad = replaced(member('RX2'), 4, ['NM1', 'IL', '1', 'SMITH']);
      const answers = await exchange(site, file(17, [[...HEADER, ...member('RX1'), ...bad], [...HEADER, ...member('RX3')]]));
      expect(answers.slice(0, -1)).toEqual([
        'AK1*BE*17*005010X220A1',
        'AK2*834*000000017*005010X220A1',
        'IK3*NM1*17**8',
        'CTX*SUBSCRIBER NUMBER REF02:RX2',
        'IK4*3**7',
        'IK5*R*5',
        'AK2*834*000000018*005010X220A1',
        'IK5*A',
        'AK9*P*2*2*1',
      ]);
      expect(site.partner.records().map(({ token }) => token)).toEqual(['RX3']);
    });

    it.each<[string, string[], (segments: Segment[]) => Segment[]]>([
      ['an address', ['IK3*N3*10**2', 'IK3*N4*11**2'], (m) => inserted(m, 5, ['N3', '1 MAIN ST'], ['N4', 'TOWN', 'IL', '60601'])],
      ['demographics', ['IK3*DMG*10**2'], (m) => inserted(m, 5, ['DMG', 'D8', '19800101', 'F'])],
      ['a first name', ['IK3*NM1*9**8'], (m) => replaced(m, 4, ['NM1', 'IL', '1', 'MEMBER', 'ANNA'])],
      ['an identifier beside the name', ['IK3*NM1*9**8'], (m) => replaced(m, 4, ['NM1', 'IL', '1', 'MEMBER', '', '', '', '', '34', '123456789'])],
      ['a telephone', ['IK3*PER*10**2'], (m) => inserted(m, 5, ['PER', 'IP', '', 'TE', '5550100'])],
      ['a social security number', ['IK3*REF*8**2'], (m) => inserted(m, 3, ['REF', 'SY', '123456789'])],
      ['a language', ['IK3*LUI*10**2'], (m) => inserted(m, 5, ['LUI', 'LE', 'SPA'])],
      ['an employer', ['IK3*NM1*10**8'], (m) => inserted(replaced(m, 4), 4, ['REF', 'DX', '1'], ['NM1', 'IL', '1', 'X'])],
      ['no member id', ['IK3*REF*11**3'], (m) => replaced(m, 1)],
      ['no coverage', ['IK3*HD*11**3'], (m) => replaced(m, 5)],
      ['another group', ['IK3*REF*7**8'], (m) => replaced(m, 2, ['REF', '1L', 'OTHER'])],
      ['another plan', ['IK3*HD*10**8'], (m) => replaced(m, 5, ['HD', '021', '', 'PDG', 'GOLD', 'EMP'])],
      ['a day that does not exist', ['IK3*DTP*8**8'], (m) => replaced(m, 3, ['DTP', '356', 'D8', '20260231'])],
      ['maintenance 022, which is not allowed', ['IK3*INS*5**8'], (m) => replaced(m, 0, ['INS', 'Y', '18', '022', 'EC', 'A', '', '', 'AC'])],
      ['a dependant', ['IK3*INS*5**8'], (m) => replaced(m, 0, ['INS', 'N', '19', '021', 'EC', 'A', '', '', 'AC'])],
      ['segments out of order', ['IK3*HD*9**2'], (m) => [...m.slice(0, 4), m[5]!, m[4]!, ...m.slice(6)]],
    ])('refuses %s', async (_, expected, alter) => {
      const answers = await send(site, 17, alter(member('RX1')));
      expect(answers).toEqual(expect.arrayContaining([...expected, 'IK5*R*5', 'AK9*R*1*1*0']));
      expect(site.partner.records()).toEqual([]);
      expect(site.partner.violations().length).toBeGreaterThan(0);
    });

    it.each<[string, Segment[]]>([
      ['IK3*BGN*2**8', replaced(HEADER, 0, ['BGN', '00', '17', '20260401', '1230', '', '', '', '3'])],
      ['IK3*N1*3**8', replaced(HEADER, 1, ['N1', 'P5', 'CITY'])],
      ['IK3*N1*3**3', replaced(HEADER, 2)],
      ['IK3*PER*5**2', [...HEADER, ['PER', 'IP', 'JANE DOE']]],
    ])('refuses a header: %s', async (expected, header) => {
      expect(await exchange(site, file(17, [[...header, ...member('RX1')]]))).toEqual(expect.arrayContaining([expected, 'IK5*R*5']));
      expect(site.partner.records()).toEqual([]);
    });

    it('refuses a set without members', async () => {
      expect(await send(site, 17)).toEqual(expect.arrayContaining(['IK3*INS*5**3', 'IK5*R*5']));
    });
  });

  describe('holds members to their history', () => {
    beforeEach(() => send(site, 1, member('RX1')));

    it('has no effect a second time', async () => {
      expect(await send(site, 2, member('RX1'))).toContain('IK5*A');
      expect(await send(site, 3, member('RX1', '025'))).toContain('IK5*A');
      expect(site.record('RX1')).toMatchObject({ maintenance: '021' });
      expect(await send(site, 4, member('RX1', '024', '20260401'))).toContain('IK5*A');
      expect(await send(site, 5, member('RX1', '024', '20260402'))).toContain('IK5*A');
      expect(site.record('RX1')).toMatchObject({ state: 'ended', maintenance: '024', coverageEnd: '20260401', coverageBegin: '20260401' });
    });

    it('refuses an addition that would revive or change, and a reinstatement that would create', async () => {
      expect(await send(site, 2, member('RX1', '021', null))).toContain('IK5*R*5');
      await send(site, 3, member('RX1', '024', '20260401'));
      expect(await send(site, 4, member('RX1'))).toContain('IK5*R*5');
      expect(await send(site, 5, member('RX9', '025'))).toContain('IK5*R*5');
      expect(site.record('RX1')).toMatchObject({ state: 'ended' });
      expect(await send(site, 6, member('RX1', '025', null))).toContain('IK5*A');
      expect(site.record('RX1')).toMatchObject({ state: 'active', coverageEnd: null });
    });

    it('takes the cancelling of somebody unknown as done', async () => {
      expect(await send(site, 2, member('RX9', '024', '20260401'))).toContain('IK5*A');
      expect(site.record('RX9')).toBeUndefined();
    });

    it('judges a set in its own order', async () => {
      expect(await send(site, 2, member('RX9'), member('RX9', '024', '20260401'), member('RX9', '025'))).toContain('IK5*A');
      expect(site.record('RX9')).toMatchObject({ state: 'active', maintenance: '025' });
    });

    it('shows whose last day has passed as ended', async () => {
      await send(site, 2, member('RX8', '021', '20260101'));
      expect(site.record('RX8')).toMatchObject({ state: 'ended' });
    });
  });

  describe('refuses an interchange whole', () => {
    it.each<[string, string, (number: number) => string]>([
      ['006', 'another sender', (n) => file(n, [[...HEADER, ...member('RX1')]], { envelope: { senderId: 'OTHERCITY' } })],
      ['008', 'another receiver', (n) => file(n, [[...HEADER, ...member('RX1')]], { envelope: { receiverId: 'OTHERRX' } })],
      ['020', 'a production file', (n) => file(n, [[...HEADER, ...member('RX1')]], { envelope: { usage: 'P' } })],
      ['024', 'another version', (n) => file(n, [[...HEADER, ...member('RX1')]], { version: '005010X220' })],
      ['024', 'another set', (n) => file(n, [[...HEADER, ...member('RX1')]], { type: '820' })],
      ['024', 'lower case', (n) => file(n, [[...HEADER, ...member('RX1')]]).replace('MEMBER', 'Member')],
      ['023', 'a truncated file', (n) => file(n, [[...HEADER, ...member('RX1')]]).slice(0, -20)],
      ['021', 'a wrong count', (n) => file(n, [[...HEADER, ...member('RX1')]]).replace(/SE\*\d+/, 'SE*99')],
      ['001', 'a wrong control number', (n) => file(n, [[...HEADER, ...member('RX1')]]).replace(/IEA\*1\*\d+/, 'IEA*1*000000099')],
      ['022', 'a missing trailer', (n) => file(n, [[...HEADER, ...member('RX1')]]).replace(/GE\*1\*\d+~/, '')],
    ])('with TA1 %s for %s', async (note, _, make) => {
      expect(await exchange(site, make(17))).toEqual([`TA1*000000017*260401*1230*R*${note}`]);
      expect(site.partner.records()).toEqual([]);
      expect(await send(site, 17, member('RX1'))).toContain('IK5*A');
    });

    it('with TA1 025 when its number was taken in before, also after a restart', async () => {
      await send(site, 17, member('RX1'));
      expect(await send(site, 17, member('RX2'))).toEqual(['TA1*000000017*260401*1230*R*025']);
      await site.restart();
      expect(await send(site, 17, member('RX3'))).toEqual(['TA1*000000017*260401*1230*R*025']);
      expect(site.partner.records().map(({ token }) => token)).toEqual(['RX1']);
    });

    it('without an answer when it does not say whose it is', async () => {
      expect(await exchange(site, 'Dear partner')).toEqual([]);
      expect(site.names('inbound')).toEqual([]);
      expect(site.names('unreadable')).toEqual(['F.x12']);
    });
  });
});
