import { type PartnerAdapter } from '../../src/modules/links/index.js';
import { LibraryLane } from './library/library-lane.js';
import { PolarisLane } from './library/polaris-lane.js';
import { submission, word } from './partner-line.js';
import { TransitLane } from './ventra/transit-lane.js';

const LEASE_MS = 300_000;
const ONE_BY_ONE = { concurrency: 1, answerTimeoutMs: 15_000 };

const LANES = [
  ['koha-rest', LibraryLane, (lane: LibraryLane) => lane.connect(lane.address, {}, 15_000, ONE_BY_ONE)],
  ['polaris-papi', PolarisLane, (lane: PolarisLane) => lane.connect(lane.address, {}, ONE_BY_ONE)],
  ['tomp-customer', TransitLane, (lane: TransitLane) => lane.connect(lane.address, {}, 15_000, ONE_BY_ONE)],
] as const;

/** A partner so slow that a batch is not done when other instances may take its links over. */
describe.each(LANES)('under a lease, %s', (_, Lane, connect) => {
  let lane: LibraryLane | PolarisLane | TransitLane;
  let adapter: PartnerAdapter;
  let until: Date;
  /** When each request was sent, in milliseconds of the lease. */
  let times: number[];
  let tokens: string[];

  beforeEach(async () => {
    lane = new Lane();
    await lane.open();
    adapter = (connect as (lane: object) => PartnerAdapter)(lane);
    until = new Date(lane.now.getTime() + LEASE_MS);
    times = [];
  });

  afterEach(async () => {
    await adapter.close();
    await lane.close();
  });

  /** Submits so many enrolments while each answer takes its time, and says what became of each. */
  const submit = async (count: number, answerMs: number, end?: Date): Promise<string[]> => {
    lane.line.fault = () => {
      times.push(lane.now.getTime() - until.getTime() + LEASE_MS);
      lane.now = new Date(lane.now.getTime() + answerMs);
      return undefined;
    };
    const batch = Array.from({ length: count }, () => submission(lane.token()));
    tokens = batch.map(({ token }) => token);
    const receipts = await adapter.submit(batch, end);
    return batch.map(({ linkId }) => word(receipts.find((receipt) => receipt.linkId === linkId)));
  };

  it('begins no link that might not be done before its end, and says that those are untried', async () => {
    const words = await submit(12, 14_000, until);
    expect(words.lastIndexOf('accepted')).toBeGreaterThanOrEqual(3);
    expect(words.at(-1)).toBe('untried');
    expect(Math.max(...times)).toBeLessThanOrEqual(LEASE_MS - 30_000);
    const there = new Set(lane.partner.records().map(({ token }) => token));
    expect(words).toEqual(tokens.map((token) => (there.has(token) ? 'accepted' : 'untried')));
  });

  it('leaves a link half done sooner than send a request that might outlast it', async () => {
    expect(await submit(3, 140_000, until)).toEqual(['none', 'untried', 'untried']);
    expect(times).toEqual([0, 140_000]);
  });

  it('takes its time where nobody can take the links over', async () => {
    expect(await submit(3, 140_000)).toEqual(['accepted', 'accepted', 'accepted']);
  });
});
