import { ComparableLinks } from '../../src/modules/links/index.js';
import { byCode, somebody } from './desk.js';
import { SuccessionRoom } from './succession-room.js';

/** What a partner says of one of two tokens says nothing of the other. */
describe('of two tokens, one in the place of the other', () => {
  let room: SuccessionRoom;

  beforeAll(async () => {
    room = await SuccessionRoom.open();
  });
  beforeEach(() => room.world.reset());
  afterAll(() => room.world.core.close());

  it('a new one that was taken although the end of the former was refused is ended when it is replaced itself', async () => {
    const { world, library } = room;
    const first = await room.known();
    library.fate = 'half_rejected';
    const second = await room.replace(first);
    await world.round();
    expect(library.live()).toEqual([room.token(first), room.token(second)]);
    library.fate = 'accepted';
    const third = await room.replace(second);
    await world.settle();
    expect(library.live()).toEqual([room.token(third)]);
    await room.requireSettled();
  });

  it('the former, told again that it is over, is not taken for told when the other is answered', async () => {
    const { world, library } = room;
    const first = await room.known();
    const second = await room.replace(first);
    await world.settle();
    library.shown.set(room.token(first), 'active');
    const [old] = await room.rows(`SELECT id, desired_version AS version FROM links.link WHERE desired_state = 'ended'`);
    await world.core.database.transaction((tx) => world.core.get(ComparableLinks).tellAgain(tx, 'library', [old as { id: string; version: number }]));
    await world.desk.suspend(byCode(second));
    await world.publish();
    // Its turn comes later than that of the other.
    await room.rows(`UPDATE links.work SET next_attempt_at = next_attempt_at + interval '1 hour' WHERE link_id = $1`, old?.['id']);
    await world.submit();
    expect(library.shown.get(room.token(second))).toBe('suspended');
    expect(await room.openWork()).toEqual([{ stage: 'due' }]);
    await world.settle(['library'], 20);
    expect(library.shown.get(room.token(first))).toBe('ended');
    await room.requireSettled();
  });

  it('the end of the former, set aside by staff, is told once they send it again, and the other after it', async () => {
    const { world, library } = room;
    const desk = world.desk.link;
    const first = await room.issue();
    library.fate = 'answer_lost';
    await world.round();
    world.restartLanes();
    const second = await room.replace(first);
    await world.publish();
    await desk.setAside(somebody('supervisor'), 'library', room.token(first));
    await world.settle();
    expect(library.live()).toEqual([room.token(first)]);
    expect(await desk.resync(somebody('supervisor'), 'library', room.token(first))).toEqual({ service: 'library', desired: 'ended', reported: null });
    await world.settle();
    expect(library.live()).toEqual([room.token(second)]);
    await room.requireSettled();
    await expect(desk.resync(somebody('supervisor'), 'library', room.token(first))).rejects.toMatchObject({ code: 'link.ended' });
  });
});
