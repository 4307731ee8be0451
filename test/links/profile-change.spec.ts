import { type Receipt, SyncService, WorkQueue } from '../../src/modules/links/index.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { PartnerDirectory } from '../../src/modules/partners/partner.directory.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { type Gate, gate } from '../setup/gate.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, linkRow, published, republished, workRow } from './link-rows.js';
import { ScriptedPartner } from './scripted-adapter.js';

class Requests extends ScriptedPartner {
  override readonly profile = 'requests';
}

/** Two instances, and a partner that goes over from files to requests while the first of them makes a file. */
describe('a change of profile', () => {
  const files = new ScriptedPartner('transit');
  const requests = new Requests('transit');
  let core: TestCore;
  let one: SyncService;
  let two: SyncService;
  let reached: Gate;
  let held: Gate;

  beforeAll(async () => {
    const policies = { transit: { ...POLICIES.transit, changeEpochSeconds: CHANGE_SECONDS } };
    core = await createCore({ adapters: [files, requests], policies });
  });

  beforeEach(async () => {
    await core.reset();
    await owner(`UPDATE partners.partner SET profile = 'scripted' WHERE service = 'transit'`);
    [files, requests].forEach((partner) => partner.forget());
    [one, two] = [instance(), instance()];
    [reached, held] = [gate(), gate()];
    files.description = { exclusive: true };
    files.answer = async (batch) => {
      reached.open();
      await held.passed;
      await files.storage.keepOutbound({ reference: '1', name: 'f', content: Buffer.from('x'), entries: batch });
      await files.storage.markSent('1');
      return batch.map(({ linkId, version }): Receipt => ({ linkId, version, outcome: 'pending' }));
    };
  });

  afterAll(() => core.close());

  const owner = (sql: string) => query(core.place.ownerUrl, sql);
  /** With a memory of its own of who the partners are. */
  const instance = () => {
    const registry = new PartnerRegistry(new PartnerDirectory(core.database, core.clock), core.keyring);
    return new SyncService([files, requests], registry, core.get(LaneTools));
  };
  const change = () => owner(`UPDATE partners.partner SET profile = 'requests', version = version + 1 WHERE service = 'transit'`);
  const spoken = async () => (await owner('SELECT profile FROM links.lane')).map(({ profile }) => profile);
  const kept = () => owner('SELECT 1 FROM links.outbound_file');

  it('waits for the file that an instance is at, and its links are due to the new one', async () => {
    const id = await published(core, 'transit');
    const first = one.run('transit');
    await reached.passed;
    await change();
    expect([await two.run('transit'), await spoken()]).toEqual([0, ['scripted']]);
    held.open();
    await first;
    expect(await workRow(core, id)).toMatchObject({ stage: 'pending' });
    await republished(core, 'transit', id, 'suspended');
    expect([await two.run('transit'), await spoken(), await kept()]).toEqual([1, ['requests'], []]);
    expect(requests.batches.flat()).toMatchObject([{ linkId: id, state: 'suspended' }]);
    expect(await linkRow(core, id)).toMatchObject({ reported: 'suspended 2' });
  });

  it('is not undone by an instance that has not heard of it, which learns of it by that', async () => {
    expect([await one.run('transit'), await spoken()]).toEqual([0, ['scripted']]);
    await change();
    await two.run('transit');
    const id = await published(core, 'transit');
    core.clock.advance(-86_400);
    expect([await one.run('transit'), await spoken(), files.batches.length]).toEqual([0, ['requests'], 0]);
    core.clock.advance(86_400);
    expect([await one.run('transit'), await spoken()]).toEqual([1, ['requests']]);
    expect(await linkRow(core, id)).toMatchObject({ reported: 'active 1' });
  });

  it.each([
    ['the lane speaks another profile', () => owner(`UPDATE links.lane SET profile = 'requests'`)],
    ['its links are on lease elsewhere', async () => {
      core.clock.advance(300);
      expect(await core.get(WorkQueue).claim('transit', 1)).toHaveLength(1);
    }],
  ])('leaves no file behind of an instance that was cut off from the others: %s by then', async (_, meanwhile) => {
    const id = await published(core, 'transit');
    const first = one.run('transit');
    await reached.passed;
    await meanwhile();
    held.open();
    expect([await first, await kept()]).toEqual([0, []]);
    expect(await workRow(core, id)).toMatchObject({ stage: 'due' });
    expect(one.standing('transit')).toMatchObject({ failures: 1, lastErrorCode: 'lane_taken_over' });
  });
});
