import { SyncService, type Submission } from '../../src/modules/links/index.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { accepted } from '../links/scripted-adapter.js';
import { gate } from '../setup/gate.js';
import { query } from '../setup/query.js';
import { byCode, somebody } from './desk.js';
import { LaneWorld } from './lane-world.js';

const NUMBER = '23319100010583';

/** A library number that another card takes over while its library is told something. */
describe('a number that is taken over', () => {
  let world: LaneWorld;

  beforeAll(async () => {
    world = await LaneWorld.begin();
  });
  afterAll(() => world.core.close());

  it('is told nothing of its new link while something about the former one is out', async () => {
    const { library } = world.partners;
    const told: string[] = [];
    const [out, slow] = [gate(), gate()];
    let slowly = true;
    library.submit = async (batch: readonly Submission[]) => {
      const waits = slowly ? slow.passed : undefined;
      slowly = false;
      out.open();
      await waits;
      // What is adopted is let go of.
      told.push(...batch.flatMap(({ origin, state }) => (origin === 'adopted' && state === 'ended' ? [] : [state])));
      return batch.map(accepted);
    };
    const adopting = { services: ['library' as const], adopt: { library: NUMBER } };
    await world.desk.issue(adopting);
    await world.publish();
    const telling = world.submit();
    await out.passed;
    const card = await world.desk.issue({ ...adopting, takeOver: true }, somebody('supervisor'));
    await world.publish();
    await world.desk.suspend(byCode(card));
    await world.publish();
    const other = new SyncService([library], world.core.get(PartnerRegistry), world.core.get(LaneTools));
    expect([await other.run('library'), told]).toEqual([0, []]);
    slow.open();
    await telling;
    await world.settle();
    expect(told).toEqual(['active', 'suspended']);
    expect(await query(world.core.place.ownerUrl, 'SELECT 1 FROM links.work')).toEqual([]);
  });
});
