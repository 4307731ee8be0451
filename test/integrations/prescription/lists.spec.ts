import { type Receipt, type Remembered, type Submission } from '../../../src/modules/links/index.js';
import { outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

/** Taken in once; a list lacked it since. */
const MISSING = { reference: 'enrolled', listed: false } as const;
/** Never taken in by what the partner answered; its list has it all the same. */
const LISTED = { reference: null, listed: true } as const;

describe('what a roster said of a member', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeAll(async () => {
    site = new TestPartner();
    await site.start();
  });

  beforeEach(() => {
    lane = new MemoryLane();
    // Control numbers go on: the partner stays, and takes each once.
    for (let spent = 0; spent < given; spent += 1) void lane.nextNumber('interchange');
  });

  afterEach(() => {
    given = lane.counter('interchange');
  });

  afterAll(() => site.discard());

  let given = 0;
  let last = 0;
  const fresh = () => `RX${1000 + (last += 1)}`;
  const stateOf = (token: string) => site.record(token)?.state;

  /** Submitted, and answered to the end. @returns what settles, without what was pending on the way. */
  async function bring(...batch: Submission[]): Promise<Receipt[]> {
    const adapter = site.adapter(lane);
    const receipts = [...(await adapter.submit(batch))];
    for (let round = 0; round < 3; round += 1) receipts.push(...(await collectAll(adapter, lane)));
    expect(lane.files.size).toBe(0);
    return receipts.filter(({ outcome }) => outcome !== 'pending');
  }

  async function enrolled(): Promise<string> {
    const token = fresh();
    await bring(submission(token));
    return token;
  }

  it.each(['suspended', 'ended'] as const)('does not keep one that it lacked by mistake from being %s', async (state) => {
    const token = await enrolled();
    expect(await bring(submission(token, { ...MISSING, state, version: 2 }))).toEqual([{ linkId: `link-${token}`, version: 2, outcome: 'accepted' }]);
    expect(stateOf(token)).toBe('ended');
  });

  it('makes an addition of one that it lacked, and a reinstatement of one that it had', async () => {
    const gone = fresh();
    expect(await bring(submission(gone, MISSING))).toMatchObject([{ outcome: 'accepted', reference: 'enrolled' }]);
    expect(site.record(gone)).toMatchObject({ state: 'active', maintenance: '021' });
    const token = await enrolled();
    await bring(submission(token, { reference: 'enrolled', state: 'suspended', version: 2 }));
    expect(await bring(submission(token, { ...LISTED, version: 3 }))).toMatchObject([{ outcome: 'accepted', reference: 'enrolled' }]);
    expect(site.record(token)).toMatchObject({ state: 'active', maintenance: '025' });
  });

  it.each(['suspended', 'ended'] as const)('has one cancelled that was never taken in, as far as was answered, and is %s', async (state) => {
    const token = await enrolled();
    expect(outcomes(await bring(submission(token, { ...LISTED, state, version: 2 })))).toEqual({ [token]: 'accepted' });
    expect(stateOf(token)).toBe('ended');
  });

  describe('where a token takes the place of one that it lacked', () => {
    const inPlaceOf = (former: string, remembered: Remembered = MISSING, changes: Partial<Submission> = {}) =>
      submission(fresh(), { replaces: { token: former, origin: 'minted', ...remembered }, ...changes });

    it.each([
      ['is there all the same', enrolled, 'ended'],
      ['is not there', () => Promise.resolve(fresh()), undefined],
    ] as const)('is enrolled, and the earlier one is over, when that %s', async (_, formerOne, then) => {
      const former = await formerOne();
      const wanted = inPlaceOf(former);
      expect(await bring(wanted)).toEqual([{ linkId: wanted.linkId, version: 1, outcome: 'accepted', reference: 'enrolled' }]);
      expect([stateOf(wanted.token), stateOf(former)]).toEqual(['active', then]);
      expect(site.partner.violations()).toEqual([]);
    });

    it('is enrolled also where the partner refuses to cancel whom it does not have', async () => {
      const wanted = inPlaceOf(fresh());
      site.partner.faults.set({ rejectMember: 1 });
      expect(await bring(wanted)).toEqual([{ linkId: wanted.linkId, version: 1, outcome: 'accepted', reference: 'enrolled' }]);
      expect(stateOf(wanted.token)).toBe('active');
    });

    it('does not keep the earlier one alive by being refused', async () => {
      const former = await enrolled();
      const wanted = inPlaceOf(former);
      site.partner.faults.set({ rejectMember: 2 });
      expect(outcomes(await bring(wanted))).toEqual({ [wanted.token]: 'x12.member_rejected' });
      expect([stateOf(wanted.token), stateOf(former)]).toEqual([undefined, 'ended']);
    });

    it('is one rejection where the whole file is refused', async () => {
      const wanted = inPlaceOf(await enrolled());
      site.partner.faults.set({ refuseNext: '022' });
      expect(outcomes(await bring(wanted))).toEqual({ [wanted.token]: 'x12.ta1_rejected' });
    });

    it('only cancels the earlier one while it is suspended, and is enrolled later', async () => {
      const former = await enrolled();
      const wanted = inPlaceOf(former, MISSING, { state: 'suspended' });
      expect(await bring(wanted)).toEqual([{ linkId: wanted.linkId, version: 1, outcome: 'accepted' }]);
      expect([stateOf(wanted.token), stateOf(former)]).toEqual([undefined, 'ended']);
      expect(outcomes(await bring({ ...wanted, replaces: undefined, state: 'active', version: 2 }))).toEqual({ [wanted.token]: 'accepted' });
    });

    it('takes two places in a file, and whoever has none is left to be tried again', async () => {
      const batch = Array.from({ length: 300 }, () => inPlaceOf(fresh()));
      const adapter = site.adapter(lane);
      expect(await adapter.submit(batch)).toHaveLength(250);
      expect([...lane.files.values()].map(({ entries }) => entries.length)).toEqual([500]);
      expect(await collectAll(adapter, lane)).toHaveLength(250);
    });
  });
});
