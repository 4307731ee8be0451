import { Database, UnitOfWork } from '../../src/kernel/database/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { LinksService, PublisherService } from '../../src/modules/links/index.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, wanted } from './link-rows.js';

const AT_ONCE = 5;
const MONTH = 18;

class InParts extends PublisherService {
  override mostAtOnce = AT_ONCE;
}

describe('a window with many links', () => {
  let core: TestCore;
  let publisher: InParts;
  /** Cards whose last month is over, and ended. */
  let month: string[];
  let lost: string;

  beforeAll(async () => {
    core = await createCore({ policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
  });

  beforeEach(async () => {
    await core.reset();
    publisher = new InParts(core.get(Database), core.get(UnitOfWork), core.get(PartnerRegistry), core.clock, core.keyring, new EventLog('silent'));
    month = await enrol(core, Array.from({ length: MONTH }, () => 'library' as const), '2026-05');
    [lost = ''] = await enrol(core, ['library']);
    expect(await publish()).toBe(MONTH + 1);
    expect(await core.get(LinksService).endExpired()).toBe(MONTH);
    core.clock.advance(CHANGE_SECONDS);
  });

  afterAll(() => core.close());

  const publish = () => publisher.publishDue('library');
  const unpublished = async () => (await query(core.place.ownerUrl, 'SELECT id FROM links.link WHERE desired_version > published_version')).map(({ id }) => String(id));

  it('lets a block out first, also while the end of a month has to wait', async () => {
    publisher.mostAtOnce = 1;
    await wanted(core, lost, 'suspended');
    const other = await HeldTransaction.begin(core.place.ownerUrl);
    await other.query('SELECT FROM links.link WHERE id = ANY($1) FOR UPDATE', [month]);
    const publishing = publish();
    await other.waitedFor();
    const meanwhile = (await linkRow(core, lost)).published;
    await other.rollBack();
    expect([meanwhile, await publishing]).toEqual(['suspended 2', MONTH + 1]);
    expect(await unpublished()).toEqual([]);
  });

  it('is no finer clock: what changes while it is published waits for the next', async () => {
    publisher.mostAtOnce = 1;
    await wanted(core, lost, 'suspended');
    const [changed = ''] = month;
    const act = await HeldTransaction.begin(core.place.ownerUrl);
    await act.query('SELECT FROM links.link WHERE id = ANY($1) FOR UPDATE', [month]);
    const publishing = publish();
    await act.waitedFor();
    await act.query('UPDATE links.link SET desired_version = desired_version + 1 WHERE id = $1', [changed]);
    await act.commit();
    expect(await publishing).toBe(MONTH);
    expect([await unpublished(), await publish()]).toEqual([[changed], 0]);
    core.clock.advance(CHANGE_SECONDS);
    expect(await publish()).toBe(1);
  });

  it('is gone on with after a failure, in the same window', async () => {
    publisher.mostAtOnce = 1;
    await wanted(core, lost, 'suspended');
    await query(core.place.ownerUrl, `ALTER TABLE links.work ADD CONSTRAINT closed CHECK (link_id <> '${String(month[0])}') NOT VALID`);
    await expect(publish()).rejects.toThrow('closed');
    expect((await linkRow(core, lost)).published).toBe('suspended 2');
    expect(await unpublished()).toContain(month[0]);
    await query(core.place.ownerUrl, 'ALTER TABLE links.work DROP CONSTRAINT closed');
    await publish();
    expect(await unpublished()).toEqual([]);
  });

  it('tells of each link once, and of a succession in one commit', async () => {
    const [next = ''] = await enrol(core, ['library']);
    await query(core.place.ownerUrl, 'UPDATE links.link SET replaces = $1 WHERE id = $2', [lost, next]);
    await wanted(core, lost, 'ended');
    expect(await publish()).toBe(MONTH + 2);
    expect(await unpublished()).toEqual([]);
    expect(await query(core.place.ownerUrl, 'SELECT count(*)::integer AS count FROM links.change')).toEqual([{ count: 2 * MONTH + 3 }]);
    const commits = (ids: string[]) => query(core.place.ownerUrl, 'SELECT count(DISTINCT xmin::text)::integer AS count FROM links.link WHERE id = ANY($1)', [ids]);
    expect(await commits([lost, next])).toEqual([{ count: 1 }]);
    expect(await commits([...month, lost])).toEqual([{ count: 4 }]);
  });

  it('ends in several commits, and passes over what somebody holds', async () => {
    core.clock.set('2026-07-02T12:00:00Z');
    const ids = await enrol(core, Array.from({ length: 7 }, () => 'library' as const), '2026-06');
    const act = await HeldTransaction.begin(core.place.ownerUrl);
    await act.query('SELECT FROM links.link WHERE id = $1 FOR UPDATE', [ids[0]]);
    const ended = await core.get(LinksService).endExpired(2);
    await act.rollBack();
    expect([ended, await core.get(LinksService).endExpired(2)]).toEqual([6, 1]);
    expect(new Set(await Promise.all(ids.map(async (id) => (await linkRow(core, id)).desired)))).toEqual(new Set(['ended 2']));
  });
});
