import { PublisherService, type Receipt, SyncService, WorkQueue } from '../../src/modules/links/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, linkRow, republished, workRow } from './link-rows.js';
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
