import { tompCustomerFactory } from '../../../src/integrations/ventra/index.js';
import { type LaneStorage, SettingsProblem, type Submission } from '../../../src/modules/links/index.js';
import { submission, word } from '../partner-line.js';
import { TransitLane } from './transit-lane.js';

describe('tomp-customer against the transit partner', () => {
  let lane: TransitLane;

  beforeEach(async () => {
    lane = new TransitLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  it.each(['minted', 'adopted'] as const)('enrols a token that was %s with its id and its status alone', async (origin) => {
    const token = lane.token();
    expect(await lane.submit(submission(token, { origin }))).toEqual(['accepted']);
    expect(lane.line.seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', `/collections/customers/items/${token}`, ''],
      ['POST', '/collections/customers/items', JSON.stringify({ id: token })],
      ['PATCH', `/collections/customers/items/${token}`, JSON.stringify({ id: token, customFields: { cardStatus: 'active' } })],
    ]);
    expect(lane.held(token)).toMatchObject({ id: token, customer: { customFields: { cardStatus: 'active' } }, status: 'ACTIVE' });
    expect(lane.partner.violations()).toEqual([]);
  });

  it('follows a link through suspension, reinstatement and its end', async () => {
    const token = lane.token();
    const steps: [Submission['state'], string][] = [
      ['active', 'ACTIVE'],
      ['suspended', 'BLOCKED'],
      ['active', 'ACTIVE'],
      ['ended', 'BLOCKED'],
    ];
    for (const [state, status] of steps) {
      expect(await lane.submit(submission(token, { state }))).toEqual(['accepted']);
      expect(lane.held(token)?.status).toBe(status);
      expect(await lane.adapter.verify(token)).toEqual({ found: true, state });
    }
    expect(lane.partner.violations()).toEqual([]);
  });

  it.each(['active', 'suspended', 'ended'] as const)('writes nothing when handed %s again', async (state) => {
    const token = lane.token();
    await lane.submit(submission(token));
    await lane.submit(submission(token, { state }));
    lane.line.forget();
    expect(await lane.submit(submission(token, { state }))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
  });

  it('accepts the end of what the operator never had, without creating it', async () => {
    const token = lane.token();
    expect(await lane.submit(submission(token, { state: 'ended' }))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
    expect(await lane.adapter.verify(token)).toEqual({ found: false });
  });

  it('converges on an account that somebody created meanwhile', async () => {
    const token = lane.token();
    lane.line.fault = ({ method }) => (method === 'POST' && lane.line.writes().length === 1 ? 'lost' : undefined);
    expect(await lane.submit(submission(token, { state: 'suspended' }))).toEqual(['accepted']);
    expect(lane.line.writes().map((write) => write.split(' ')[0])).toEqual(['POST', 'POST', 'PATCH']);
    expect(lane.held(token)?.status).toBe('BLOCKED');
  });

  it('rejects what the operator refuses and keeps no word of it', async () => {
    lane.line.fault = ({ method }) =>
      method === 'PATCH' ? { status: 400, body: '{"errors":[{"errorcode":1,"title":"Jane Doe has moved"}]}' } : undefined;
    const receipts = await lane.adapter.submit([submission(lane.token(), { version: 7 })]);
    expect(receipts).toEqual([
      { linkId: expect.any(String) as string, version: 7, outcome: 'rejected', code: 'transit.refused' },
    ]);
  });

  it.each([
    ['active', 'transit.not_found'],
    ['ended', 'accepted'],
  ] as const)('settles %s when the account vanishes before the change', async (state, outcome) => {
    const token = lane.token();
    await lane.submit(submission(token, { state: 'suspended' }));
    lane.line.fault = ({ method }) => (method === 'PATCH' ? { status: 404, body: '{}' } : undefined);
    expect(await lane.submit(submission(token, { state }))).toEqual([outcome]);
  });

  it.each([
    [{ status: 'BLOCKED', customer: { customFields: { cardStatus: 'active' } } }, 'suspended'],
    [{ status: 'ACTIVE', customer: { customFields: { cardStatus: 'suspended' } } }, 'suspended'],
    [{ status: 'ACTIVE', customer: {} }, 'active'],
    [{ status: 'CREATED', customer: {} }, 'suspended'],
    [{ status: 'BLOCKED', customer: { customFields: { cardStatus: 'ended' } } }, 'ended'],
  ])('reads the stricter of the two states an account shows: %j is %s', async (account, state) => {
    const token = lane.token();
    lane.line.fault = () => ({ status: 200, body: JSON.stringify({ ...account, customer: { id: token, ...account.customer } }) });
    expect(await lane.adapter.verify(token)).toEqual({ found: true, state });
  });

  it('escapes a token in the address', async () => {
    expect(await lane.submit(submission('a/b?c#d %'))).toEqual(['accepted']);
    expect(lane.held('a/b?c#d %')).toBeDefined();
  });

  describe('when the partner fails', () => {
    it('stops the lane on a wrong token', async () => {
      const stranger = lane.connect(lane.partner.address, { bearerToken: 'wrong' });
      await expect(stranger.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code: 'http_401' });
      await stranger.close();
    });

    it('says retry while the partner is down and goes on when it is back, with what it knew', async () => {
      const direct = lane.connect(lane.partner.address);
      const known = submission(lane.token());
      await direct.submit([known]);
      const bringBack = await lane.takeDown();
      const wanted = submission(lane.token());
      await expect(direct.submit([wanted])).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
      await bringBack();
      expect((await direct.submit([known, wanted])).map(word)).toEqual(['accepted', 'accepted']);
      expect(lane.partner.records()).toHaveLength(2);
      await direct.close();
    });

    it.each([
      ['maintenance', { status: 503 }, 'http_503'],
      ['something that is not JSON', { status: 200, body: '<html>' }, 'unreadable_answer'],
      ['JSON of another shape', { status: 200, body: '{"customer":null}' }, 'unreadable_answer'],
      ['a 404 of some other server', { status: 404, body: '<html>' }, 'http_404'],
      ['a closed connection', 'cut', 'connection_closed'],
    ] as const)('says retry on %s', async (_name, fault, code) => {
      lane.line.fault = () => fault;
      for (const state of ['active', 'ended'] as const) {
        await expect(lane.submit(submission(lane.token(), { state }))).rejects.toMatchObject({ kind: 'retry', code });
      }
      expect(lane.line.writes()).toEqual([]);
    });

    it('says retry when no answer comes in time', async () => {
      const hasty = lane.connect(lane.address, {}, 100);
      lane.line.fault = ({ method }) => (method === 'GET' ? 'silence' : undefined);
      await expect(hasty.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'retry', code: 'timeout' });
      await hasty.close();
    });

    it('does not take a wrong address for a missing customer', async () => {
      const lost = lane.connect(`${lane.partner.address}/elsewhere`);
      await expect(lost.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'retry', code: 'http_404' });
      await lost.close();
    });

    it('does not take a refused question for an answer', async () => {
      lane.line.fault = () => ({ status: 400, body: '{}' });
      await expect(lane.adapter.verify(lane.token())).rejects.toMatchObject({ kind: 'retry' });
    });
  });

  it('settles a full batch', async () => {
    const batch = Array.from({ length: lane.adapter.describe().batchSize }, () => submission(lane.token()));
    expect(await lane.submit(...batch)).toEqual(batch.map(() => 'accepted'));
    expect(lane.line.mostAtOnce).toBeGreaterThan(1);
    expect(lane.line.mostAtOnce).toBeLessThanOrEqual(4);
  });
});

