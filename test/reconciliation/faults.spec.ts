import { type ReconciliationQueries as Queries, ReconciliationQueries, type RunCounts, Runs } from '../../src/modules/reconciliation/index.js';
import { Staging } from '../../src/modules/reconciliation/staging.js';
import { gate } from '../setup/gate.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { codeOf } from '../setup/kernel.js';
import { until } from '../setup/until.js';
import { planned, type PlannedLink } from './planned-list.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

const tokens = (count: number) => Array.from({ length: count }, (_, at) => `16${String(at).padStart(14, '0')}`);
const linksOf = (names: readonly string[]): PlannedLink[] =>
  names.map((token) => ({ token, state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }));

describe('a run', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings: { blockBytes: 2_000, repairsAtOnce: 4 } });
  });

  beforeEach(async () => {
    await room.reset();
    await room.seed('transit', linksOf(tokens(12)));
  });

  afterAll(() => room.close());

  /** Cuts off whoever holds the lock of a run, and so the connection that stages and compares. */
  const killLockHolder = () =>
    room.rows(`SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
               WHERE locktype = 'advisory' AND granted AND datname = current_database() AND classid = hashtext('reconciliation.run')::bigint % 4294967296 + CASE WHEN hashtext('reconciliation.run') < 0 THEN 4294967296 ELSE 0 END`);
  const lockHolders = async () =>
    (await room.rows(`SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE locktype = 'advisory' AND granted AND datname = current_database()`)).length;
  const listed = async (): Promise<Awaited<ReturnType<Queries['runs']>>['runs']> => (await room.get(ReconciliationQueries).runs('transit', null, 20)).runs;
  const leftovers = () => room.rows('SELECT 1 FROM reconciliation.difference UNION ALL SELECT 1 FROM reconciliation.progress');

  /** A run that comes after the one that failed starts clean, and finds what is to be found. */
  async function nextIsClean(): Promise<void> {
    const run = await room.send('transit', tokens(7).map((token) => `${token},active`));
    expect([run.state, run.counts]).toMatchObject(['done', { ours: 12, theirs: 7, matched: 7, missing: 5 }]);
    expect(await room.breaks('transit', ['repairing'])).toHaveLength(5);
    expect(await room.rows('SELECT desired_version, count(*)::int AS count FROM links.link GROUP BY 1 ORDER BY 1')).toEqual([
      { desired_version: 1, count: 7 },
      { desired_version: 2, count: 5 },
    ]);
    expect(await leftovers()).toEqual([]);
  }

  it('whose connection is killed while its list comes has changed nothing, and the next one starts clean', async () => {
    const held = gate();
    room.partners.transit.listed = async function* () {
      for (const token of tokens(12)) yield { token, state: 'active', validThrough: null };
      await held.passed;
    };
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    const run = room.get(Runs).takeUp('transit').catch(() => false);
    await until(async () => (await room.run(id)).state === 'receiving');
    await killLockHolder();
    await until(async () => (await lockHolders()) === 0);
    held.open();
    await run;
    expect(await room.run(id)).toMatchObject({ state: 'failed', counts: null });
    await nextIsClean();
  });

  it('whose connection is killed while its list is sent has failed before anybody looks, and its number may come again', async () => {
    const held = gate();
    const bytes = (async function* () {
      yield Buffer.from('1600000000000000,active\n');
      await held.passed;
      yield Buffer.from('1600000000000001,active\n');
    })();
    await room.send('transit', tokens(12).map((token) => `${token},active`), { sequence: 6 });
    const sent = codeOf(room.send('transit', [], { bytes, sequence: 7, byPartner: true }));
    await until(async () => (await room.rows('SELECT FROM reconciliation.progress')).length === 1);
    expect((await room.run((await listed())[0]?.id ?? '')).progress).toEqual({ stage: 'receiving', rows: 0, expectedRows: 12, estimatedSeconds: null });
    await killLockHolder();
    await until(async () => (await lockHolders()) === 0);
    // What another instance does within a second.
    await room.get(Runs).takeUp('transit');
    expect((await listed())[0]).toMatchObject({ state: 'failed', reason: 'interrupted', sequence: 7 });
    held.open();
    expect(await sent).toBe('database.unavailable');
    expect([(await listed())[0], await leftovers()]).toMatchObject([{ state: 'failed', reason: 'interrupted' }, []]);
    expect((await room.send('transit', tokens(12).map((token) => `${token},active`), { sequence: 8 })).reason).toBe('sequence_gap');
    expect((await room.send('transit', tokens(12).map((token) => `${token},active`), { sequence: 7 })).state).toBe('done');
  });

  it.each([
    ['compares', 'LOCK TABLE reconciliation.difference IN ACCESS EXCLUSIVE MODE'],
    ['settles', 'LOCK TABLE reconciliation.break IN ACCESS EXCLUSIVE MODE'],
  ])('whose connection is killed while it %s has changed nothing, and the next one starts clean', async (_, lock) => {
    const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    // Not before the whole list is here: what clears away at the beginning would wait for it otherwise.
    room.partners.transit.listed = async function* () {
      for (const token of tokens(7)) yield { token, state: 'active', validThrough: null };
      await held.query(lock);
    };
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    const taken = room.get(Runs).takeUp('transit').catch(() => false);
    await until(async () => (await room.rows(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0);
    await room.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    await killLockHolder();
    await held.rollBack();
    await taken;
    // Whoever comes next marks what is left of it.
    await room.get(Runs).takeUp('transit');
    expect(await room.run(id)).toMatchObject({ state: 'failed', counts: null });
    expect(await room.breaks('transit')).toEqual([]);
    await nextIsClean();
  });

  it('of which one half is killed waits for the other, so that nothing of it goes on in anybody else\'s transaction', async () => {
    const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    room.partners.transit.listed = async function* () {
      for (const token of tokens(7)) yield { token, state: 'active', validThrough: null };
      await held.query('LOCK TABLE reconciliation.difference IN ACCESS EXCLUSIVE MODE');
    };
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    let over = false;
    const taken = room.get(Runs).takeUp('transit').catch(() => false).finally(() => (over = true));
    await held.waitedFor(2);
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY pid`;
    const [one, other] = (await room.rows(waiting)).map(({ pid }) => pid);
    await room.rows('SELECT pg_terminate_backend($1)', one);
    await until(async () => (await room.rows(waiting)).length === 1);
    // Statements of others, on whatever connections the pool has to give.
    const others = Array.from({ length: 20 }, () => room.kernel.database.transaction((tx) => tx.query({ name: 'who', text: 'SELECT pg_backend_pid() AS pid', values: [] })));
    expect((await Promise.all(others)).flat().map((row) => (row as { pid: number }).pid)).not.toContain(other);
    expect(over).toBe(false);
    await held.rollBack();
    await taken;
    await room.get(Runs).takeUp('transit');
    expect(await room.run(id)).toMatchObject({ state: 'failed', counts: null });
    await nextIsClean();
  });

  it('whose connection is killed between two repairs is gone on with, and no repair is done twice', async () => {
    await room.rows(`CREATE FUNCTION reconciliation.not_the_last() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF (SELECT count(*) FROM reconciliation.break WHERE state = 'repairing') >= 4 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$`);
    await room.rows(`CREATE TRIGGER not_the_last BEFORE UPDATE ON reconciliation.break FOR EACH ROW WHEN (NEW.state = 'repairing') EXECUTE FUNCTION reconciliation.not_the_last()`);
    await room.rows(`ALTER FUNCTION reconciliation.not_the_last() SECURITY DEFINER`);
    await room.send('transit', [], { rows: 0 }).catch(() => null);
    expect([(await listed())[0]?.state, (await room.breaks('transit', ['repairing'])).length]).toEqual(['repairing', 4]);
    await room.rows('DROP FUNCTION reconciliation.not_the_last CASCADE');
    await room.get(Runs).takeUp('transit');
    expect([(await listed())[0]?.state, (await room.breaks('transit', ['repairing'])).length]).toEqual(['done', 12]);
    expect(await room.rows('SELECT DISTINCT desired_version FROM links.link')).toEqual([{ desired_version: 2 }]);
  });

  it.each(['receiving', 'comparing'])('that died while %s is marked by whoever sees it next, and nothing of it is left', async (state) => {
    const dead = '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21';
    await room.rows(`INSERT INTO reconciliation.run (id, service, number, source, started_on, state) VALUES ($1, 'transit', 1, 'pull', '2026-06-15', $2)`, dead, state);
    await room.rows(`INSERT INTO reconciliation.difference (run_id, class, subject, urgent) VALUES ($1, 'unknown', '\\x00', false)`, dead);
    await room.rows(`INSERT INTO reconciliation.progress (run_id, stage, rows, started_at) VALUES ($1, 'receiving', 1, now())`, dead);
    expect(await room.get(Runs).waiting()).toEqual(['transit']);
    await room.get(Runs).takeUp('transit');
    expect(await room.run(dead)).toMatchObject({ state: 'failed', reason: 'interrupted' });
    expect(await leftovers()).toEqual([]);
    await nextIsClean();
  });

  it('for which the disk is full while it compares has changed nothing, and the next one starts clean', async () => {
    const name = (await room.rows('SELECT current_database() AS name'))[0]?.name as string;
    await room.rows(`ALTER DATABASE ${name} SET temp_file_limit = '64kB'`);
    // Connections of its own: the limit holds for those that are made from now on. The join does not fit into memory.
    const tight = await ReconciliationRoom.open({ place: room.kernel.place, keyring: room.kernel.keyring, settings: { workMemory: '64kB' } });
    const plan = planned({ seed: 9, size: 8_000, differing: 0.01, asOf: room.today, firstToken: 100_000 });
    await room.seed('library', plan.links);
    const run = await tight.send('library', plan.lines);
    expect([run.state, run.reason, run.counts]).toEqual(['failed', 'database_failed', null]);
    expect([await room.breaks('library'), await leftovers()]).toEqual([[], []]);
    await tight.close();
    await room.rows(`ALTER DATABASE ${name} RESET temp_file_limit`);
    expect((await room.send('library', plan.lines)).counts).toEqual(plan.counts);
  });

  it('for which the disk is full while its list is staged has changed nothing, and the next one starts clean', async () => {
    // PostgreSQL refuses the sixth row in the middle of a COPY, by the code of a disk that is full.
    await room.rows(`CREATE FUNCTION reconciliation.no_space() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.place >= 5 THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$`);
    await room.rows(`CREATE FUNCTION reconciliation.tight() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF to_regclass('pg_temp.staged') IS NOT NULL THEN
        CREATE OR REPLACE TRIGGER no_space BEFORE INSERT ON pg_temp.staged FOR EACH ROW EXECUTE FUNCTION reconciliation.no_space();
      END IF; END $$`);
    await room.rows(`CREATE EVENT TRIGGER tight ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION reconciliation.tight()`);
    room.partners.transit.listed = async function* () {
      for (const token of tokens(12)) yield await Promise.resolve({ token, state: 'active', validThrough: null });
    };
    const run = await room.pull('transit');
    const sent = await codeOf(room.send('transit', tokens(12).map((token) => `${token},active`)));
    await room.rows('DROP EVENT TRIGGER tight');
    await room.rows('DROP FUNCTION reconciliation.no_space, reconciliation.tight');
    expect([run.state, run.reason, run.counts]).toEqual(['failed', 'database_failed', null]);
    expect(sent).toBe('database.unavailable');
    expect([await room.breaks('transit'), await leftovers()]).toEqual([[], []]);
    await nextIsClean();
  });

  it('that may stage nothing says so, and changes nothing', async () => {
    const name = (await room.rows('SELECT current_database() AS name'))[0]?.name as string;
    await room.rows(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC, citykey_service`);
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    await room.get(Runs).takeUp('transit');
    expect(await room.run(id)).toMatchObject({ state: 'failed', reason: 'database_failed' });
    await room.rows(`GRANT TEMPORARY ON DATABASE ${name} TO citykey_service`);
    await nextIsClean();
  });

  it('whose totals do not balance fails, and changes nothing', async () => {
    // A link that is counted twice: what a mistake in the classes would do.
    const compare = Reflect.get(Staging.prototype, 'compare') as (...given: unknown[]) => Promise<RunCounts>;
    const spy = jest.spyOn(Staging.prototype, 'compare').mockImplementationOnce(async function (this: Staging, ...given) {
      const counts = await compare.apply(this, given);
      return { ...counts, missing: counts.missing + 1 };
    });
    const run = await room.send('transit', tokens(7).map((token) => `${token},active`));
    spy.mockRestore();
    expect(await leftovers()).toEqual([]);
    expect([run.state, run.reason, run.counts]).toEqual(['failed', 'not_balanced', null]);
    expect(await room.breaks('transit')).toEqual([]);
    await nextIsClean();
  });

  it.each([
    ['ours', 'ours = ours + 1'],
    ['theirs', 'theirs = theirs + 1'],
    ['one class', 'missing = missing + 1'],
    ['half of them', 'matched = NULL'],
  ])('is refused by its table with %s that does not balance', async (_, change) => {
    const { id } = await room.send('transit', tokens(7).map((token) => `${token},active`));
    expect(await codeOf(room.rows(`UPDATE reconciliation.run SET ${change} WHERE id = $1`, id))).toBe('23514');
  });
});
