import { FullListRefused, type PartnerAdapter, type PartnerRecord } from '../../../src/modules/links/index.js';
import { readCcl } from '../../../src/sandbox/library/polaris/ccl.js';
import { searchFault } from '../../../src/sandbox/library/polaris/patron-search.js';
import { type PolarisPatron } from '../../../src/sandbox/library/polaris/patrons.js';
import { STRAY } from '../../../src/sandbox/stray-person.js';
import { type SeenRequest, submission } from '../partner-line.js';
import { PolarisLane } from './polaris-lane.js';

const QUERY = 'PATC=20 OR PATC=21';
/** Of those who came by themselves. */
const WALK_IN = { PatronCodeID: 1 };

describe('polaris-papi and its full list', () => {
  let lane: PolarisLane;
  const adapters: PartnerAdapter[] = [];

  beforeEach(async () => {
    lane = new PolarisLane();
    await lane.open();
  });

  afterEach(async () => {
    for (const adapter of adapters.splice(0)) await adapter.close();
    await lane.close();
  });

  const connect = (settings: Record<string, unknown> = {}) => {
    const adapter = lane.connect(lane.address, {}, { listQuery: QUERY, ...settings });
    adapters.push(adapter);
    return adapter;
  };
  const listed = async (adapter: PartnerAdapter) => {
    const records: PartnerRecord[] = [];
    for await (const record of adapter.fullList!()) records.push(record);
    return records;
  };
  const tokens = async (adapter: PartnerAdapter) => (await listed(adapter)).map(({ token }) => token);
  /** So many numbers that the library has, in the order of the search. */
  const enrolled = async (count: number) => {
    const numbers = Array.from({ length: count }, () => lane.token());
    await lane.submit(...numbers.map((number) => submission(number)));
    return numbers;
  };
  const edit = (token: string, change: Readonly<Record<string, unknown>> | null) => lane.partner.edit!(token, change);
  const pageOf = ({ path }: Pick<SeenRequest, 'path'>) => /\/search\/patrons\/.*[?&]page=(\d+)/.exec(path)?.[1];
  const pages = () => lane.line.seen.map(pageOf).filter((page) => page !== undefined);
  /** Does something while a page is asked for, the first time. */
  const meanwhile = (page: string, act: () => void) => {
    const before = lane.line.fault;
    let done = false;
    lane.line.fault = (request) => {
      if (!done && pageOf(request) === page) {
        done = true;
        act();
      }
      return before(request);
    };
  };
  /** Answers a search with what is given instead, page by page, and the last one for ever. */
  const answering = (...answers: readonly (object | string)[]) => {
    lane.line.fault = (request) => {
      const page = pageOf(request);
      const answer = answers[Math.min(Number(page), answers.length) - 1];
      return page === undefined ? undefined : { status: 200, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    };
  };
  const rows = (total: number, ...barcodes: readonly unknown[]) => ({ PAPIErrorCode: barcodes.length, TotalRecordsFound: total, PatronSearchRows: barcodes.map((Barcode) => ({ Barcode, PatronFirstLastName: 'Doe, Jane' })) });

  it('lists every number of ours with its state, page by page, a few reads at a time, and nobody else’s', async () => {
    const numbers = await enrolled(4);
    const [suspended, forever, ended] = [lane.token(), lane.token(), lane.token()];
    await lane.submit(submission(suspended, { state: 'suspended' }), submission(forever, { validThrough: 'never' }), submission(ended));
    await lane.submit(submission(ended, { state: 'ended' }));
    const adapter = connect({ pageSize: 3, concurrency: 2, listQuery: `PATL=3 AND (${QUERY} OR PATC=1)` });
    lane.line.forget();
    lane.line.mostAtOnce = 0;
    expect(await listed(adapter)).toEqual([
      ...numbers.map((token) => ({ token, state: 'active', validThrough: '2031-02' })),
      { token: suspended, state: 'suspended', validThrough: '2031-02' },
      { token: forever, state: 'active', validThrough: 'never' },
      { token: ended, state: 'ended', validThrough: '2026-02' },
    ]);
    expect(pages()).toEqual(['1', '2', '3']);
    const asked = /^\/PAPIService\/REST\/protected\/v1\/1033\/100\/1\/[0-9a-f]{32}\/search\/patrons\/boolean\?q=PATL%3D3%20AND%20\(PATC%3D20%20OR%20PATC%3D21%20OR%20PATC%3D1\)&patronsperpage=3&page=1&sort=PATB$/;
    expect(lane.line.seen.find(pageOf)?.path).toMatch(asked);
    // The walk-in was found and looked at; its code is not the city's.
    expect(lane.line.seen.filter(({ path }) => path.endsWith('/basicdata'))).toHaveLength(8);
    expect(lane.line.mostAtOnce).toBe(2);
    expect(lane.partner.violations()).toEqual([]);
  });

  it('has none without a query, and an empty one where nobody is found', async () => {
    expect(lane.adapter).toHaveProperty('fullList', undefined);
    expect(await listed(connect())).toEqual([]);
    answering({ PAPIErrorCode: 0, TotalRecordsFound: 0, PatronSearchRows: null });
    expect(await listed(connect())).toEqual([]);
  });

  it('lists nobody twice when one is added between two pages', async () => {
    const [first, ...others] = await enrolled(5);
    edit(first!, WALK_IN);
    meanwhile('2', () => edit(first!, { PatronCodeID: 20 }));
    expect(await tokens(connect({ pageSize: 2 }))).toEqual(others);
    expect(pages()).toEqual(['1', '2', '3']);
  });

  it('leaves nobody out when one is taken away between two pages', async () => {
    const [first, ...others] = await enrolled(5);
    meanwhile('2', () => edit(first!, WALK_IN));
    expect(await tokens(connect({ pageSize: 2 }))).toEqual(others);
    expect(pages()).toEqual(['1', '2', '1', '2']);
  });

  it('leaves nobody out when one is taken away after another was added', async () => {
    const [first, ...others] = await enrolled(6);
    edit(others.at(-1)!, WALK_IN);
    meanwhile('2', () => edit(others.at(-1)!, { PatronCodeID: 20 }));
    meanwhile('3', () => edit(first!, WALK_IN));
    expect(await tokens(connect({ pageSize: 2 }))).toEqual(others);
    expect(pages()).toEqual(['1', '2', '3', '1', '2', '3']);
  });

  it('leaves out who has gone between the search and the look, and who has no barcode', async () => {
    const [first, second] = await enrolled(2) as [string, string];
    answering(rows(3, first, null, second));
    const search = lane.line.fault;
    lane.line.fault = (request) => {
      if (request.path.includes(`/${first}/basicdata`)) edit(first, null);
      return search(request);
    };
    expect(await tokens(connect())).toEqual([second]);
  });

  it('goes on with a new staff token when the old one ends on the way', async () => {
    const numbers = await enrolled(5);
    meanwhile('2', () => (lane.now = new Date(lane.now.getTime() + 3_700_000)));
    expect(await tokens(connect({ pageSize: 2 }))).toEqual(numbers);
    expect(pages()).toEqual(['1', '2', '2', '3']);
    const [before, , after] = lane.line.seen.filter(pageOf).map(({ path }) => /100\/1\/(\w+)\/search/.exec(path)?.[1]);
    expect(before).not.toBe(after);
  });

  it.each([
    ['an empty page before the end', [rows(3, '1', '2'), rows(3)], 6],
    ['more patrons than it says', [rows(1, '1', '2')], 3],
    ['always the same page', [rows(4, '1', '2')], 6],
    ['one patron in the place of another', [rows(2, '1', '1')], 3],
    ['fewer patrons on each page', [rows(4, '1', '2'), rows(3, '3')], 6],
  ])('refuses a search that shows %s, after three attempts and before it looks at anybody', async (_name, answers, searches) => {
    answering(...answers);
    const refused = listed(connect());
    await expect(refused).rejects.toThrow(FullListRefused);
    await expect(refused).rejects.toMatchObject({ fault: 'row_count_wrong' });
    expect(pages()).toHaveLength(searches);
    expect(lane.line.seen.some(({ path }) => path.endsWith('/basicdata'))).toBe(false);
  });

  it.each([
    ['a failure inside HTTP 200', { PAPIErrorCode: -1, ErrorMessage: 'SQL of Jane Doe' }, 'papi_failure'],
    ['a patron that it does not find', { PAPIErrorCode: -3000, ErrorMessage: 'Jane Doe' }, 'papi_failure'],
    ['other rows than it counts', { ...rows(2, '1', '2'), PAPIErrorCode: 1 }, 'unreadable_answer'],
    ['more rows than it was asked for', rows(3, '1', '2', '3'), 'unreadable_answer'],
    ['no total', { ...rows(1, '1'), TotalRecordsFound: undefined }, 'unreadable_answer'],
    ['rows that are none', { ...rows(1, '1'), PatronSearchRows: 'Doe, Jane' }, 'unreadable_answer'],
    ['a row without a barcode', rows(1, undefined), 'unreadable_answer'],
    ['a barcode that is a number', rows(1, 29840000000014), 'unreadable_answer'],
    ['a page of HTML', '<html>Doe, Jane', 'unreadable_answer'],
  ])('fails on %s, and repeats nothing of it', async (_name, answer, code) => {
    answering(answer);
    const failed = listed(connect({ pageSize: 2 }));
    await expect(failed).rejects.toMatchObject({ kind: 'retry', code, message: `retry: ${code}` });
  });

  it('is no list when one patron of it cannot be read', async () => {
    const [, second] = await enrolled(3);
    lane.line.fault = ({ path }) => (path.includes(`/${second}/basicdata`) ? { status: 500 } : undefined);
    await expect(listed(connect())).rejects.toMatchObject({ kind: 'retry', code: 'http_500' });
  });

  it('stops when its query finds other people for the most part', async () => {
    const strangers = Array.from({ length: 160 }, (_, at) => String(10_000 + at));
    answering(rows(160, ...strangers));
    const search = lane.line.fault;
    lane.line.fault = (request) => {
      const Barcode = /\/(\d+)\/basicdata/.exec(request.path)?.[1];
      return Barcode === undefined ? search(request) : { status: 200, body: JSON.stringify({ PAPIErrorCode: 1, PatronBasicData: { Barcode, PatronCodeID: 5 } }) };
    };
    await expect(listed(connect({ pageSize: 1_000 }))).rejects.toMatchObject({ kind: 'retry', code: 'list_too_wide' });
    expect(lane.line.seen.filter(({ path }) => path.endsWith('/basicdata'))).toHaveLength(150);
  });

  it('takes nothing but barcodes out of rows that are full of names', async () => {
    const numbers = await enrolled(3);
    lane.partner.interfaces[0]!.set({ names: true });
    const list = await listed(connect());
    expect(list.map(({ token }) => token)).toEqual(numbers);
    for (const name of [STRAY.name, STRAY.given, STRAY.family]) expect(JSON.stringify(list)).not.toContain(name);
  });

  it('does not take for a query what is none, or what searches for people by name', () => {
    const none = [
      '', 'PATC', 'PATC=', 'PATC=20 PATC=21', 'PATC=20 or PATC=21', '(PATC=20', 'PATC=20)', 'PATC=*', 't', 'PATC=20 AND t', 'PATN=Doe', 'PATC=20 AND PATNL=Doe', 'EM=*',
      'PATC=20&page=2', `PATC=20${' OR PATC=20'.repeat(50)}`, 20, null,
    ];
    for (const listQuery of none) expect(() => connect({ listQuery })).toThrow(/^listQuery must be a CCL query/);
  });

  it('takes queries by what the city’s patrons have in common, and names a page size that is wrong', () => {
    for (const listQuery of ['PATB=29840*', '(PATC=20 OR PATC=21) NOT PATL=4', '((STAC="City card" AND PATL=3) OR PATC=21)']) expect(connect({ listQuery })).toHaveProperty('fullList', expect.any(Function));
    expect(() => connect({ pageSize: 0 })).toThrow(/^pageSize must/);
  });
});

describe('the simulated search', () => {
  const patron = (Barcode: string, PatronCodeID: number) => ({ Barcode, PatronCodeID }) as PolarisPatron;

  it('finds what its query says', () => {
    const found = (query: string) => [patron('2984001', 20), patron('2984002', 21), patron('D1', 1)].filter((one) => readCcl(query)?.(one)).map(({ Barcode }) => Barcode);
    expect([found('PATC=20 OR PATC=21'), found('PATB=2984* NOT PATC=21'), found('PATL="3" AND (PATC=1 OR PATC=21)')]).toEqual([['2984001', '2984002'], ['2984001'], ['2984002', 'D1']]);
  });

  it.each([
    ['qualifier', 'keyword', {}],
    ['q', 'boolean', { q: 'PATC=20 OR' }],
    ['q', 'boolean', { q: 'PATC=20 XOR PATC=21' }],
    ['q', 'boolean', { q: '(PATC=20' }],
    ['q', 'boolean', { q: 'PATN=Doe' }],
    ['q', 'boolean', { q: '' }],
    ['page', 'boolean', { page: '0' }],
    ['patronsperpage', 'boolean', { patronsperpage: 'all' }],
    ['sort', 'boolean', { sort: 'PATN' }],
    ['parameter', 'boolean', { fields: 'all' }],
  ])('refuses a wrong %s (%s, %j)', (name, qualifier, changes) => {
    const query = { q: 'PATC=20', patronsperpage: '10', page: '1', sort: 'PATB' };
    expect([searchFault('Boolean', query), searchFault(qualifier, { ...query, ...changes })]).toEqual([null, name]);
  });

  it('answers with a code and notes it', async () => {
    const lane = new PolarisLane();
    await lane.open();
    const adapter = lane.connect(lane.address, {}, { listQuery: 'STAC=1' });
    await expect(adapter.fullList!()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'papi_failure' });
    expect(lane.partner.violations()).toEqual(['PAPI -3596: q']);
    await adapter.close();
    await lane.close();
  });
});
