import { briefly, type Enrolled, type Listed, PartnerWorld } from './partner-world.js';

interface Page {
  readonly tokens: readonly Listed[];
  readonly next: string | null;
  readonly changesFrom?: string;
}

describe('the full list of tokens', () => {
  let world: PartnerWorld;

  beforeEach(async () => {
    world = await PartnerWorld.begin();
  });

  afterEach(() => world.end());

  async function page(after: string | null, limit: number): Promise<Page> {
    const { status, body, text } = await world.get('library', `tokens?limit=${limit}${after === null ? '' : `&after=${after}`}`);
    if (status !== 200) throw new Error(`the list answered ${status} ${text}`);
    return body as unknown as Page;
  }

  /** Reads to the end. @param between runs after each page but the last. */
  async function walk(limit: number, between: () => Promise<unknown> = () => Promise.resolve()): Promise<{ tokens: Listed[]; changesFrom: string }> {
    const tokens: Listed[] = [];
    for (let next: string | null = null; ; ) {
      const read = await page(next, limit);
      tokens.push(...read.tokens);
      if (read.next === null) return { tokens, changesFrom: read.changesFrom ?? '' };
      expect(read).not.toHaveProperty('changesFrom');
      next = read.next;
      await between();
    }
  }

  it('has every token once, ended ones too, in pages of any size, and nothing of others', async () => {
    expect(await page(null, 10)).toEqual({ tokens: [], next: null, changesFrom: expect.any(String) as string });
    const links = await world.enrolled('library', 25, '2031-11');
    await world.enrolled('transit', 3);
    await world.enrol('library', 2);
    await world.want((links[0] as Enrolled).id, 'ended');
    await world.want((links[1] as Enrolled).id, 'suspended');
    // The two that had only been issued are told of in this window.
    expect(await world.publish('library')).toBe(4);
    for (const limit of [1, 7, 27, 1_000]) {
      const { tokens } = await walk(limit);
      expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length);
      expect(tokens).toHaveLength(27);
      expect(briefly(tokens)).toEqual(expect.arrayContaining([`${links[0]?.token} ended`, `${links[1]?.token} suspended`, `${links[2]?.token} active`]));
    }
    const { tokens } = await walk(100);
    const { body } = await world.post('library', 'tokens/introspect-batch', { tokens: tokens.map(({ token }) => token) });
    expect((body['results'] as Listed[]).map(({ state, statusList }) => ({ state, statusList }))).toEqual(tokens.map(({ state, statusList }) => ({ state, statusList })));
  });

  it('and the feed from where it says miss nothing that changed meanwhile', async () => {
    const links = await world.enrolled('library', 30);
    let turn = 0;
    const { tokens, changesFrom } = await walk(4, async () => {
      await world.want((links[turn] as Enrolled).id, 'suspended');
      await world.enrol('library');
      await world.publish('library');
      turn += 1;
    });
    const known = new Map(tokens.map(({ token, state }) => [token, state]));
    for (const { token, state } of (await world.changes('library', changesFrom)).changes) known.set(token, state);
    const now = new Map((await walk(1_000)).tokens.map(({ token, state }) => [token, state]));
    expect(known).toEqual(now);
    expect(turn).toBeGreaterThan(5);
    expect([...now.values()].filter((state) => state === 'suspended')).toHaveLength(turn);
  });

  it('has a token that came back under another link once, as the one that lives', async () => {
    const [former] = (await world.enrolled('library')) as [Enrolled];
    await world.want(former.id, 'ended');
    await world.publish('library');
    const [later] = (await world.enrol('library')) as [Enrolled];
    await world.sql('UPDATE links.link SET token_index = former.token_index FROM links.link AS former WHERE link.id = $1 AND former.id = $2', later.id, former.id);
    await world.publish('library');
    expect((await walk(10)).tokens.map(({ state }) => state)).toEqual(['active']);
    await world.want(later.id, 'ended');
    await world.publish('library');
    expect((await walk(10)).tokens.map(({ state }) => state)).toEqual(['ended']);
  });

  it('names what a token took the place of, for whoever begins again', async () => {
    const [old] = (await world.enrolled('library')) as [Enrolled];
    const [fresh] = (await world.enrol('library')) as [Enrolled];
    await world.sql('UPDATE links.link SET replaces = $2 WHERE id = $1', fresh.id, old.id);
    await world.want(old.id, 'ended');
    await world.publish('library');
    const { tokens } = await walk(10);
    expect(tokens.map(({ token, replaces }) => [token, replaces]).sort()).toEqual([[fresh.token, old.token], [old.token, undefined]].sort());
  });

  it('takes a limit from 1 to 1,000', async () => {
    for (const limit of ['0', '1001', '1.5', 'x', '', '-1', '1&limit=2']) expect((await world.get('library', `tokens?limit=${limit}`)).status).toBe(400);
    for (const question of ['wait=1', 'after=', 'name=x']) expect((await world.get('library', `tokens?${question}`)).status).toBe(400);
  });
});
