import { type Caller } from '../../src/kernel/auth/index.js';
import { TokenMigrations } from '../../src/modules/links/index.js';
import { MigrationWork } from '../../src/modules/links/token-migrations/migration-work.js';
import { freshNumber } from '../partner-api/token-pairs.js';
import { byCode, somebody, tokenOf } from './desk.js';
import { LaneWorld } from './lane-world.js';

const PARTNER: Caller = { kind: 'partner', account: 'library', role: 'partner', place: null, once: null };

describe('between the renumbering at a partner and the approval of its migration', () => {
  let world: LaneWorld;

  beforeAll(async () => {
    world = await LaneWorld.begin();
  });

  beforeEach(() => world.reset());

  afterAll(() => world.core.close());

  /** The account goes on under the new number; the city knows it by the old one. */
  async function renumbered(old: string): Promise<{ later: string; apply: () => Promise<unknown> }> {
    const later = freshNumber();
    const { shown } = world.partners.library;
    shown.set(later, shown.get(old) ?? 'active');
    shown.delete(old);
    const { id } = await world.core.get(TokenMigrations).propose(PARTNER, 'library', [{ old, new: later }]);
    return {
      later,
      apply: async () => {
        await world.core.get(TokenMigrations).decide(somebody('supervisor'), id ?? '', 'approve');
        return world.core.get(MigrationWork).applyDue();
      },
    };
  }

  async function enrolled() {
    const card = await world.desk.issue({ services: ['library'] });
    await world.round();
    return { card, ...(await renumbered(tokenOf(card, 'library'))) };
  }

  it.each([
    ['is published', () => world.round()],
    ['is not published', () => Promise.resolve()],
  ])('a card is revoked, which %s when it is applied: nothing of it stays live', async (_, meanwhile) => {
    const { card, apply } = await enrolled();
    await world.desk.revoke(byCode(card));
    await meanwhile();
    await apply();
    await world.settle();
    expect(world.partners.library.live()).toEqual([]);
  });

  it.each([
    ['confirmed', () => world.round()],
    ['published', () => world.publish()],
    ['written', () => Promise.resolve()],
  ])('a card is replaced, and the new one is %s when it is applied: that one alone is live', async (_, meanwhile) => {
    const { card, apply } = await enrolled();
    const next = await world.desk.replace(byCode(card));
    await meanwhile();
    await apply();
    await world.settle();
    expect(world.partners.library.live()).toEqual([tokenOf(next, 'library')]);
  });

  it('a number of its holder’s own moves on to another card: it is migrated there, and is ended nowhere', async () => {
    const number = freshNumber();
    const card = await world.desk.issue({ services: ['library'], adopt: { library: number } });
    await world.round();
    const { later, apply } = await renumbered(number);
    await world.desk.replace(byCode(card), { adopt: { library: number } });
    await apply();
    await world.settle();
    expect(world.partners.library.shown.get(later) ?? 'untold').not.toBe('ended');
  });
});
