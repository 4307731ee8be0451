import { openCard } from '../../src/modules/cards/presented.js';
import { CardKeys } from '../../src/modules/cards/card-keys.js';
import { systemRandomness } from '../../src/kernel/randomness/randomness.js';
import { drawCardNumber } from '../../src/modules/cards/domain/card-number.js';
import { createCore, type TestCore } from '../setup/core.js';
import { codeOf, drawKeys, dump, keyringOf } from '../setup/kernel.js';
import { byCard, bySlip, Counter } from './counter.js';

describe('reading a card', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  it('leaves no trace, not even a lock, whatever the card is', async () => {
    const [issued, suspended, revoked] = [await counter.issue(), await counter.issue(), await counter.issue()];
    await counter.act('suspension', byCard(suspended));
    await counter.act('revocation', byCard(revoked));
    const before = await dump(core.place.ownerUrl, 'xmin, xmax');
    for (const card of [issued, suspended, revoked]) {
      await counter.lookUp(byCard(card));
      await counter.lookUp(bySlip(card));
      await counter.valid(card.cardNumber);
    }
    await counter.valid(drawCardNumber('9840', systemRandomness));
    expect(await codeOf(counter.lookUp({ cardCode: 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6' }))).toBe('card.not_found');
    expect(await dump(core.place.ownerUrl, 'xmin, xmax')).toEqual(before);
  });

  it('would be noticed if it locked or wrote', async () => {
    await counter.issue();
    const before = await dump(core.place.ownerUrl, 'xmin, xmax');
    await counter.rows('SELECT 1 FROM cards.card FOR UPDATE');
    expect(await dump(core.place.ownerUrl, 'xmin, xmax')).not.toEqual(before);
    const locked = await dump(core.place.ownerUrl);
    await counter.rows('UPDATE cards.card SET version = version');
    expect(await dump(core.place.ownerUrl)).not.toEqual(locked);
  });

  it('by its number says yes to an issued card and no to everything else, alike', async () => {
    const [issued, suspended, revoked] = [await counter.issue(), await counter.issue(), await counter.issue()];
    await counter.act('suspension', byCard(suspended));
    await counter.act('revocation', byCard(revoked));
    const numbers = [issued, suspended, revoked].map(({ cardNumber }) => cardNumber);
    expect(await Promise.all([...numbers, '9840000000000000', ''].map((number) => counter.valid(number)))).toEqual([true, false, false, false, false]);
  });

  it('does not mind how the code is typed', async () => {
    const card = await counter.issue();
    const typed = card.cardCode.toLowerCase().replace(/-/g, ' ').replace(/0/g, 'o').replace(/1/g, 'l');
    expect(await counter.lookUp({ cardCode: typed })).toEqual(await counter.lookUp(byCard(card)));
  });

  it('goes on after the keys were changed, and stops when the old ones are gone', async () => {
    const both = drawKeys(2);
    const only = (version: number) => keyringOf(Object.fromEntries(Object.entries(both).map(([name, held]) => [name, { [version]: held[version] as Buffer }])));
    const old = await createCore({ keyring: only(1) });
    const card = await new Counter(old).issue();
    const open = (ring: ReturnType<typeof keyringOf>) =>
      openCard((statement) => old.database.query(statement), new CardKeys(ring), byCard(card), false).then(({ linkIds }) => linkIds.length);
    expect(await open(keyringOf(both))).toBe(3);
    expect(await codeOf(open(only(2)))).toBe('card.not_found');
    await old.close();
  });
});
