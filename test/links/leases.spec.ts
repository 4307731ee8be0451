import { PublisherService, type Receipt, SyncService, WorkQueue } from '../../src/modules/links/index.js';
import { ReceiptsService } from '../../src/modules/links/receipts.service.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, published, republished, wanted, workRow } from './link-rows.js';
import { accepted, ScriptedPartner } from './scripted-adapter.js';

/** Work under a lease that comes to nothing, or must not be taken. */
describe('a lease', () => {
  let core: TestCore;
  let queue: WorkQueue;
  const library = new ScriptedPartner('library');

  beforeAll(async () => {
    core = await createCore({ adapters: [library], policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
    queue = core.get(WorkQueue);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  /** Two links, published together, of which the second takes the place of the first. */
  const succession = async (): Promise<[string, string]> => {
    const [old = '', id = ''] = await enrol(core, ['library', 'library']);
    await query(core.place.ownerUrl, 'UPDATE links.link SET replaces = $2 WHERE id = $1', [id, old]);
    core.clock.advance(86_400);
    await core.get(PublisherService).publishDue('library');
    return [old, id];
  };

  it('that is given back because what the link replaces is out leaves it as it was: what was never answered is not forgotten', async () => {
    const [old, id] = await succession();
    await queue.retryLater(await queue.claim('library', 2), 'timeout');
    await republished(core, 'library', id, 'suspended');
    const before = await workRow(core, id);
    expect(before).toMatchObject({ attempts: 1, submitted_version: 1 });
    await query(core.place.ownerUrl, 'UPDATE links.work SET lease_until = $2 WHERE link_id = $1', [old, new Date(core.clock.now().getTime() + 1)]);
    expect(await queue.claim('library', 2)).toEqual([]);
    expect(await workRow(core, id)).toEqual({ ...before, next_attempt_at: new Date(core.clock.now().getTime() + 2_000) });
  });

  it('is not taken on a link whose token is another card\'s, until its end is published, nor on two of one token at a time', async () => {
    const former = await published(core, 'library');
    await wanted(core, former, 'ended');
    const [id = ''] = await enrol(core, ['library']);
    const owner = (sql: string) => query(core.place.ownerUrl, sql, [id, former]);
    await owner(`UPDATE links.link SET origin = 'adopted' WHERE id IN ($1, $2)`);
    await owner('UPDATE links.link SET token_index = (SELECT token_index FROM links.link WHERE id = $2) WHERE id = $1');
    // Before the window of the former one, as where changes are published less often than enrolments.
    await owner(`UPDATE links.link SET published_state = 'active', published_version = 1 WHERE id = $1 AND id <> $2`);
    await owner(`INSERT INTO links.work SELECT $1, 'library', 'due', 0, next_attempt_at FROM links.work WHERE link_id = $2`);
    const claimed = async () => (await queue.claim('library', 5)).map(({ submission: { linkId, state } }) => [linkId, state]);
    expect(await claimed()).toEqual([[id, 'active']]);
    core.clock.advance(CHANGE_SECONDS);
    await core.get(PublisherService).publishDue('library');
    expect(await claimed()).toEqual([]);
    core.clock.advance(2);
    await core.get(ReceiptsService).settle([{ linkId: id, version: 1, outcome: 'accepted' }]);
    expect(await claimed()).toEqual([[former, 'ended']]);
  });

  it('has its end told to the adapter, and what was not tried before it is as it was and due at once', async () => {
    const ids = await enrol(core, ['library', 'library', 'library']);
    core.clock.advance(86_400);
    await core.get(PublisherService).publishDue('library');
    const before = new Map(await Promise.all(ids.map(async (id) => [id, await workRow(core, id)] as const)));
    const ends: unknown[] = [];
    library.answer = (batch, until) => {
      ends.push(until);
      return batch.map((one, at): Receipt => (at === 0 ? accepted(one) : { ...one, outcome: 'untried' }));
    };
    const lanes = core.get(SyncService);
    expect(await lanes.run('library')).toBe(1);
    expect(ends).toEqual([new Date(core.clock.now().getTime() + 300_000)]);
    const done = library.batches[0]?.[0]?.linkId;
    for (const id of ids) {
      expect(await workRow(core, id)).toEqual(id === done ? undefined : before.get(id));
      expect((await linkRow(core, id)).reported).toBe(id === done ? 'active 1' : 'none 0');
    }
    library.answer = (batch) => batch.map(accepted);
    expect(await lanes.run('library')).toBe(2);
  });
});
