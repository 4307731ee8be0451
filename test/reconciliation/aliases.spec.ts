import { type Service } from '../../src/modules/links/index.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { renameLinks } from '../../src/modules/links/token-migrations/token-migration.store.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom } from './reconciliation-room.js';

const OLD_DAY = '2026-01-05';

/** Enough of them to lie in both halves of the index space, on either side of a pair. */
const COUNT = 24;

const oldToken = (at: number) => `16000000000${String(at).padStart(5, '0')}`;
const newToken = (at: number) => `16000000001${String(at).padStart(5, '0')}`;

describe('a list with tokens that were migrated', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings: { blockBytes: 2_000 } });
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  const link = (at: number, state: PlannedLink['state'] = 'active'): PlannedLink => ({
    token: oldToken(at), state, validThrough: 'never', version: 1, reportedVersion: 1, changedOn: OLD_DAY,
  });

  /** Links that have their new tokens, confirmed by the partner. */
  async function migrated(states: readonly PlannedLink['state'][] = Array<'active'>(COUNT).fill('active')): Promise<void> {
    const ids = await room.seed('transit', states.map((state, at) => link(at, state)));
    await renamed('transit', ids, states.map((_, at) => [oldToken(at), newToken(at)]));
  }

  async function renamed(service: Service, ids: ReadonlyMap<string, string>, pairs: readonly (readonly [string, string])[]): Promise<void> {
    const seals = new LinkSeals(room.kernel.keyring);
    const renamings = pairs.map(([old, later]) => {
      const id = ids.get(old) ?? '';
      const { index, version } = seals.tokenIndex(service, later);
      return { id, tokenIndex: index, sealedToken: seals.sealToken(id, service, later), keyVersion: version };
    });
    const { text, values } = renameLinks(renamings, OLD_DAY);
    await room.rows(text, ...values);
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
  }

  const all = (token: (at: number) => string, state = 'active') => Array.from({ length: COUNT }, (_, at) => `${token(at)},${state}`);

  it.each([
    ['the old ones', all(oldToken)],
    ['the new ones', all(newToken)],
    ['some of each', all((at) => (at % 2 === 0 ? oldToken(at) : newToken(at)))],
  ])('is in order whichever it has: %s', async (_, lines) => {
    await migrated();
    expect((await room.send('transit', lines)).counts).toMatchObject({ ours: COUNT, theirs: COUNT, matched: COUNT, missing: 0, unknown: 0, duplicate: 0 });
    expect(await room.breaks('transit')).toEqual([]);
  });

  it('has two records of one link where it has both, or the old one twice: that is told of the link, once', async () => {
    await migrated();
    const lines = [...all(newToken), `${oldToken(0)},active`, `${oldToken(1)},active`, `${oldToken(1)},active`, `${newToken(2)},active`, `${oldToken(2)},active`];
    const { counts } = await room.send('transit', lines);
    expect(counts).toMatchObject({ ours: COUNT, theirs: COUNT + 5, matched: COUNT, duplicate: 5, unknown: 0 });
    const breaks = await room.rows(`SELECT class, count(*)::integer AS count, count(link_id)::integer AS linked FROM reconciliation.break GROUP BY class`);
    expect(breaks).toEqual([{ class: 'duplicate', count: 3, linked: 3 }]);
  });

  it('differs by the state of the link, not by its name', async () => {
    await migrated(['suspended', 'active', 'ended', 'ended', 'active']);
    const lines = [`${oldToken(0)},active`, `${oldToken(1)},suspended`, `${oldToken(2)},active`, `${oldToken(3)},ended`];
    const { counts } = await room.send('transit', lines);
    expect(counts).toMatchObject({ ours: 3, theirs: 4, stateMismatch: 1, partnerHold: 1, endedStillLive: 1, endedMatched: 1, missing: 1, unknown: 0 });
  });

  it.each<[string, PlannedLink['state'], string, object]>([
    ['blocked here', 'suspended', 'suspended', { stateMismatch: 1 }],
    ['ended here', 'ended', 'ended', { endedStillLive: 1 }],
  ])('is compared by that record of a link which opens most, whatever its name and place: %s', async (_, state, other, expected) => {
    const third = newToken(COUNT);
    for (const lines of [[`${third},${other}`, `${oldToken(0)},active`], [`${oldToken(0)},active`, `${third},${other}`], [`${oldToken(0)},${other}`, `${newToken(0)},active`]]) {
      await room.reset();
      await migrated([state]);
      const [link] = await room.rows('SELECT id FROM links.link');
      await renamed('transit', new Map([[newToken(0), link?.['id'] as string]]), [[newToken(0), third]]);
      expect((await room.send('transit', lines)).counts).toMatchObject({ theirs: 2, matched: 0, endedMatched: 0, duplicate: 1, ...expected });
      expect(await room.rows(`SELECT urgent FROM reconciliation.break WHERE class <> 'duplicate'`)).toEqual([{ urgent: true }]);
    }
  });

  it('has a number that was kept on a later card and migrated again there: whichever of its names, it is that link', async () => {
    const [first, second, third] = [oldToken(0), newToken(0), newToken(1)];
    await renamed('library', await room.seed('library', [link(0)]), [[first, second]]);
    await room.rows(`UPDATE links.link SET desired_state = 'ended', published_state = 'ended', reported_state = 'ended'`);
    await renamed('library', await room.seed('library', [{ ...link(0), token: second }]), [[second, third]]);
    for (const token of [first, second, third]) {
      expect((await room.send('library', [`${token},active`])).counts).toMatchObject({ ours: 1, theirs: 1, matched: 1, unknown: 0, duplicate: 0 });
    }
  });

  it('of another service is not looked at', async () => {
    await migrated();
    expect((await room.send('library', [`${oldToken(0)},active`])).counts).toMatchObject({ theirs: 1, unknown: 1 });
  });
});
