import { setImmediate as turn } from 'node:timers/promises';
import { Database } from '../../src/kernel/database/index.js';
import { PublishedLinks, PublisherService } from '../../src/modules/links/index.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { createCore, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { enrol } from './link-rows.js';

const NOBODYS = '29840000000099';

describe('a question about a token', () => {
  let core: TestCore;
  let links: PublishedLinks;
  let token: string;
  let asked: jest.SpyInstance;

  beforeAll(async () => {
    core = await createCore();
    links = core.get(PublishedLinks);
    const [id = ''] = await enrol(core, ['library']);
    core.clock.advance(86_400);
    await core.get(PublisherService).publishDue('library');
    const [row] = await query(core.place.ownerUrl, 'SELECT sealed_token FROM links.link WHERE id = $1', [id]);
    token = new LinkSeals(core.keyring).openToken(id, 'library', row?.['sealed_token'] as Buffer);
    asked = jest.spyOn(core.get(Database), 'query');
  });
  beforeEach(() => asked.mockClear());
  afterAll(() => core.close());

  const find = (one: string) => links.find('library', one).then((link) => link?.state ?? null);

  it('that finds nothing under way is asked at once, not after a turn of the loop', async () => {
    const answer = find(token);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(await answer).toBe('active');
    const next = find(NOBODYS);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(await next).toBeNull();
  });

  it('that comes while the database is busy shares a query with those that come then, two queries at a time', async () => {
    const held = await HeldTransaction.begin(core.place.ownerUrl);
    await held.query('LOCK TABLE links.link IN ACCESS EXCLUSIVE MODE');
    const first = find(token);
    const second = [NOBODYS, token, token].map(find);
    expect(asked).toHaveBeenCalledTimes(1);
    await turn();
    expect(asked).toHaveBeenCalledTimes(2);
    const third = [token, NOBODYS].map(find);
    await held.waitedFor(2);
    expect(asked).toHaveBeenCalledTimes(2);
    await held.rollBack();
    expect(await Promise.all([first, ...second, ...third])).toEqual(['active', null, 'active', 'active', 'active', null]);
    expect(asked).toHaveBeenCalledTimes(3);
  });
});
