import { ReconciliationDecisions, ReconciliationQueries, Runs } from '../../src/modules/reconciliation/index.js';
import { ReconciliationJobs } from '../../src/modules/reconciliation/reconciliation.jobs.js';
import { gate } from '../setup/gate.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { codeOf, ticket } from '../setup/kernel.js';
import { until } from '../setup/until.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

const tokens = (count: number) => Array.from({ length: count }, (_, at) => `16${String(at).padStart(14, '0')}`);
const linksOf = (names: readonly string[], given: Partial<PlannedLink> = {}): PlannedLink[] =>
  names.map((token) => ({ token, state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05', ...given }));

describe('while a run is on,', () => {
  let room: ReconciliationRoom;
  let other: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
    other = await ReconciliationRoom.open({ place: room.kernel.place, keyring: room.kernel.keyring });
  });

  beforeEach(() => room.reset());

  afterAll(async () => {
    await other.close();
    await room.close();
  });

  /** Resolves once a repair waits for a link. Whatever else waits for a moment while a list is staged is none. */
  const repairWaits = () =>
    until(async () => (await room.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE OF link%'`)).length > 0);

  it('a slow partner keeps no other waiting', async () => {
    const slow = gate();
    room.partners.transit.listed = async function* () {
      await slow.passed;
      yield { token: tokens(1)[0] as string, state: 'active', validThrough: null };
    };
    const jobs = room.get(ReconciliationJobs);
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    const stateOf = async (run: string) => (await room.run(run)).state;
    const reaches = (run: string, state: string) =>
      until(async () => {
        jobs.tick();
        return (await stateOf(run)) === state;
      });
    await reaches(id, 'receiving');
    for (const service of ['library', 'library', 'prescription'] as const) {
      await reaches((await room.get(Runs).request(supervisor(), service)).id, 'done');
    }
    expect(await stateOf(id)).toBe('receiving');
    slow.open();
    await reaches(id, 'done');
  });

  it('a link that changes between comparison and repair is not repaired back', async () => {
    const [one = '', two = ''] = tokens(2);
    const ids = await room.seed('transit', linksOf([one, two], { state: 'suspended' }));
    // A clerk reinstates the link, and has not committed when the list is compared.
    const clerk = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await clerk.query(`UPDATE links.link SET desired_state = 'active', desired_version = 2, changed_on = '2026-06-15' WHERE id = $1`, [ids.get(one)]);
    const sent = room.send('transit', [`${one},active`, `${two},active`]);
    await repairWaits();
    await clerk.commit();
    const run = await sent;
    expect([run.state, run.counts]).toMatchObject(['done', { stateMismatch: 2 }]);
    expect(await room.rows('SELECT desired_state, desired_version FROM links.link ORDER BY desired_state')).toEqual([
      { desired_state: 'active', desired_version: 2 },
      { desired_state: 'suspended', desired_version: 2 },
    ]);
    expect(await room.breaks('transit', ['waiting'])).toEqual([`state_mismatch ${one}`]);
    expect(await room.breaks('transit', ['repairing'])).toEqual([`state_mismatch ${two}`]);
  });

  it('a link that was being changed and was not after all is repaired', async () => {
    const ids = await room.seed('transit', linksOf(tokens(1), { state: 'suspended' }));
    const clerk = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await clerk.query(`UPDATE links.link SET desired_state = 'active', desired_version = 2 WHERE id = $1`, [ids.get(tokens(1)[0] as string)]);
    const sent = room.send('transit', [`${tokens(1)[0]},active`]);
    await repairWaits();
    await clerk.rollBack();
    await sent;
    expect(await room.breaks('transit', ['repairing'])).toHaveLength(1);
  });

  it('a round of checks that begins when a list was read takes no number from it', async () => {
    await room.seed('library', linksOf(['29840000000022']));
    const round = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await round.query(`INSERT INTO reconciliation.run (id, service, number, source, started_on, state) VALUES (gen_random_uuid(), 'library', 1, 'check', '2026-06-15', 'failed')`);
    const sent = room.send('library', ['29840000000022,active']);
    await round.waitedFor();
    await round.commit();
    expect(await sent).toMatchObject({ state: 'done', counts: { matched: 1 } });
    expect(await room.rows('SELECT number, source FROM reconciliation.run ORDER BY number')).toEqual([{ number: 1, source: 'check' }, { number: 2, source: 'upload' }]);
  });

  it('no other of its service begins, on any instance; of another service one may', async () => {
    await room.seed('transit', linksOf(tokens(3)));
    const held = gate();
    room.partners.transit.listed = async function* () {
      await held.passed;
      for (const token of tokens(3)) yield { token, state: 'active', validThrough: null };
    };
    const { id } = await room.get(Runs).request(supervisor(), 'transit');
    const first = room.get(Runs).takeUp('transit');
    await until(async () => (await room.run(id)).state === 'receiving');
    expect(await other.get(Runs).takeUp('transit')).toBe(false);
    expect(await codeOf(other.send('transit', tokens(3).map((token) => `${token},active`)))).toBe('reconciliation.run_under_way');
    expect((await other.send('library', [])).state).toBe('done');
    // One may wait meanwhile; who looks after it does not take the first one for dead.
    const { id: next } = await other.get(Runs).request(supervisor(), 'transit');
    await other.get(Runs).takeUp('transit');
    expect([(await room.run(id)).state, (await room.run(next)).state]).toEqual(['receiving', 'queued']);
    held.open();
    await first;
    await other.get(Runs).takeUp('transit');
    expect((await room.run(id)).state).toBe('done');
  });

  it('two instances that take it up together do it once', async () => {
    await room.seed('transit', linksOf(tokens(20)));
    for (let round = 0; round < 5; round += 1) {
      const { id } = await room.get(Runs).request(supervisor(), 'transit');
      const taken = await Promise.all([room.get(Runs).takeUp('transit'), other.get(Runs).takeUp('transit')]);
      expect(taken.filter(Boolean).length).toBeLessThanOrEqual(1);
      if (!taken.includes(true)) await room.get(Runs).takeUp('transit');
      expect((await room.run(id)).state).not.toBe('queued');
    }
    const runs = await room.rows('SELECT number, state FROM reconciliation.run ORDER BY number');
    expect(runs.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(await room.rows('SELECT DISTINCT desired_version FROM links.link')).toEqual([{ desired_version: 2 }]);
  });

  it('two instances that are asked for it with one Idempotency-Key answer the same run', async () => {
    const once = ticket('{"service":"transit"}');
    const caller = { ...supervisor('chief'), once };
    const asked = await Promise.all([room, other].map((one) => one.get(Runs).request(caller, 'transit')));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const codes = await Promise.all([room, other].map((one) => codeOf(one.get(Runs).request(supervisor(), 'library'))));
    expect(codes.sort()).toEqual(['done', 'reconciliation.run_under_way']);
  });

  describe('a run that waits for a supervisor', () => {
    const lines = (count: number) => tokens(count).map((token) => `${token},active`);
    const decide = (id: string, decision: 'proceed' | 'refuse' = 'proceed') => codeOf(other.get(ReconciliationDecisions).ofRun(supervisor(), id, decision));
    const states = async (...ids: string[]) => (await Promise.all(ids.map((id) => room.run(id)))).map(({ state, reason }) => [state, reason]);

    it('and is decided about while the next list comes stays decided', async () => {
      await room.send('transit', lines(10));
      const { id } = await room.send('transit', lines(7));
      const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
      await held.query('LOCK TABLE audit.entry IN SHARE MODE');
      const decided = decide(id);
      await held.waitedFor(1);
      const sent = room.send('transit', lines(6));
      await held.waitedFor(2);
      await held.rollBack();
      expect([await decided, await states(id, (await sent).id)]).toEqual(['done', [['set_aside', 'size_accepted'], ['awaiting_decision', 'size_changed']]]);
    });

    it('and is outdated while it is decided about is not decided', async () => {
      await room.send('transit', lines(10));
      const { id } = await room.send('transit', lines(7));
      const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
      await held.query('LOCK TABLE audit.entry IN SHARE MODE');
      const sent = room.send('transit', lines(6));
      await held.waitedFor(1);
      const decided = decide(id);
      await held.waitedFor(2);
      await held.rollBack();
      expect([await decided, await states(id, (await sent).id)]).toEqual(['reconciliation.run_outdated', [['set_aside', 'outdated'], ['awaiting_decision', 'size_changed']]]);
    });

    it('with its repairs is outdated by the next list that is compared, before it can be decided', async () => {
      await room.seed('transit', linksOf(tokens(150)));
      const { id } = await room.send('transit', lines(49));
      const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
      await held.query('LOCK TABLE reconciliation.break IN SHARE MODE');
      const sent = room.send('transit', lines(49));
      await held.waitedFor(1);
      const decided = decide(id);
      await held.waitedFor(2);
      await held.rollBack();
      const next = await sent;
      expect([await decided, await states(id, next.id)]).toEqual(['reconciliation.run_outdated', [['done', 'outdated'], ['awaiting_decision', 'too_many_repairs']]]);
      expect([await decide(next.id, 'refuse'), await states(next.id)]).toEqual(['done', [['done', 'repairs_refused']]]);
    });

    it('with its repairs cannot be decided while another list is compared, and holds that up no more', async () => {
      await room.seed('transit', linksOf(tokens(150)));
      const { id } = await room.send('transit', lines(49));
      const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
      await held.query('SELECT FROM reconciliation.run WHERE id = $1 FOR UPDATE', [id]);
      const decided = decide(id);
      await held.waitedFor(1);
      const sent = room.send('transit', lines(49));
      await held.waitedFor(2);
      await held.rollBack();
      expect([await decided, await states(id, (await sent).id)]).toEqual(['reconciliation.run_under_way', [['done', 'outdated'], ['awaiting_decision', 'too_many_repairs']]]);
    });
  });

  it('a run that was decided twice goes on once', async () => {
    await room.seed('transit', linksOf(tokens(150)));
    const { id } = await room.send('transit', [], { rows: 0 });
    const decided = await Promise.all([room, other].map((one) => codeOf(one.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed'))));
    expect(decided.sort()).toEqual(['done', 'reconciliation.run_not_awaiting']);
    await Promise.all([room.get(Runs).takeUp('transit'), other.get(Runs).takeUp('transit')]);
    await room.get(Runs).takeUp('transit');
    expect((await room.get(ReconciliationQueries).run(id)).state).toBe('done');
    expect(await room.rows('SELECT DISTINCT desired_version FROM links.link')).toEqual([{ desired_version: 2 }]);
  });
});
