import { Runs } from '../../src/modules/reconciliation/index.js';
import { shownAs } from './expected-records.js';
import { type Service } from './partner-sites.js';
import { type Card, tokenOf, World } from './world.js';

const DAYS = 86_400;
const CARDS = 8;

interface Run {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

interface Break {
  readonly class: string;
  readonly state: string;
  readonly token?: string | null;
}

const breaksIn = async (world: World, { id, state, reason }: Run) => {
  const { body } = await world.api.get(`/v1/reconciliation/runs/${id}/breaks`, { token: await world.staff('supervisor') });
  return [[state, reason], ...(body['breaks'] as Break[]).map((one) => [one.class, one.state]).sort()];
};

/** Asks a partner for its list and compares it. */
const pulledIn = async (world: World, service: Service): Promise<Run> => {
  const { status, text, body } = await world.asStaff('supervisor', '/v1/reconciliation/runs', { service });
  if (status !== 202) throw new Error(`the run was answered ${status} ${text}`);
  await world.app.get(Runs, { strict: false }).takeUp(service);
  return (await world.api.get(`/v1/reconciliation/runs/${body['id'] as string}`, { token: await world.staff('supervisor') })).body as unknown as Run;
};

/** What somebody changed at a partner's is found by the next list, repaired by the ordinary sync, and closed by a later list. */
describe('hand-edits at a partner', () => {
  let world: World;
  let cards: Card[];

  beforeAll(async () => {
    world = await World.begin();
    cards = [];
    for (let count = 0; count < CARDS; count += 1) cards.push(await world.issue());
    await world.roundsUntil(() => cards.every((card) => shows('library', card) === 'active' && shows('prescription', card) === 'active' && shows('transit', card) === 'active'));
    await world.act('clerk', 'suspension', { presented: { slipCode: lost().slipCode }, reason: 'lost' });
    await world.roundsUntil(() => (['library', 'prescription', 'transit'] as const).every((service) => shows(service, lost()) === shownAs(service, 'suspended')));
    await settle();
  });
  afterAll(() => world.end());

  const lost = () => cards[0] as Card;
  const other = (at: number) => cards[at] as Card;
  const shows = (service: Service, card: Card) => world.sites.record(service, tokenOf(card, service))?.state;
  const runs = () => world.app.get(Runs, { strict: false });
  /** Until nothing that was done is in flight for the next list any more. */
  const settle = async () => {
    for (let day = 0; day < 3; day += 1) await world.round(undefined, DAYS);
  };
  const read = async <T>(path: string) => (await world.api.get(`/v1/reconciliation/${path}`, { token: await world.staff('supervisor') })).body as T;
  const pulled = (service: Service) => pulledIn(world, service);
  const breaksOf = (run: Run) => breaksIn(world, run);

  it('are found in a library’s patrons, put right, and closed but for what a person must decide', async () => {
    const stranger = '29840000000014';
    world.sites.edit('library', tokenOf(lost(), 'library'), { patron_card_lost: false });
    world.sites.edit('library', tokenOf(other(1), 'library'), { cardnumber: stranger });
    world.sites.edit('library', tokenOf(other(2), 'library'), { expiry_date: '2031-02-28' });
    world.sites.edit('library', tokenOf(other(3), 'library'), { patron_card_lost: true });
    expect([shows('library', lost()), shows('library', other(1))]).toEqual(['active', undefined]);
    expect(await breaksOf(await pulled('library'))).toEqual([
      ['done', null],
      ['attribute_mismatch', 'repairing'],
      ['missing', 'repairing'],
      ['partner_hold', 'open'],
      ['state_mismatch', 'repairing'],
      ['unknown', 'open'],
    ]);
    await world.round(['library']);
    expect([lost(), other(1), other(2), other(3)].map((card) => shows('library', card))).toEqual(['suspended', 'active', 'active', 'suspended']);
    expect(world.sites.record('library', tokenOf(other(2), 'library'))?.held['expiry_date']).not.toBe('2031-02-28');
    await settle();
    const later = await pulled('library');
    expect(await breaksOf(later)).toEqual([['done', null], ['partner_hold', 'open'], ['unknown', 'open']]);
    world.sites.edit('library', stranger, null);
    world.sites.edit('library', tokenOf(other(3), 'library'), { patron_card_lost: false });
    expect(await breaksOf(await pulled('library'))).toEqual([['done', null]]);
    expect(world.sites.violations('library')).toEqual([]);
  });

  it('are found in a benefit manager’s roster, and put right by a change file', async () => {
    const laidOut = async () => {
      await world.sites.layOutRoster('prescription', world.clock.today().replaceAll('-', ''));
      return pulled('prescription');
    };
    world.sites.edit('prescription', tokenOf(lost(), 'prescription'), { maintenance: '025', coverageEnd: null });
    world.sites.edit('prescription', tokenOf(other(1), 'prescription'), null);
    expect(await breaksOf(await laidOut())).toEqual([['done', null], ['missing', 'repairing'], ['state_mismatch', 'repairing']]);
    await world.roundsUntil(() => shows('prescription', lost()) === 'ended' && shows('prescription', other(1)) === 'active');
    await settle();
    expect(await breaksOf(await laidOut())).toEqual([['done', null]]);
    expect(await breaksOf(await pulled('prescription'))).toEqual([['set_aside', 'sequence_repeated']]);
    expect(world.sites.violations('prescription')).toEqual([]);
  });

  it('are found in the list of a transit operator that is uploaded', async () => {
    const sent = async (sequence: number) => {
      const list = world.sites.records('transit').map(({ token, state }) => `${token},${state}\n`).join('');
      const call = { token: await world.staff('supervisor'), headers: { 'content-type': 'text/csv' } };
      const { status, text, body } = await world.api.post(`/v1/reconciliation/lists?service=transit&sequence=${sequence}&rows=${CARDS}`, list, call);
      if (status !== 202) throw new Error(`the list was answered ${status} ${text}`);
      await runs().idle();
      return read<Run>(`runs/${body['id'] as string}`);
    };
    world.sites.edit('transit', tokenOf(lost(), 'transit'), { customer: { id: tokenOf(lost(), 'transit'), customFields: { cardStatus: 'active' } }, status: 'ACTIVE' });
    expect(shows('transit', lost())).toBe('active');
    expect(await breaksOf(await sent(1))).toEqual([['done', null], ['state_mismatch', 'repairing']]);
    await world.roundsUntil(() => shows('transit', lost()) === 'suspended');
    await settle();
    expect(await breaksOf(await sent(2))).toEqual([['done', null]]);
    expect(world.logged.join('\n')).not.toContain(tokenOf(lost(), 'transit'));
  });
});

describe('hand-edits at a Polaris library', () => {
  const stranger = '29840000000014';
  let world: World;
  let cards: Card[];

  beforeAll(async () => {
    world = await World.begin({ choice: { library: 'polaris' } });
    cards = [];
    for (let count = 0; count < 6; count += 1) cards.push(await world.issue({ services: ['library'] }));
    await world.roundsUntil(() => shown().every((state) => state === 'active'));
    await world.act('clerk', 'suspension', { presented: { slipCode: cards[0]?.slipCode }, reason: 'lost' });
    await world.roundsUntil(() => shown()[0] === 'suspended');
    await settle();
  });
  afterAll(() => world.end());

  const tokenAt = (at: number) => tokenOf(cards[at] as Card, 'library');
  const shown = () => cards.map((card) => world.sites.record('library', tokenOf(card, 'library'))?.state);
  const settle = async () => {
    for (let day = 0; day < 3; day += 1) await world.round(['library'], DAYS);
  };
  const found = async () => breaksIn(world, await pulledIn(world, 'library'));

  it('are found by a search and a look at each, put right, and closed by a later list', async () => {
    world.sites.edit('library', tokenAt(0), { PatronCodeID: 20 });
    world.sites.edit('library', tokenAt(1), { Barcode: stranger });
    world.sites.edit('library', tokenAt(2), { ExpirationDate: '2031-02-28T12:00:00.000Z' });
    expect(shown().slice(0, 3)).toEqual(['active', undefined, 'active']);
    expect(await found()).toEqual([['done', null], ['attribute_mismatch', 'repairing'], ['missing', 'repairing'], ['state_mismatch', 'repairing'], ['unknown', 'open']]);
    await world.round(['library']);
    expect(shown().slice(0, 3)).toEqual(['suspended', 'active', 'active']);
    expect(world.sites.record('library', tokenAt(2))?.held['ExpirationDate']).not.toBe('2031-02-28T12:00:00.000Z');
    await settle();
    expect(await found()).toEqual([['done', null], ['unknown', 'open']]);
    world.sites.edit('library', stranger, null);
    expect(await found()).toEqual([['done', null]]);
    expect(world.sites.violations('library')).toEqual([]);
    expect(world.logged.join('\n')).not.toMatch(/CITYKEY, CARD|PATC|search/);
  });
});
