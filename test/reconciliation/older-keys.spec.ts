import { randomBytes } from 'node:crypto';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { renameLinks } from '../../src/modules/links/token-migrations/token-migration.store.js';
import { drawKeys, keyringOf } from '../setup/kernel.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom } from './reconciliation-room.js';

const PURPOSE = 'links.token-index.transit';
const [ONE, TWO, ENDED, RENAMED] = ['1600000000000001', '1600000000000002', '1600000000000003', '1600000000000004'] as const;

const link = (token: string, state: PlannedLink['state'] = 'active'): PlannedLink => ({ token, state, validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' });

describe('a token on several lines, whose link stands under an older key,', () => {
  let room: ReconciliationRoom;
  let later: ReconciliationRoom;

  beforeAll(async () => {
    const keys = drawKeys();
    room = await ReconciliationRoom.open({ keyring: keyringOf(keys) });
    later = await ReconciliationRoom.open({ keyring: keyringOf({ ...keys, [PURPOSE]: { ...keys[PURPOSE], 2: randomBytes(32) } }), place: room.kernel.place });
  });
  beforeEach(() => room.reset());
  afterAll(async () => {
    await later.close();
    await room.close();
  });

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
    const seals = new LinkSeals(room.kernel.keyring);
    const { index, version } = seals.tokenIndex('transit', RENAMED);
    const id = ids.get(ONE) ?? '';
    const { text, values } = renameLinks([{ id, tokenIndex: index, sealedToken: seals.sealToken(id, 'transit', RENAMED), keyVersion: version }], '2026-01-05');
    await room.rows(text, ...values);
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
    const run = await later.send('transit', [`${ONE},active`, `${TWO},active`, `${ONE},active`]);
    expect(run.counts).toMatchObject({ ours: 2, theirs: 3, matched: 2, duplicate: 1, unknown: 0 });
    expect(await breaks()).toMatchObject([{ class: 'duplicate', link_id: id, token_index: null }]);
  });
});
