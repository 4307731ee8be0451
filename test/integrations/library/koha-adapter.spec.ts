import { submission, word } from '../partner-line.js';
import { type Submission } from '../../../src/modules/links/index.js';
import { LibraryLane } from './library-lane.js';

const READER = 'D100000042';

describe('koha-rest against the library partner', () => {
  let lane: LibraryLane;

  beforeEach(async () => {
    lane = new LibraryLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  it('enrols a number with nothing but constants, dates and the number itself', async () => {
    const number = lane.token();
    expect(await lane.submit(submission(number))).toEqual(['accepted']);
    const told = Object.entries(lane.held(number) ?? {}).filter(([, value]) => value !== null && value !== false);
    expect(Object.fromEntries(told)).toMatchObject({
      surname: 'CITYKEY',
      library_id: 'MAIN',
      category_id: 'CK',
      cardnumber: number,
      expiry_date: '2031-02-28',
    });
    expect(JSON.parse(lane.line.seen.find(({ method, path }) => method === 'POST' && path.endsWith('/patrons'))!.body)).toEqual({
      surname: 'CITYKEY',
      library_id: 'MAIN',
      category_id: 'CK',
      cardnumber: number,
      expiry_date: '2031-02-28',
      patron_card_lost: false,
    });
    expect(lane.partner.violations()).toEqual([]);
  });

  it.each([
    ['never', '2099-12-31'],
    ['2028-02', '2028-02-29'],
    ['2030-12', '2030-12-31'],
  ])('shows a card valid through %s as expiring on %s', async (validThrough, day) => {
    const number = lane.token();
    await lane.submit(submission(number, { validThrough }));
    expect(lane.held(number)?.expiry_date).toBe(day);
  });

  it('follows a link through suspension, reinstatement, a new month and its end', async () => {
    const number = lane.token();
    const steps: [Partial<Submission>, string][] = [
      [{ state: 'active' }, 'active'],
      [{ state: 'suspended' }, 'suspended'],
      [{ state: 'active' }, 'active'],
      [{ state: 'suspended' }, 'suspended'],
      [{ state: 'ended' }, 'ended'],
    ];
    for (const [index, [changes, state]] of steps.entries()) {
      expect(await lane.submit(submission(number, { ...changes, version: index + 1 }))).toEqual(['accepted']);
      expect(lane.shown(number)).toBe(state);
      expect(await lane.adapter.verify(number)).toEqual({ found: true, state });
    }
    expect(lane.held(number)).toMatchObject({ expiry_date: '2026-03-09', patron_card_lost: false });
    expect(lane.partner.violations()).toEqual([]);
  });

  it.each(['active', 'suspended', 'ended'] as const)('writes nothing when handed %s again, even the next day', async (state) => {
    const number = lane.token();
    await lane.submit(submission(number));
    await lane.submit(submission(number, { state }));
    lane.line.forget();
    lane.now = new Date('2026-03-11T15:00:00Z');
    expect(await lane.submit(submission(number, { state }))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
  });

  it('accepts the end of what the library never had, without creating it', async () => {
    expect(await lane.submit(submission(lane.token(), { state: 'ended' }))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
    expect(await lane.adapter.verify('20000000000000')).toEqual({ found: false });
  });

  it('ends an account by the calendar of the library, not of Greenwich', async () => {
    lane.now = new Date('2026-03-11T02:00:00Z');
    const number = lane.token();
    await lane.submit(submission(number));
    await lane.submit(submission(number, { state: 'ended' }));
    expect(lane.held(number)?.expiry_date).toBe('2026-03-09');
  });

  it('repairs what was changed by hand', async () => {
    const number = lane.token();
    await lane.submit(submission(number, { state: 'suspended' }));
    const id = lane.held(number)?.patron_id as number;
    const byHand = await fetch(`${lane.partner.address}/api/v1/patrons/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await ownToken()}` },
      body: JSON.stringify({ surname: 'CITYKEY', cardnumber: number, library_id: 'MAIN', category_id: 'ADULT' }),
    });
    expect(byHand.status).toBe(200);
    await lane.submit(submission(number, { state: 'suspended' }));
    expect(lane.held(number)).toMatchObject({ category_id: 'CK', expiry_date: '2031-02-28', patron_card_lost: true });
  });

  describe('an adopted number', () => {
    const adopted = (changes: Partial<Submission> = {}) => submission(READER, { origin: 'adopted', ...changes });

    it('is accepted without a write when the account exists', async () => {
      const before = lane.held(READER);
      expect(await lane.submit(adopted())).toEqual(['accepted']);
      expect(lane.line.writes()).toEqual([]);
      expect(lane.held(READER)).toEqual(before);
    });

    it('is rejected and not created when the account does not exist', async () => {
      expect(await lane.submit(submission('D999999999', { origin: 'adopted' }))).toEqual(['library.not_found']);
      expect(lane.line.writes()).toEqual([]);
    });

    it('carries suspension by the lost flag and nothing else', async () => {
      const before = { ...lane.held(READER), updated_on: expect.any(String) as string };
      await lane.submit(adopted({ state: 'suspended' }));
      expect(lane.held(READER)).toEqual({ ...before, patron_card_lost: true });
      await lane.submit(adopted({ state: 'active' }));
      expect(lane.held(READER)).toEqual(before);
    });

    it('is let go of without a request when it ends', async () => {
      expect(await lane.submit(adopted({ state: 'ended' }))).toEqual(['accepted']);
      expect(lane.line.seen).toEqual([]);
    });
  });

  it('leaves an account alone whose number it minted by chance', async () => {
    const before = lane.held(READER);
    expect(await lane.submit(submission(READER))).toEqual(['library.number_taken']);
    expect(await lane.submit(submission(READER, { state: 'ended' }))).toEqual(['accepted']);
    expect(lane.held(READER)).toEqual(before);
  });

  it('reads back after a duplicate and converges, also when the answer to its own creation was lost', async () => {
    const number = lane.token();
    lane.line.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/patrons') && lane.line.writes().length === 1 ? 'lost' : undefined);
    expect(await lane.submit(submission(number, { state: 'suspended' }))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual(['POST /api/v1/patrons', 'POST /api/v1/patrons']);
    expect(lane.partner.records().filter((record) => record.token === number)).toHaveLength(1);
    expect(lane.shown(number)).toBe('suspended');
  });

  it('rejects a duplicate that it cannot find', async () => {
    lane.line.fault = ({ method, path }) =>
      method === 'POST' && path.endsWith('/patrons') ? { status: 409, body: '{"conflict":"userid"}' } : undefined;
    expect(await lane.submit(submission(lane.token()))).toEqual(['library.number_taken']);
  });

  it('tells a wrong setting from a refused record', async () => {
    const elsewhere = lane.connect(lane.partner.address, { libraryId: 'NOWHERE' });
    const [receipt] = await elsewhere.submit([submission(lane.token())]);
    expect(word(receipt)).toBe('library.bad_reference');
    await elsewhere.close();
    lane.line.fault = ({ method, path }) =>
      method === 'POST' && path.endsWith('/patrons') ? { status: 400, body: '{"errors":[{"message":"x"}],"status":400}' } : undefined;
    expect(await lane.submit(submission(lane.token()))).toEqual(['library.refused']);
  });

  it('settles a full batch without ever having more requests under way than agreed', async () => {
    const batch = Array.from({ length: lane.adapter.describe().batchSize }, () => submission(lane.token()));
    expect(await lane.submit(...batch)).toEqual(batch.map(() => 'accepted'));
    expect(lane.line.mostAtOnce).toBeGreaterThan(1);
    expect(lane.line.mostAtOnce).toBeLessThanOrEqual(4);
    expect(await lane.adapter.submit([])).toEqual([]);
  });

  it('has nothing to collect', async () => {
    const late: unknown[] = [];
    for await (const receipts of lane.adapter.collect()) late.push(receipts);
    expect(late).toEqual([]);
  });

  async function ownToken(): Promise<string> {
    const { clientId, clientSecret } = lane.plan.library;
    const answer = await fetch(`${lane.partner.address}/api/v1/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }
});
