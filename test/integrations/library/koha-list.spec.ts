import { type PartnerAdapter, type PartnerRecord } from '../../../src/modules/links/index.js';
import { submission, word } from '../partner-line.js';
import { LibraryLane } from './library-lane.js';

describe('koha-rest, its full list and its login', () => {
  let lane: LibraryLane;
  const adapters: PartnerAdapter[] = [];

  beforeEach(async () => {
    lane = new LibraryLane();
    await lane.open();
  });

  afterEach(async () => {
    for (const adapter of adapters.splice(0)) await adapter.close();
    await lane.close();
  });

  const connect = (settings: Record<string, unknown>, changes: Record<string, string> = {}) => {
    const adapter = lane.connect(lane.address, changes, 10_000, settings);
    adapters.push(adapter);
    return adapter;
  };
  const listed = async (adapter: PartnerAdapter) => {
    const records: PartnerRecord[] = [];
    for await (const record of adapter.fullList!()) records.push(record);
    return records;
  };

  it('lists every number of ours, page by page, and nobody else’s', async () => {
    const numbers = Array.from({ length: 7 }, () => lane.token());
    await lane.submit(...numbers.slice(0, 4).map((number) => submission(number)));
    await lane.submit(submission(numbers[4]!, { state: 'suspended' }), submission(numbers[5]!, { validThrough: 'never' }), submission(numbers[6]!));
    await lane.submit(submission(numbers[6]!, { state: 'ended' }));
    lane.line.forget();
    const list = await listed(connect({ pageSize: 3 }));
    expect([...list].sort((one, other) => (one.token < other.token ? -1 : 1))).toEqual([
      ...numbers.slice(0, 4).map((token) => ({ token, state: 'active', validThrough: '2031-02' })),
      { token: numbers[4], state: 'suspended', validThrough: '2031-02' },
      { token: numbers[5], state: 'active', validThrough: 'never' },
      { token: numbers[6], state: 'ended', validThrough: '2026-02' },
    ]);
    expect(lane.line.seen.filter(({ path }) => path.includes('_order_by=patron_id')).map(({ path }) => /[?&]_page=(\d)/.exec(path)?.[1])).toEqual(['1', '2', '3', '4']);
    expect(lane.line.seen.some(({ path }) => path.includes('_per_page=3'))).toBe(true);
  });

  it('goes on after a page that is shorter than it asked for', async () => {
    const page = (number: string) => ({ status: 200, body: JSON.stringify([{ patron_id: Number(number), cardnumber: number, category_id: 'CK', expiry_date: null, patron_card_lost: false }]) });
    lane.line.fault = ({ path }) => {
      const number = /[?&]_page=(\d)/.exec(path)?.[1];
      return number === undefined ? undefined : number < '3' ? page(number) : { status: 200, body: '[]' };
    };
    expect((await listed(connect({}))).map(({ token, validThrough }) => [token, validThrough])).toEqual([['1', null], ['2', null]]);
  });

  it('passes over a patron without a card, and takes nothing else for one', async () => {
    const list = (body: string) => {
      lane.line.fault = ({ path }) => (path.includes('&_page=1') ? { status: 200, body } : path.includes('&_page=') ? { status: 200, body: '[]' } : undefined);
      return listed(connect({}));
    };
    expect(await list('[{"patron_id":1,"cardnumber":null}]')).toEqual([]);
    await expect(list('[{"patron_id":"one"}]')).rejects.toMatchObject({ kind: 'retry', code: 'unreadable_answer' });
    await expect(list('[{"patron_id":1,"cardnumber":"1","category_id":"ADULT","expiry_date":null,"patron_card_lost":false}]')).rejects.toMatchObject({ kind: 'retry' });
    await expect(list('{}')).rejects.toMatchObject({ kind: 'retry', code: 'unreadable_answer' });
  });

  it('does not go round in circles with a server that always sends the same page', async () => {
    const body = '[{"patron_id":1,"cardnumber":"1","expiry_date":null}]';
    lane.line.fault = ({ path }) => (path.includes('&_page=') ? { status: 200, body } : undefined);
    await expect(listed(connect({}))).rejects.toMatchObject({ kind: 'retry', code: 'unreadable_answer' });
  });

  it('does not call a list full that was cut short', async () => {
    await lane.submit(...Array.from({ length: 4 }, () => submission(lane.token())));
    lane.line.fault = ({ path }) => (path.includes('&_page=2') ? { status: 503 } : undefined);
    await expect(listed(connect({ pageSize: 2 }))).rejects.toMatchObject({ kind: 'retry', code: 'http_503' });
  });

  it('logs in by HTTP Basic where that is wanted, and never asks for a token then', async () => {
    const adapter = connect({ auth: 'basic' });
    expect((await adapter.submit([submission(lane.token())])).map(word)).toEqual(['accepted']);
    expect(lane.line.seen.filter(({ path }) => path.includes('oauth'))).toEqual([]);
    const stranger = connect({ auth: 'basic' }, { clientSecret: 'wrong' });
    lane.line.forget();
    await expect(stranger.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code: 'http_401' });
    expect(lane.line.seen).toHaveLength(1);
  });

  it.each([
    ['auth', { auth: 'digest' }, {}],
    ['verification', { verification: 'fax' }, {}],
    ['pageSize', { pageSize: 0 }, {}],
    ['username', { auth: 'basic' }, { clientId: 'a:b' }],
  ])('names %s when it is wrong', (name, settings, changes) => {
    expect(() => connect(settings, changes as Record<string, string>)).toThrow(new RegExp(`^${name} must`));
  });
});