describe('settings of tomp-customer', () => {
  const good = { settings: { baseUrl: 'https://to.example/tomp/v2' }, credentials: { bearerToken: 'abc.def' } };
  const create = (settings: Record<string, unknown>, credentials: Record<string, string>) =>
    tompCustomerFactory.create({ settings, credentials }, {} as LaneStorage, () => new Date());

  it('takes what is complete', async () => {
    await create({ ...good.settings, acceptLanguage: 'en-US, es;q=0.5' }, good.credentials).close();
  });

  it.each([
    ['baseUrl', { baseUrl: 'http://to.example' }, good.credentials],
    ['baseUrl', {}, good.credentials],
    ['acceptLanguage', { ...good.settings, acceptLanguage: 'en\r\nx-evil: 1' }, good.credentials],
    ['concurrency', { ...good.settings, concurrency: 0 }, good.credentials],
    ['answerTimeoutMs', { ...good.settings, answerTimeoutMs: '5' }, good.credentials],
    ['bearerToken', good.settings, {}],
    ['bearerToken', good.settings, { bearerToken: 'sec ret' }],
  ])('names %s when it is wrong, and never its value', (name, settings, credentials) => {
    expect(() => create(settings, credentials as Record<string, string>)).toThrow(SettingsProblem);
    expect(() => create(settings, credentials as Record<string, string>)).toThrow(new RegExp(`^${name} must (?!.*(sec ret|evil|to\\.example))`));
  });
});
