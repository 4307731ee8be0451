import { PublisherService, WorkQueue } from '../../src/modules/links/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, republished, workRow } from './link-rows.js';

/** Work under a lease that comes to nothing, or must not be taken. */
describe('a lease', () => {
  let core: TestCore;
  let queue: WorkQueue;

  beforeAll(async () => {
    core = await createCore({ policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
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
});
