import { barcode } from '../../src/sandbox/library/seed.js';
import { expectedRecord } from './expected-records.js';
import { type Card, tokenOf, World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const order = (library: string) => ({ services: ['library', 'transit'], adopt: { library } });
const libraryOf = async ({ cardCode }: Card) => (await world.lookUp({ cardCode })).services.find(({ service }) => service === 'library');

/** The library's own patrons, who came to it without the city. */
const readers = () => world.sites.records('library').filter(({ held }) => held['surname'] !== 'CITYKEY');

describe('a library number the holder has already', () => {
  it('is taken over, and of the account behind it only the lost flag is ever touched', async () => {
    const before = readers();
    const reader = before[0] as (typeof before)[number];
    const card = await world.issue(order(reader.token));
    expect(tokenOf(card, 'library')).toBe(reader.token);
    await world.roundsUntil(async () => (await libraryOf(card))?.reported === 'active');
    expect(readers()).toEqual(before);

    await world.act('clerk', 'suspension', { presented: { cardCode: card.cardCode }, reason: 'stolen' });
    await world.roundsUntil(async () => (await libraryOf(card))?.reported === 'suspended');
    const touched = { patron_card_lost: true, updated_on: expect.any(String) as string };
    expect(readers()).toEqual([{ ...reader, state: 'suspended', held: { ...reader.held, ...touched } }, ...before.slice(1)]);

    await world.act('clerk', 'reinstatement', { presented: { cardCode: card.cardCode } });
    await world.roundsUntil(async () => (await libraryOf(card))?.reported === 'active');
    await world.act('supervisor', 'revocation', { presented: { cardCode: card.cardCode }, reason: 'issued_in_error' });
    await world.roundsUntil(() => world.sites.record('transit', tokenOf(card, 'transit'))?.state === 'ended');
    await world.round();
    const changed = { updated_on: expect.any(String) as string };
    expect(readers()).toEqual([{ ...reader, held: { ...reader.held, ...changed } }, ...before.slice(1)]);
  });

  it('cannot be on two cards', async () => {
    const number = readers()[1]?.token ?? '';
    await world.issue(order(number));
    const again = await world.asStaff('clerk', '/v1/cards', { category: 'kids', ...order(number) });
    expect(again).toMatchObject({ status: 409, body: { code: 'adopt.unavailable' } });
    expect(again.text).not.toContain(number);
  });

  it('that the library does not know is shown as an error, and the card works elsewhere', async () => {
    const unknown = barcode(99_999_999);
    const before = world.sites.records('library').length;
    const card = await world.issue(order(unknown));
    await world.roundsUntil(async () => (await libraryOf(card))?.errorCode !== undefined);
    expect(await libraryOf(card)).toEqual({
      service: 'library',
      desired: 'active',
      reported: null,
      errorCode: 'library.not_found',
      token: unknown,
    });
    expect(world.sites.records('library')).toHaveLength(before);
    const transit = tokenOf(card, 'transit');
    expect(world.sites.record('transit', transit)).toEqual(expectedRecord(world.sites, 'transit', transit, 'active'));
  });
});
