import { ChangeFeed, FEED_DAYS, type Service } from '../../src/modules/links/index.js';
import { likeness } from '../links/link-rows.js';
import { briefly, type Enrolled, type Listed, PartnerWorld } from './partner-world.js';

describe('the change feed', () => {
  let world: PartnerWorld;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
  });

  afterAll(() => world.end());

  /** The cursor at the end of a feed. */
  const end = async (service: Service = 'library') => (await world.changes(service)).next;
  const one = async (service: Service = 'library') => (await world.enrolled(service))[0] as Enrolled;

  it('tells of each published change once, in order, and where to go on', async () => {
    const start = await end();
    const link = await one();
    await world.want(link.id, 'suspended');
    expect((await world.changes('library', start)).changes).toHaveLength(1);
    await world.publish('library');
    await world.want(link.id, 'active');
    await world.publish('library');
    const { changes, next } = await world.changes('library', start, 1);
    expect(briefly(changes)).toEqual([`${link.token} active`, `${link.token} suspended`, `${link.token} active`]);
    expect(changes[0]).toEqual({
      token: link.token,
      state: 'active',
      validThrough: 'never',
      statusList: { uri: 'https://cards.city.example/partner/v1/status-list', idx: expect.any(Number) as number },
    });
    const again = await world.changes('library', next);
    expect(again.changes).toEqual([]);
    // The same place, and nobody can tell.
    expect(again.next).not.toBe(next);
  });

  it('survives a restart, and is the same on every instance', async () => {
    const start = await end();
    const links = await world.enrolled('library', 3);
    const other = await world.another();
    const { body, status } = await world.get('library', `changes?after=${start}`, other.api);
    expect(status).toBe(200);
    expect(briefly(body['changes'] as Listed[]).sort()).toEqual(links.map(({ token }) => `${token} active`).sort());
    expect(briefly((await world.changes('library', start)).changes)).toEqual(briefly(body['changes'] as Listed[]));
    expect((await world.changes('library', body['next'] as string)).changes).toEqual([]);
  });

  it('names what a new token takes the place of before it tells of its end', async () => {
    const old = await one();
    const start = await end();
    const [fresh] = (await world.enrol('library')) as [Enrolled];
    await world.sql('UPDATE links.link SET replaces = $2 WHERE id = $1', fresh.id, old.id);
    await world.want(old.id, 'ended');
    await world.publish('library');
    const { changes } = await world.changes('library', start);
    expect(changes.map(({ token, state, replaces }) => ({ token, state, replaces }))).toEqual([
      { token: fresh.token, state: 'active', replaces: old.token },
      { token: old.token, state: 'ended', replaces: undefined },
    ]);
    await world.want(fresh.id, 'suspended');
    await world.publish('library');
    // Said once: the account has followed by now.
    expect((await world.changes('library', start)).changes.at(-1)).not.toHaveProperty('replaces');
  });

  it('says nothing of a link that ended before its partner knew, nor do list, introspection and status list', async () => {
    const start = await end();
    const [link] = (await world.enrol('library')) as [Enrolled];
    await world.want(link.id, 'ended');
    expect(await world.publish('library')).toBe(1);
    expect((await world.changes('library', start)).changes).toEqual([]);
    expect((await world.post('library', 'tokens/introspect', { token: link.token })).body).toEqual({ active: false });
    const rows = await world.sql('SELECT status_index FROM links.link WHERE id = $1', link.id);
    expect(rows).toEqual([{ status_index: null }]);
  });

  it('says nothing twice: a change and back within one window is no change', async () => {
    const link = await one();
    const start = await end();
    await world.want(link.id, 'suspended');
    await world.want(link.id, 'active');
    expect(await world.publish('library')).toBe(1);
    expect((await world.changes('library', start)).changes).toEqual([]);
  });

  it('tells of the end of a token before it comes back under another link', async () => {
    const former = await one();
    const start = await end();
    const [later] = (await world.enrol('library')) as [Enrolled];
    // As when a library number is taken over: one transaction lets go of it here and adopts it there.
    await world.want(former.id, 'ended');
    await world.sql('UPDATE links.link SET token_index = former.token_index FROM links.link AS former WHERE link.id = $1 AND former.id = $2', later.id, former.id);
    await world.publish('library');
    const { changes } = await world.changes('library', start);
    expect(changes.map(({ state }) => state)).toEqual(['ended', 'active']);
  });

  it('lets a token come back only when its end was published, also where that is a window later', async () => {
    const former = await one();
    const start = await end();
    const [later] = (await world.enrol('library')) as [Enrolled];
    await world.want(former.id, 'ended');
    await world.sql('UPDATE links.link SET token_index = former.token_index FROM links.link AS former WHERE link.id = $1 AND former.id = $2', later.id, former.id);
    const changeWindow = (seconds: number) => world.sql(`UPDATE links.epoch SET number = number + $1 WHERE service = 'library' AND kind = 'change'`, seconds);
    await changeWindow(86_400);
    expect(await world.publish('library')).toBe(0);
    await changeWindow(-86_400);
    expect(await world.publish('library')).toBe(2);
    expect((await world.changes('library', start)).changes.map(({ state }) => state)).toEqual(['ended', 'active']);
  });

  describe('a cursor', () => {
    const ask = (after: string, service: Service = 'library', list = 'changes') => world.get(service, `${list}?after=${after}`);

    it('opens for its partner and its list, whole and unaltered, and is no cursor elsewhere', async () => {
      await world.enrolled('library', 3);
      const cursor = await end();
      const list = (await world.get('library', 'tokens?limit=1')).body['next'] as string;
      expect((await ask(cursor)).status).toBe(200);
      expect((await ask(list, 'library', 'tokens')).status).toBe(200);
      const at = Math.floor(cursor.length / 2);
      const altered = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      const bad: [string, Service, string][] = [
        [cursor, 'transit', 'changes'],
        [list, 'transit', 'tokens'],
        [cursor, 'library', 'tokens'],
        [list, 'library', 'changes'],
        [altered, 'library', 'changes'],
        [`${cursor}=`, 'library', 'changes'],
        [cursor.slice(0, -4), 'library', 'changes'],
        ['1', 'library', 'changes'],
        ['x'.repeat(512), 'library', 'changes'],
      ];
      for (const [text, service, name] of bad) {
        expect(await ask(text, service, name)).toMatchObject({ status: 400, body: { code: 'feed.cursor_invalid' } });
      }
      expect(await ask('x'.repeat(513))).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    });

    it('tells a partner nothing: not how much there is, nor how much is new', async () => {
      const cursors = await Promise.all(Array.from({ length: 20 }, () => end()));
      expect(new Set(cursors).size).toBe(20);
      expect(new Set(cursors.map(({ length }) => length)).size).toBe(1);
      // What all have in common is the version of the key.
      const bytes = cursors.map((cursor) => Buffer.from(cursor, 'base64url'));
      const alike = [...(bytes[0] as Buffer)].filter((byte, at) => bytes.every((other) => other[at] === byte));
      expect(alike).toEqual([1]);
    });

    it('lives for as long as nothing after it was deleted, however old it is', async () => {
      const [old] = (await world.enrolled('library')) as [Enrolled];
      const before = await end();
      const last = await one();
      const atLast = await end();
      const feed = world.on.app.get(ChangeFeed, { strict: false });
      const age = (days: number) => world.sql(`UPDATE links.change SET published_on = $1`, world.on.clock.dayFromToday(-days));
      await age(FEED_DAYS);
      expect(await feed.forget()).toBe(0);
      expect(briefly((await world.changes('library', before)).changes)).toEqual([`${last.token} active`]);
      await age(FEED_DAYS + 1);
      expect(await feed.forget()).toBeGreaterThan(1);
      expect(await world.sql('SELECT FROM links.change')).toEqual([]);
      expect(await ask(before)).toMatchObject({ status: 410, body: { code: 'feed.cursor_expired', status: 410 } });
      // A partner of which nothing changed for a month has missed nothing.
      expect((await world.changes('library', atLast)).changes).toEqual([]);
      await world.want(old.id, 'suspended');
      await world.publish('library');
      expect(briefly((await world.changes('library', atLast)).changes)).toEqual([`${old.token} suspended`]);
      expect(briefly((await world.changes('library')).changes)).toEqual([`${old.token} suspended`]);
      expect(await feed.forget()).toBe(0);
      expect(briefly((await world.changes('library', atLast)).changes)).toEqual([`${old.token} suspended`]);
    });

    it('keeps what is younger although something older stands behind it', async () => {
      const start = await end();
      await one();
      const young = await one();
      await world.sql(
        `UPDATE links.change SET published_on = published_on - 40 WHERE service = 'library' AND position = (SELECT position - 1 FROM links.feed WHERE service = 'library')`,
      );
      await one();
      const feed = world.on.app.get(ChangeFeed, { strict: false });
      // Before the old one stands what the test before has left, from today.
      expect(await feed.forget()).toBe(0);
      expect(briefly((await world.changes('library', start)).changes)).toContain(`${young.token} active`);
    });
  });

  describe('after the database was taken back to an earlier time', () => {
    const copied = ['links.feed', 'links.change', 'links.work', 'links.epoch', 'links.link'];
    const copy = () => world.sql(copied.map((table) => `CREATE TABLE public.${table.replace('.', '_')} AS TABLE ${table}`).join('; '));
    const restore = () =>
      world.sql(
        `SET session_replication_role = replica; ${copied
          .map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM public.${table.replace('.', '_')}; DROP TABLE public.${table.replace('.', '_')}`)
          .join('; ')}`,
      );

    it('a cursor from before goes on, one from what was lost is gone, however far the feed has come again', async () => {
      await one();
      const known = await end();
      await copy();
      await world.enrolled('library', 2);
      const lost = await end();
      await restore();
      const ask = (after: string) => world.get('library', `changes?after=${after}`);
      expect(await ask(lost)).toMatchObject({ status: 410, body: { code: 'feed.cursor_expired' } });
      expect((await world.changes('library', known)).changes).toEqual([]);
      // As many changes again: the lost cursor's position is there, and it is another change's.
      const anew = await world.enrolled('library', 5);
      expect(await ask(lost)).toMatchObject({ status: 410, body: { code: 'feed.cursor_expired' } });
      expect(briefly((await world.changes('library', known)).changes).sort()).toEqual(anew.map(({ token }) => `${token} active`).sort());
    });

    it('a feed that begins anew knows none of the cursors it gave before', async () => {
      await world.sql('DELETE FROM links.change; DELETE FROM links.feed');
      const empty = await end();
      await world.sql('DELETE FROM links.feed');
      expect(await world.get('library', `changes?after=${empty}`)).toMatchObject({ status: 410 });
      expect((await world.changes('library')).changes).toEqual([]);
    });
  });

  describe('in an order that tells nothing', () => {
    const CARDS = 300;
    // By chance the likeness of two orders of 300 is about 0.06 from 0.
    const CHANCE = 0.33;

    it('has the links of an epoch in another order than they were issued in, than they lie in, and than at another partner', async () => {
      const starts = { library: await end(), transit: await end('transit') };
      const library: Enrolled[] = [];
      const transit: Enrolled[] = [];
      for (let card = 0; card < CARDS; card += 1) {
        library.push(...(await world.enrol('library')));
        transit.push(...(await world.enrol('transit')));
      }
      await world.publish('library');
      await world.publish('transit');
      const order = async (service: 'library' | 'transit') => (await world.changes(service, starts[service])).changes.map(({ token }) => token);
      const [atLibrary, atTransit] = [await order('library'), await order('transit')];
      const tokens = (links: Enrolled[]) => links.map(({ token }) => token);
      expect([...atLibrary].sort()).toEqual(tokens(library).sort());
      expect(Math.abs(likeness(atLibrary, tokens(library)))).toBeLessThan(CHANCE);
      expect(Math.abs(likeness(atTransit, tokens(transit)))).toBeLessThan(CHANCE);
      const cards = new Map([library, transit].flatMap((links) => links.map(({ token }, card) => [token, String(card)] as const)));
      const byCard = (order: string[]) => order.map((token) => cards.get(token) as string);
      expect(Math.abs(likeness(byCard(atLibrary), byCard(atTransit)))).toBeLessThan(CHANCE);
      const lie = await world.sql(`SELECT id FROM links.link WHERE id = ANY($1) ORDER BY ctid`, library.map(({ id }) => id));
      const idOf = new Map(library.map(({ id, token }) => [token, id]));
      expect(Math.abs(likeness(atLibrary.map((token) => idOf.get(token) as string), lie.map(({ id }) => String(id))))).toBeLessThan(CHANCE);
    });
  });
});
