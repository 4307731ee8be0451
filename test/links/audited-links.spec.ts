import { LinksService, type Receipt, type Service, type Submission, SyncService } from '../../src/modules/links/index.js';
import { auditedLinks } from '../../src/modules/links/audited-links.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { CHANGE_SECONDS, enrol, likeness, published, republished, workRow } from './link-rows.js';
import { ScriptedPartner } from './scripted-adapter.js';

describe('the links of a full audit are', () => {
  const partner = new ScriptedPartner('prescription');
  let core: TestCore;
  let sync: SyncService;

  beforeAll(async () => {
    const quick = { ...POLICIES.prescription, changeEpochSeconds: CHANGE_SECONDS };
    core = await createCore({ adapters: [partner], policies: { prescription: quick } });
  });

  beforeEach(async () => {
    await core.reset();
    partner.forget();
    sync = new SyncService([partner], core.get(PartnerRegistry), core.get(LaneTools));
  });

  afterAll(() => core.close());

  const run = () => sync.run('prescription');
  const rows = (sql: string, values: unknown[] = []) => query(core.place.ownerUrl, sql, values);
  const listed = async () => {
    const links = [];
    for await (const link of auditedLinks(core.database, new LinkSeals(core.keyring), 'prescription')) links.push(link);
    return links;
  };
  const tokensOf = (batches: readonly (readonly Submission[])[]) => new Map(batches.flat().map(({ linkId, token }) => [linkId, token]));

  it('those that the partner has confirmed, in its own tokens, minted and adopted, whatever state it is in', async () => {
    const [active = '', suspended = '', ended = '', unpublished = ''] = await enrol(core, ['prescription', 'prescription', 'prescription', 'prescription']);
    await rows(`UPDATE links.link SET origin = 'adopted' WHERE id = $1`, [suspended]);
    await rows('UPDATE links.link SET desired_version = 0 WHERE id = $1', [unpublished]);
    await published(core, 'prescription');
    await run();
    await republished(core, 'prescription', suspended, 'suspended');
    await republished(core, 'prescription', ended, 'ended');
    await run();
    const tokens = tokensOf(partner.batches);
    partner.answer = () => [];
    await published(core, 'prescription');
    await run();
    const states = new Map((await listed()).map(({ token, ...rest }) => [token, rest]));
    expect(states.get(tokens.get(active) ?? '')).toEqual({ origin: 'minted', state: 'active', validThrough: 'never' });
    expect(states.get(tokens.get(suspended) ?? '')).toEqual({ origin: 'adopted', state: 'suspended', validThrough: 'never' });
    expect(states.get(tokens.get(ended) ?? '')).toMatchObject({ state: 'ended' });
    // The fourth was never published, and the last never confirmed.
    expect([states.size, tokens.size]).toEqual([4, 4]);
  });

  it('read page by page, each once, in an order that is not that of their issue', async () => {
    const ids = await enrol(core, Array<Service>(2_300).fill('prescription'));
    const sealed = `status_index = decode(md5(id::text), 'hex'), sealed_status_index = '\\x00'`;
    await rows(`UPDATE links.link SET published_state = 'active', published_version = 1, reported_state = 'active', reported_version = 1, ${sealed}`);
    const seals = new LinkSeals(core.keyring);
    const stored = (await rows('SELECT id, sealed_token FROM links.link')) as { id: string; sealed_token: Buffer }[];
    const idOf = new Map(stored.map(({ id, sealed_token }) => [seals.openToken(id, 'prescription', sealed_token), id]));
    const order = (await listed()).map(({ token }) => idOf.get(token) ?? '');
    expect([...order].sort()).toEqual([...ids].sort());
    expect(Math.abs(likeness(ids, order))).toBeLessThan(0.2);
  });

  it('as a file says that is not answered yet, and what they take the place of as ended', async () => {
    const [changed = '', old = ''] = await enrol(core, ['prescription', 'prescription']);
    await published(core, 'prescription');
    await run();
    const tokens = tokensOf(partner.batches);
    // The partner applies a file that blocks one and replaces another, and its answer is not there yet.
    partner.answer = async (batch) => {
      await partner.storage.keepOutbound({ reference: '1', name: 'f', content: Buffer.from('x'), entries: batch });
      return batch.map(({ linkId, version }): Receipt => ({ linkId, version, outcome: 'pending' }));
    };
    const [fresh = ''] = await enrol(core, ['prescription']);
    await core.database.transaction((tx) => core.get(LinksService).endForSuccessor(tx, [old]));
    await rows('UPDATE links.link SET replaces = $1 WHERE id = $2', [old, fresh]);
    await republished(core, 'prescription', changed, 'suspended');
    await run();
    const [row] = await rows('SELECT reported_state FROM links.link WHERE id = $1', [changed]);
    expect([row?.['reported_state'], (await workRow(core, changed))?.stage]).toEqual(['active', 'pending']);
    const states = new Map((await listed()).map(({ token, state }) => [token, state]));
    const freshToken = tokensOf(partner.batches).get(fresh) ?? '';
    expect([changed, old].map((id) => states.get(tokens.get(id) ?? ''))).toEqual(['suspended', 'ended']);
    expect(states.get(freshToken)).toBe('active');
  });
});
