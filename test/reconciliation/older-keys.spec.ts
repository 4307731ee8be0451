import { randomBytes } from 'node:crypto';
import { type Service } from '../../src/modules/links/index.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { renameLinks } from '../../src/modules/links/token-migrations/token-migration.store.js';
import { drawKeys, keyringOf } from '../setup/kernel.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom } from './reconciliation-room.js';

const PURPOSES = ['links.token-index.transit', 'links.token-index.library'];
const [ONE, TWO, ENDED, RENAMED] = ['1600000000000001', '1600000000000002', '1600000000000003', '1600000000000004'] as const;

const link = (token: string, state: PlannedLink['state'] = 'active'): PlannedLink => ({ token, state, validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' });

describe('a token on several lines, whose link stands under an older key,', () => {
  let room: ReconciliationRoom;
  let later: ReconciliationRoom;

  beforeAll(async () => {
    const keys = drawKeys();
    room = await ReconciliationRoom.open({ keyring: keyringOf(keys) });
    const newer = Object.fromEntries(PURPOSES.map((purpose) => [purpose, { ...keys[purpose], 2: randomBytes(32) }]));
    later = await ReconciliationRoom.open({ keyring: keyringOf({ ...keys, ...newer }), place: room.kernel.place });
  });
  beforeEach(() => room.reset());
  afterAll(async () => {
    await later.close();
    await room.close();
  });

  async function renamed(id: string, service: Service = 'transit', by = room): Promise<void> {
    const seals = new LinkSeals(by.kernel.keyring);
    const { index, version } = seals.tokenIndex(service, RENAMED);
    const { text, values } = renameLinks([{ id, tokenIndex: index, sealedToken: seals.sealToken(id, service, RENAMED), keyVersion: version }], '2026-01-05');
    await room.rows(text, ...values);
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
  }

  const breaks = () => room.rows('SELECT id, class, state, link_id, token_index FROM reconciliation.break ORDER BY link_id');

  it('is told of the link, and is the same break before and after the change of keys', async () => {
    const ids = await room.seed('transit', [link(ONE), link(TWO), link(ENDED, 'ended')]);
    const lines = [`${ONE},active`, `${TWO},active`, `${ONE},suspended`, `${ENDED},ended`, `${ONE},active`, `${ENDED},ended`];
    const counts = { ours: 2, theirs: 6, matched: 2, endedMatched: 1, duplicate: 3, unknown: 0 };
    expect((await room.send('transit', lines)).counts).toMatchObject(counts);
    const before = await breaks();
    expect(before.map(({ link_id, token_index }) => [link_id, token_index]).sort()).toEqual([ids.get(ONE), ids.get(ENDED)].sort().map((id) => [id, null]));
    expect((await later.send('transit', lines)).counts).toMatchObject(counts);
    expect(await breaks()).toEqual(before);
  });

  it('is told of the link also by an alias that stands under it', async () => {
    const ids = await room.seed('transit', [link(ONE), link(TWO)]);
    const id = ids.get(ONE) ?? '';
    await renamed(id);
    const run = await later.send('transit', [`${ONE},active`, `${TWO},active`, `${ONE},active`]);
    expect(run.counts).toMatchObject({ ours: 2, theirs: 3, matched: 2, duplicate: 1, unknown: 0 });
    expect(await breaks()).toMatchObject([{ class: 'duplicate', link_id: id, token_index: null }]);
  });

  it.each([
    ['the blocked line first', ['suspended', 'active']],
    ['the live line first', ['active', 'suspended']],
  ])('is compared by the line that opens most also where its alias stands under it: %s', async (_, states) => {
    const id = (await room.seed('transit', [link(ONE, 'suspended')])).get(ONE) ?? '';
    await renamed(id);
    const run = await later.send('transit', states.map((state) => `${ONE},${state}`));
    expect(run.counts).toMatchObject({ ours: 1, theirs: 2, stateMismatch: 1, duplicate: 1, missing: 0 });
    expect(await room.rows('SELECT class, link_id, urgent FROM reconciliation.break ORDER BY class')).toEqual([
      { class: 'duplicate', link_id: id, urgent: false },
      { class: 'state_mismatch', link_id: id, urgent: true },
    ]);
  });

  it.each([
    ['before the change of keys', 'under one key'],
    ['after it, for the link that is on its way', 'under two'],
  ])('is that of the same one of two ended links %s', async (_, keys) => {
    await room.seed('library', [link(ONE, 'ended')]);
    const onItsWay = { ...link(ONE, 'ended'), version: 2 };
    const asked = keys === 'under two' ? later : room;
    const id = (await asked.seed('library', [onItsWay])).get(ONE);
    expect((await asked.send('library', [`${ONE},active`, `${ONE},active`])).counts).toMatchObject({ theirs: 2, inFlightPresent: 1, endedStillLive: 0, duplicate: 1 });
    await room.rows(`UPDATE links.link SET reported_version = 2, changed_on = '2026-01-06' WHERE id = $1`, id);
    expect((await asked.send('library', [`${ONE},active`, `${ONE},active`])).counts).toMatchObject({ theirs: 2, inFlightPresent: 0, endedStillLive: 1, duplicate: 1 });
    const told = await room.rows(`SELECT class, link_id FROM reconciliation.break WHERE last_run = (SELECT id FROM reconciliation.run ORDER BY number DESC LIMIT 1) ORDER BY class`);
    expect(told).toEqual([{ class: 'duplicate', link_id: id }, { class: 'ended_still_live', link_id: id }]);
  });

  it.each(['under one key', 'under two'])('is that of the link that has it as an alias, whoever had it before: %s', async (keys) => {
    await room.seed('library', [link(ONE, 'ended')]);
    const asked = keys === 'under two' ? later : room;
    const id = (await asked.seed('library', [link(ONE)])).get(ONE) ?? '';
    await renamed(id, 'library', asked);
    const run = await asked.send('library', [`${ONE},active`, `${ONE},suspended`]);
    expect(run.counts).toMatchObject({ ours: 1, theirs: 2, matched: 1, missing: 0, endedStillLive: 0, duplicate: 1 });
    expect(await breaks()).toMatchObject([{ class: 'duplicate', link_id: id }]);
  });
});
