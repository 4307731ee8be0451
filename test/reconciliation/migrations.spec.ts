import { type Caller } from '../../src/kernel/auth/index.js';
import { type LinkState, TokenMigrations } from '../../src/modules/links/index.js';
import { MigrationWork } from '../../src/modules/links/token-migrations/migration-work.js';
import { freshNumber, pairsFor } from '../partner-api/token-pairs.js';
import { textOf } from './planned-list.js';
import { inPieces, ReconciliationRoom, supervisor } from './reconciliation-room.js';

/** Enough of them to lie in both halves of the index space, on either side of a pair. */
const COUNT = 16;
const PARTNER: Caller = { kind: 'partner', account: 'library', role: 'partner', place: null, once: null };

describe('a list that comes while its partner migrates its numbers', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings: { blockBytes: 200 } });
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  async function links(count = COUNT, state: LinkState = 'active'): Promise<string[]> {
    const tokens = Array.from({ length: count }, freshNumber);
    await room.seed('library', tokens.map((token) => ({ token, state, validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' })));
    return tokens;
  }

  const active = (tokens: readonly string[]) => tokens.map((token) => `${token},active`);

  async function proposed(tokens: readonly string[]) {
    const pairs = pairsFor(tokens);
    const { id } = await room.get(TokenMigrations).propose(PARTNER, 'library', pairs);
    const decide = (decision: 'approve' | 'decline') => room.get(TokenMigrations).decide(supervisor(), id ?? '', decision);
    const apply = async () => {
      await decide('approve');
      await room.get(MigrationWork).applyDue();
    };
    return { later: pairs.map((pair) => pair.new), decide, apply };
  }

  /** The partner has confirmed whatever was to be told. */
  async function told(): Promise<void> {
    await room.rows(`UPDATE links.link SET published_state = desired_state, published_version = desired_version, reported_state = desired_state, reported_version = desired_version`);
  }

  it('has the new numbers of a migration that is not applied: they are on their way, and nothing is told again', async () => {
    const tokens = await links();
    const { later, decide } = await proposed(tokens.slice(1));
    const counts = { ours: COUNT, theirs: COUNT, missing: 0, unknown: 0 };
    expect((await room.send('library', active([...tokens.slice(0, 3), ...later.slice(2)]))).counts).toMatchObject({ ...counts, matched: 3, inFlight: COUNT - 3, inFlightPresent: COUNT - 3 });
    expect((await room.send('library', active([...tokens.slice(0, 1), ...later]))).state).toBe('done');
    expect(await room.breaks('library')).toEqual([]);

    await decide('decline');
    const { counts: declined } = await room.send('library', active([...tokens.slice(0, 1), ...later]));
    expect(declined).toMatchObject({ matched: 1, missing: COUNT - 1, unknown: COUNT - 1 });
  });

  it('has both numbers of a pair before it is applied: two records of one account, which a person is shown', async () => {
    const tokens = await links();
    const { later } = await proposed(tokens);
    expect((await room.send('library', active([...tokens, ...later.slice(0, 1)]))).counts).toMatchObject({ matched: COUNT, inFlight: 0, unknown: 1 });
    expect(await room.breaks('library')).toEqual([`unknown ${later[0]}`]);
  });

  it('leaves a link alone that ended before its new number is applied', async () => {
    const [token] = await links(1, 'ended');
    await room.rows(`UPDATE links.link SET desired_state = 'active', published_state = 'active'`);
    const { later } = await proposed([token ?? '']);
    await room.rows(`UPDATE links.link SET desired_state = 'ended', published_state = 'ended'`);
    expect((await room.send('library', active(later))).counts).toMatchObject({ ours: 0, inFlightPresent: 1, unknown: 0, endedStillLive: 0 });
  });

  it('is read while the migration is proposed, approved and applied: no old number is unknown', async () => {
    const tokens = await links();
    async function* bytes(): AsyncGenerator<Buffer> {
      yield* inPieces(textOf(active(tokens.slice(0, 8))));
      await (await proposed(tokens.slice(4))).apply();
      yield* inPieces(textOf([...active(tokens.slice(8)), ...active(tokens.slice(0, 1))], false));
    }
    const { counts } = await room.send('library', [], { bytes: bytes() });
    expect(counts).toMatchObject({ ours: COUNT, theirs: COUNT + 1, matched: 4, inFlight: COUNT - 4, inFlightPresent: COUNT - 4, unknown: 0, duplicate: 1 });
  });

  describe('after it was applied, with an old number that is live and not to be', () => {
    const standing = () => room.rows(`SELECT class, state, reason FROM reconciliation.break WHERE state <> 'resolved' ORDER BY class`);

    async function blocked(): Promise<{ old: string; later: string }> {
      const [old = ''] = await links(1);
      const { later: [later = ''], apply } = await proposed([old]);
      await apply();
      await room.rows(`UPDATE links.link SET desired_state = 'suspended', city_hold = true`);
      await told();
      room.kernel.clock.advance(3 * 86_400);
      return { old, later };
    }

    it('beside a new one that is blocked: nothing is told in vain, and a person decides', async () => {
      const { old, later } = await blocked();
      const twice = { class: 'duplicate', state: 'open', reason: null };
      for (const lines of [[`${later},suspended`, `${old},active`], [`${old},active`, `${later},suspended`]]) {
        expect((await room.send('library', lines)).state).toBe('done');
        expect(await standing()).toEqual([twice, { class: 'state_mismatch', state: 'open', reason: 'under_alias' }]);
      }
      room.kernel.clock.advance(3 * 86_400);
      await room.send('library', [`${later},active`, `${old},active`]);
      expect(await standing()).toEqual([twice, { class: 'state_mismatch', state: 'repairing', reason: null }]);
      room.kernel.clock.advance(3 * 86_400);
      await told();
      await room.send('library', [`${later},suspended`, `${old},suspended`]);
      expect(await standing()).toEqual([twice]);
    });

    it('alone in the list: the partner is told once, and where that does not help a person decides', async () => {
      const { old } = await blocked();
      for (const [state, reason] of [['repairing', null], ['open', 'under_alias'], ['open', 'under_alias']]) {
        await room.send('library', [`${old},active`]);
        expect(await standing()).toEqual([{ class: 'state_mismatch', state, reason }]);
        await told();
        room.kernel.clock.advance(3 * 86_400);
      }
    });
  });
});
