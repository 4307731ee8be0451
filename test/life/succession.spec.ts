import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { SyncService } from '../../src/modules/links/index.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { publishLinks } from '../../src/modules/links/publication.store.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { byCode, refusal, somebody } from './desk.js';
import { type KeepingPartner } from './keeping-partner.js';
import { type LaneWorld, LEASE_SECONDS } from './lane-world.js';
import { SuccessionRoom } from './succession-room.js';

/** What happens to links when a card takes the place of another, seen by a partner that keeps what it is told. */
describe('succession', () => {
  let world: LaneWorld;
  let library: KeepingPartner;
  let room: SuccessionRoom;

  beforeAll(async () => {
    room = await SuccessionRoom.open();
    ({ world, library } = room);
  });
  beforeEach(() => world.reset());
  afterAll(() => world.core.close());

  const rows = (sql: string, ...values: unknown[]) => room.rows(sql, ...values);
  const issue = () => room.issue();
  const replace = (card: IssuedCard) => room.replace(card);
  const token = (card: IssuedCard) => room.token(card);
  const known = () => room.known();
  const submissions = () => room.submissions();
  const requireSettled = () => room.requireSettled();

  it('is one submission that names both, and one receipt settles both', async () => {
    const old = await known();
    const next = await replace(old);
    expect(await world.publish()).toBe(2);
    expect(await world.submit()).toBe(1);
    expect(submissions()).toEqual([[token(next), 'active', token(old)]]);
    expect(library.shown).toEqual(new Map([[token(old), 'ended'], [token(next), 'active']]));
    await requireSettled();
    expect(await world.submit()).toBe(0);
  });

  it('is said once: what comes later for the new token does not name the old one again', async () => {
    const old = await known();
    const next = await replace(old);
    await world.round();
    library.named.length = 0;
    await world.desk.suspend(byCode(next));
    await world.round();
    expect(submissions()).toEqual([[token(next), 'suspended']]);
  });

  it('of a card that was never published is a plain enrolment, and the spoiled token is never told', async () => {
    const spoiled = await issue();
    const next = await replace(spoiled);
    await world.round();
    expect(submissions()).toEqual([[token(next), 'active']]);
    await requireSettled();
  });

  it('twice in one window: only the last token is told, in the place of the first', async () => {
    const first = await known();
    const second = await replace(first);
    const third = await replace(second);
    await world.round();
    expect(submissions()).toEqual([[token(third), 'active', token(first)]]);
    await world.settle();
    expect(library.live()).toEqual([token(third)]);
    await requireSettled();
  });

  it('twice, with the middle one published and not yet told: names the one the partner knows', async () => {
    const first = await known();
    const second = await replace(first);
    await world.publish();
    const third = await replace(second);
    await world.round();
    expect(submissions()).toEqual([[token(third), 'active', token(first)]]);
    expect(library.live()).toEqual([token(third)]);
    await requireSettled();
  });

  it('three times, each told: every one but the last is ended', async () => {
    let card = await known();
    const tokens = [token(card)];
    for (let times = 0; times < 3; times += 1) {
      card = await replace(card);
      tokens.push(token(card));
      await world.round();
    }
    expect(submissions().map(([, , replaced]) => replaced)).toEqual(tokens.slice(0, 3));
    expect(library.live()).toEqual([token(card)]);
    await requireSettled();
  });

  it('waits while the enrolment of the old one is out', async () => {
    const old = await issue();
    await world.publish();
    let release: (fate: 'accepted') => void = () => undefined;
    const held = new Promise<'accepted'>((resolve) => (release = resolve));
    const submit = library.submit.bind(library);
    library.submit = async (batch) => {
      await held;
      return submit(batch);
    };
    const hanging = world.submit();
    const next = await replace(old);
    await world.publish();
    const another = new SyncService([library], world.core.get(PartnerRegistry), world.core.get(LaneTools));
    expect(await another.run('library')).toBe(0);
    release('accepted');
    await hanging;
    library.submit = submit;
    await world.settle();
    expect(submissions()).toEqual([[token(old), 'active'], [token(next), 'active', token(old)]]);
    expect(library.live()).toEqual([token(next)]);
    await requireSettled();
  });

  it.each(['accepted', 'rejected'] as const)('waits for the file that tells the old one, which is %s', async (answer) => {
    const old = await issue();
    library.fate = 'pending';
    await world.round();
    const next = await replace(old);
    await world.round();
    expect(submissions()).toEqual([[token(old), 'active']]);
    library.answerFiles(answer);
    library.fate = 'accepted';
    await world.settle();
    expect(submissions()[1]).toEqual([token(next), 'active', ...(answer === 'accepted' ? [token(old)] : [])]);
    expect(library.live()).toEqual([token(next)]);
    await requireSettled();
  });

  it('of an enrolment whose answer was lost leaves nothing live behind', async () => {
    const old = await issue();
    library.fate = 'answer_lost';
    await world.round();
    expect(library.live()).toEqual([token(old)]);
    const next = await replace(old);
    await world.settle();
    expect(library.live()).toEqual([token(next)]);
    await requireSettled();
  });

  it('of a replacement whose answer was lost leaves nothing live behind', async () => {
    const first = await known();
    const second = await replace(first);
    library.fate = 'answer_lost';
    await world.round();
    expect(library.live()).toEqual([token(second)]);
    const third = await replace(second);
    await world.settle();
    expect(library.live()).toEqual([token(third)]);
    await requireSettled();
  });

  it('of an enrolment that never arrived does not make it arrive', async () => {
    const old = await issue();
    library.fate = 'failed';
    await world.round();
    const next = await replace(old);
    await world.settle();
    expect([...library.shown]).toEqual([[token(next), 'active']]);
    await requireSettled();
  });

  it('after a crash between submitting and writing down the answer converges', async () => {
    const old = await known();
    const next = await replace(old);
    await world.publish();
    const submit = library.submit.bind(library);
    library.submit = async (batch) => {
      await submit(batch);
      return new Promise(() => undefined);
    };
    const crashed = new SyncService([library], world.core.get(PartnerRegistry), world.core.get(LaneTools));
    void crashed.run('library');
    while (library.live()[0] !== token(next)) await new Promise(setImmediate);
    library.submit = submit;
    expect(await world.submit()).toBe(0);
    world.core.clock.advance(LEASE_SECONDS);
    expect(await world.submit()).toBe(1);
    expect(library.named[1]).toEqual(library.named[0]);
    expect(library.live()).toEqual([token(next)]);
    await requireSettled();
  });

  it.each([
    ['revoked', (card: IssuedCard) => world.desk.revoke(byCode(card)), 'ended'],
    ['suspended', (card: IssuedCard) => world.desk.suspend(byCode(card)), 'suspended'],
  ] as const)('that is %s before it is published still ends the old one', async (_, act, state) => {
    const old = await known();
    const next = await replace(old);
    await act(next);
    await world.round();
    expect(submissions()).toEqual([[token(next), state, token(old)]]);
    expect(library.shown.get(token(old))).toBe('ended');
    expect(library.live()).toEqual(state === 'ended' ? [] : [token(next)]);
    await requireSettled();
  });

  it('of a link on hold by its partner gives an active one', async () => {
    const old = await known();
    await world.desk.link.suspend(somebody(), 'library', token(old));
    await world.round();
    const next = await replace(old);
    await world.settle();
    expect(library.shown).toEqual(new Map([[token(old), 'ended'], [token(next), 'active']]));
    await requireSettled();
  });

  it('is not undone by sending the old link again', async () => {
    const old = await known();
    await replace(old);
    expect(await refusal(world.desk.link.resync(somebody(), 'library', token(old)))).toBe('link.ended');
    await world.round();
    library.named.length = 0;
    expect(await refusal(world.desk.link.resync(somebody(), 'library', token(old)))).toBe('link.ended');
    await world.settle();
    expect(submissions()).toEqual([]);
  });

  describe('while the other is at it', () => {
    it('a publisher that waited for the old link takes the new one along', async () => {
      const old = await known();
      await world.desk.suspend(byCode(old));
      const held = await HeldTransaction.begin(world.core.place.ownerUrl);
      await held.query('SELECT 1 FROM links.link FOR UPDATE');
      const replacing = replace(old);
      await held.waitedFor(1);
      const publishing = world.publish();
      await held.waitedFor(2);
      await held.commit();
      const next = await replacing;
      await publishing;
      const seen = await rows(`SELECT published_state FROM links.link ORDER BY replaces IS NOT NULL`);
      expect(seen).toEqual([{ published_state: 'ended' }, { published_state: 'active' }]);
      await world.submit();
      expect(submissions()).toEqual([[token(next), 'active', token(old)]]);
    });

    it('a replacement that waited for the publisher names what was published', async () => {
      const old = await issue();
      const [row] = await rows('SELECT id FROM links.link');
      const held = await HeldTransaction.begin(world.core.place.ownerUrl);
      const { text, values } = publishLinks([{ id: row?.id as string, statusIndex: Buffer.of(1), sealedStatusIndex: Buffer.of(1) }]);
      await held.query(text, [...values]);
      const replacing = replace(old);
      await held.waitedFor();
      await held.commit();
      const next = await replacing;
      const [link] = await rows('SELECT replaces FROM links.link WHERE id <> $1', row?.id);
      expect(link).toEqual({ replaces: row?.id });
      await world.settle();
      expect(library.live()).toEqual([token(next)]);
    });
  });
});
