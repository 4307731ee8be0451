import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { byCode } from './desk.js';
import { type KeepingPartner } from './keeping-partner.js';
import { type LaneWorld } from './lane-world.js';
import { SuccessionRoom } from './succession-room.js';

/** What happens to a link when the partner will not have the one that takes its place. */
describe('a succession', () => {
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
  const openWork = () => room.openWork();
  const requireSettled = () => room.requireSettled();

  it('of a link that the partner refused, once it is replaced for that, is a plain enrolment', async () => {
    const old = await issue();
    library.fate = 'rejected';
    await world.round();
    expect(await openWork()).toEqual([{ stage: 'set_aside' }]);
    library.fate = 'accepted';
    const next = await replace(old);
    await world.settle();
    expect(submissions().slice(1)).toEqual([[token(next), 'active']]);
    expect([...library.shown]).toEqual([[token(next), 'active']]);
    await requireSettled();
  });

  it('that the partner refuses still ends the old one there, and another that is not refused names it', async () => {
    const first = await known();
    const second = await replace(first);
    library.fate = 'rejected';
    await world.round();
    expect(library.live()).toEqual([token(first)]);
    expect(await world.submit()).toBe(1);
    expect(submissions()).toEqual([[token(second), 'active', token(first)], [token(first), 'ended']]);
    expect(library.live()).toEqual([]);
    expect(await openWork()).toEqual([{ stage: 'set_aside' }]);
    library.fate = 'accepted';
    const third = await replace(second);
    await world.settle();
    expect(submissions().at(-1)).toEqual([token(third), 'active', token(first)]);
    expect(library.live()).toEqual([token(third)]);
    await requireSettled();
  });

  it('that is refused like the one before it tells nothing more of a token that the partner never knew', async () => {
    const never = await issue();
    library.fate = 'rejected';
    await world.round();
    const next = await replace(never);
    await world.round();
    expect(await world.submit()).toBe(0);
    expect(submissions()).toEqual([[token(never), 'active'], [token(next), 'active']]);
  });

  it('twice, the second time refused, ends the first of them there too', async () => {
    const first = await known();
    const third = await replace(await replace(first));
    library.fate = 'rejected';
    await world.round();
    expect(await world.submit()).toBe(1);
    expect(submissions()).toEqual([[token(third), 'active', token(first)], [token(first), 'ended']]);
    expect(library.live()).toEqual([]);
    // What staff do once they know why.
    library.fate = 'accepted';
    await rows(`UPDATE links.link SET desired_version = desired_version + 1 WHERE id = (SELECT link_id FROM links.work WHERE stage = 'set_aside')`);
    await world.settle();
    expect(library.live()).toEqual([token(third)]);
    await requireSettled();
  });

  it('that is refused on the card on which a number goes on does not end the number', async () => {
    const held = '29840000000022';
    library.shown.set(held, 'active');
    const old = await world.desk.issue({ services: ['library'], adopt: { library: held } });
    await world.round();
    library.named.length = 0;
    await world.desk.replace(byCode(old), { adopt: { library: held } });
    library.fate = 'rejected';
    await world.round();
    expect(await world.submit()).toBe(0);
    expect(library.live()).toEqual([held]);
  });
});
