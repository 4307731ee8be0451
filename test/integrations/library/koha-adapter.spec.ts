import fs from 'node:fs';
import { kohaRestIn } from '../../../src/integrations/library/index.js';
import { type LaneStorage, type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { startLibraryPartner } from '../../../src/sandbox/library/index.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';
import { type StrictPartner } from '../../../src/sandbox/strict-partner.js';
import { portOf, samplePlan } from '../../sandbox/sample-plan.js';
import { PartnerLine, submission, word } from '../partner-line.js';

const noStorage = {} as LaneStorage;
const READER = 'D100000042';

describe('koha-rest against the library partner', () => {
  let plan: SandboxPlan;
  let partner: StrictPartner;
  let line: PartnerLine;
  let adapter: PartnerAdapter;
  let now: Date;
  let serial = 0;

  beforeEach(async () => {
    now = new Date('2026-03-10T15:00:00Z');
    plan = samplePlan();
    partner = await startLibraryPartner(plan, () => now);
    line = new PartnerLine(() => partner.address);
    adapter = connect(await line.open());
  });

  afterEach(async () => {
    await adapter.close();
    await line.close();
    await partner.close();
    fs.rmSync(plan.home, { recursive: true });
  });

  function connect(baseUrl: string, changes: Record<string, unknown> = {}): PartnerAdapter {
    const { libraryId, categoryId, clientId, clientSecret } = { ...plan.library, ...changes };
    const connection = {
      settings: { baseUrl, libraryId, categoryId, answerTimeoutMs: 200, ...changes },
      credentials: { clientId, clientSecret },
    };
    const instantly = { random: () => 0, pause: () => Promise.resolve() };
    return kohaRestIn(instantly).create(connection, noStorage, () => now);
  }

  const token = () => `2${String(++serial).padStart(13, '0')}`;
  const held = (number: string) => partner.records().find((record) => record.token === number)?.held;
  const shown = (number: string) => partner.records().find((record) => record.token === number)?.state;

  async function submit(...batch: Submission[]): Promise<string[]> {
    const receipts = await adapter.submit(batch);
    return batch.map(({ linkId }) => word(receipts.find((receipt) => receipt.linkId === linkId)));
  }

  it('enrols a number with nothing but constants, dates and the number itself', async () => {
    const number = token();
    expect(await submit(submission(number))).toEqual(['accepted']);
    const told = Object.entries(held(number) ?? {}).filter(([, value]) => value !== null && value !== false);
    expect(Object.fromEntries(told)).toMatchObject({
      surname: 'CITYKEY',
      library_id: 'MAIN',
      category_id: 'CK',
      cardnumber: number,
      expiry_date: '2031-02-28',
    });
    expect(JSON.parse(line.seen.find(({ method, path }) => method === 'POST' && path.endsWith('/patrons'))!.body)).toEqual({
      surname: 'CITYKEY',
      library_id: 'MAIN',
      category_id: 'CK',
      cardnumber: number,
      expiry_date: '2031-02-28',
      patron_card_lost: false,
    });
    expect(partner.violations()).toEqual([]);
  });

  it.each([
    ['never', '2099-12-31'],
    ['2028-02', '2028-02-29'],
    ['2030-12', '2030-12-31'],
  ])('shows a card valid through %s as expiring on %s', async (validThrough, day) => {
    const number = token();
    await submit(submission(number, { validThrough }));
    expect(held(number)?.expiry_date).toBe(day);
  });

  it('follows a link through suspension, reinstatement, a new month and its end', async () => {
    const number = token();
    const steps: [Partial<Submission>, string][] = [
      [{ state: 'active' }, 'active'],
      [{ state: 'suspended' }, 'suspended'],
      [{ state: 'active' }, 'active'],
      [{ state: 'suspended' }, 'suspended'],
      [{ state: 'ended' }, 'ended'],
    ];
    for (const [index, [changes, state]] of steps.entries()) {
      expect(await submit(submission(number, { ...changes, version: index + 1 }))).toEqual(['accepted']);
      expect(shown(number)).toBe(state);
      expect(await adapter.verify(number)).toEqual({ found: true, state });
    }
    expect(held(number)).toMatchObject({ expiry_date: '2026-03-09', patron_card_lost: false });
    expect(partner.violations()).toEqual([]);
  });

  it.each(['active', 'suspended', 'ended'] as const)('writes nothing when handed %s again, even the next day', async (state) => {
    const number = token();
    await submit(submission(number));
    await submit(submission(number, { state }));
    line.forget();
    now = new Date('2026-03-11T15:00:00Z');
    expect(await submit(submission(number, { state }))).toEqual(['accepted']);
    expect(line.writes()).toEqual([]);
  });

  it('accepts the end of what the library never had, without creating it', async () => {
    expect(await submit(submission(token(), { state: 'ended' }))).toEqual(['accepted']);
    expect(line.writes()).toEqual([]);
    expect(await adapter.verify('20000000000000')).toEqual({ found: false });
  });

  it('ends an account by the calendar of the library, not of Greenwich', async () => {
    now = new Date('2026-03-11T02:00:00Z');
    const number = token();
    await submit(submission(number));
    await submit(submission(number, { state: 'ended' }));
    expect(held(number)?.expiry_date).toBe('2026-03-09');
  });

  it('repairs what was changed by hand', async () => {
    const number = token();
    await submit(submission(number, { state: 'suspended' }));
    const id = held(number)?.patron_id as number;
    const byHand = await fetch(`${partner.address}/api/v1/patrons/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await ownToken()}` },
      body: JSON.stringify({ surname: 'CITYKEY', cardnumber: number, library_id: 'MAIN', category_id: 'ADULT' }),
    });
    expect(byHand.status).toBe(200);
    await submit(submission(number, { state: 'suspended' }));
    expect(held(number)).toMatchObject({ category_id: 'CK', expiry_date: '2031-02-28', patron_card_lost: true });
  });

  describe('an adopted number', () => {
    const adopted = (changes: Partial<Submission> = {}) => submission(READER, { origin: 'adopted', ...changes });

    it('is accepted without a write when the account exists', async () => {
      const before = held(READER);
      expect(await submit(adopted())).toEqual(['accepted']);
      expect(line.writes()).toEqual([]);
      expect(held(READER)).toEqual(before);
    });

    it('is rejected and not created when the account does not exist', async () => {
      expect(await submit(submission('D999999999', { origin: 'adopted' }))).toEqual(['library.not_found']);
      expect(line.writes()).toEqual([]);
    });

    it('carries suspension by the lost flag and nothing else', async () => {
      const { updated_on: _, ...before } = held(READER) ?? {};
      await submit(adopted({ state: 'suspended' }));
      expect(held(READER)).toMatchObject({ ...before, patron_card_lost: true });
      await submit(adopted({ state: 'active' }));
      expect(held(READER)).toMatchObject(before);
    });

    it('is let go of without a request when it ends', async () => {
      expect(await submit(adopted({ state: 'ended' }))).toEqual(['accepted']);
      expect(line.seen).toEqual([]);
    });
  });

  it('leaves an account alone whose number it minted by chance', async () => {
    const before = held(READER);
    expect(await submit(submission(READER))).toEqual(['library.number_taken']);
    expect(await submit(submission(READER, { state: 'ended' }))).toEqual(['accepted']);
    expect(held(READER)).toEqual(before);
  });

  it('reads back after a duplicate and converges, also when the answer to its own creation was lost', async () => {
    const number = token();
    line.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/patrons') && line.writes().length === 1 ? 'lost' : undefined);
    expect(await submit(submission(number, { state: 'suspended' }))).toEqual(['accepted']);
    expect(line.writes()).toEqual(['POST /api/v1/patrons', 'POST /api/v1/patrons']);
    expect(partner.records().filter((record) => record.token === number)).toHaveLength(1);
    expect(shown(number)).toBe('suspended');
  });

  it('rejects a duplicate that it cannot find', async () => {
    line.fault = ({ method, path }) =>
      method === 'POST' && path.endsWith('/patrons') ? { status: 409, body: '{"conflict":"userid"}' } : undefined;
    expect(await submit(submission(token()))).toEqual(['library.number_taken']);
  });

  it('tells a wrong setting from a refused record', async () => {
    const elsewhere = connect(partner.address, { libraryId: 'NOWHERE' });
    const [receipt] = await elsewhere.submit([submission(token())]);
    expect(word(receipt)).toBe('library.bad_reference');
    await elsewhere.close();
    line.fault = ({ method, path }) =>
      method === 'POST' && path.endsWith('/patrons') ? { status: 400, body: '{"errors":[{"message":"x"}],"status":400}' } : undefined;
    expect(await submit(submission(token()))).toEqual(['library.refused']);
  });

  describe('when the partner fails', () => {
    it('stops the lane on wrong credentials', async () => {
      const stranger = connect(partner.address, { clientSecret: 'wrong' });
      await expect(stranger.submit([submission(token())])).rejects.toMatchObject({ kind: 'credentials', code: 'client_refused' });
      await stranger.close();
    });

    it('stops the lane when a new token is refused as well', async () => {
      line.fault = ({ path }) => (path.endsWith('/oauth/token') ? undefined : { status: 401 });
      await expect(submit(submission(token()))).rejects.toMatchObject({ kind: 'credentials', code: 'http_401' });
      expect(line.seen.filter(({ path }) => path.endsWith('/oauth/token'))).toHaveLength(2);
    });

    it('renews its token shortly before it expires, and keeps it until then', async () => {
      const renewals = () => line.seen.filter(({ path }) => path.endsWith('/oauth/token')).length;
      await submit(submission(token()), submission(token()), submission(token()));
      now = new Date(now.getTime() + 3_500_000);
      await submit(submission(token()));
      expect(renewals()).toBe(1);
      now = new Date(now.getTime() + 60_000);
      await submit(submission(token()), submission(token()));
      expect(renewals()).toBe(2);
    });

    it('gets a new token when the partner has forgotten the old one', async () => {
      await submit(submission(token()));
      await restart();
      expect(await submit(submission(token()), submission(token()))).toEqual(['accepted', 'accepted']);
    });

    it('says retry while the partner is down and goes on when it is back', async () => {
      const direct = connect(partner.address);
      const port = portOf(partner.address);
      await partner.close();
      const wanted = submission(token());
      await expect(direct.submit([wanted])).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
      partner = await startLibraryPartner({ ...plan, library: { ...plan.library, port } }, () => now);
      expect((await direct.submit([wanted])).map(word)).toEqual(['accepted']);
      await direct.close();
    });

    it.each([
      ['maintenance', { status: 503 }, 'http_503'],
      ['a fault of the server', { status: 500, body: 'Patron John Doe broke it' }, 'http_500'],
      ['something that is not JSON', { status: 200, body: '<html>Welcome' }, 'unreadable_answer'],
      ['JSON of another shape', { status: 200, body: '[{"cardnumber":7}]' }, 'unreadable_answer'],
      ['another kind of JSON', { status: 200, body: 'null' }, 'unreadable_answer'],
      ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'redirected'],
      ['a page that is too long', { status: 200, body: 'x'.repeat(2_000_000) }, 'answer_too_large'],
      ['a closed connection', 'cut', 'connection_closed'],
      ['no answer at all', 'silence', 'timeout'],
      ['a wrong address', { status: 404 }, 'http_404'],
    ] as const)('says retry on %s', async (_name, fault, code) => {
      line.fault = ({ method }) => (method === 'GET' ? fault : undefined);
      await expect(submit(submission(token()))).rejects.toMatchObject({ kind: 'retry', code, message: `retry: ${code}` });
      await expect(adapter.verify(token())).rejects.toMatchObject({ kind: 'retry', code });
      expect(line.writes()).toEqual([]);
    });

    it('keeps the receipts of the others when one link fails alone', async () => {
      const bad = token();
      line.fault = ({ path }) => (path.includes(bad) ? { status: 500 } : undefined);
      expect(await submit(submission(token()), submission(bad), submission(token()), submission(token()))).toEqual([
        'accepted',
        'none',
        'accepted',
        'accepted',
      ]);
    });

    it('stops asking when the partner goes down in the middle of a batch', async () => {
      const batch = Array.from({ length: 50 }, () => submission(token()));
      line.fault = () => (line.writes().length >= 10 ? { status: 500 } : undefined);
      const words = await submit(...batch);
      expect(words.filter((outcome) => outcome === 'accepted').length).toBeGreaterThanOrEqual(5);
      expect(line.seen.length).toBeLessThan(60);
      line.fault = () => undefined;
      expect(await submit(...batch)).toEqual(batch.map(() => 'accepted'));
      expect(partner.records().filter(({ held: { category_id } }) => category_id === 'CK')).toHaveLength(50);
    });
  });

  it('settles a full batch without ever having more requests under way than agreed', async () => {
    const batch = Array.from({ length: adapter.describe().batchSize }, () => submission(token()));
    expect(await submit(...batch)).toEqual(batch.map(() => 'accepted'));
    expect(line.mostAtOnce).toBe(4);
    expect(await adapter.submit([])).toEqual([]);
  });

  it('has nothing to collect', async () => {
    const late: unknown[] = [];
    for await (const receipts of adapter.collect()) late.push(receipts);
    expect(late).toEqual([]);
  });

  async function restart(): Promise<void> {
    const port = portOf(partner.address);
    await partner.close();
    partner = await startLibraryPartner({ ...plan, library: { ...plan.library, port } }, () => now);
  }

  async function ownToken(): Promise<string> {
    const { clientId, clientSecret } = plan.library;
    const answer = await fetch(`${partner.address}/api/v1/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }
});
