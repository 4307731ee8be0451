import fc from 'fast-check';
import { PublisherService, type Service, SyncService } from '../../src/modules/links/index.js';
import { ReconciliationDecisions, ReconciliationQueries, Runs } from '../../src/modules/reconciliation/index.js';
import { codeOf } from '../setup/kernel.js';
import { planned, type PlannedLink } from './planned-list.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

const DAY_SECONDS = 86_400;
const SERVICE: Service = 'transit';

const token = (at: number) => `16${String(at).padStart(14, '0')}`;
const link = (at: number, given: Partial<PlannedLink> = {}): PlannedLink => ({
  token: token(at), state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05', ...given,
});
const links = (count: number, given: Partial<PlannedLink> = {}) => Array.from({ length: count }, (_, at) => link(at, given));

describe('repairs', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  const partner = () => room.partners[SERVICE];
  const versions = () => room.rows('SELECT desired_version, published_version, reported_version FROM links.link ORDER BY id');
  const nextDay = (days = 1) => room.kernel.clock.advance(days * DAY_SECONDS);

  /** The ordinary way to the partner, until nothing is left. */
  async function sync(): Promise<void> {
    room.kernel.clock.advance(900);
    await room.get(PublisherService).publishDue(SERVICE);
    while ((await room.get(SyncService).run(SERVICE)) > 0);
  }

  /** What the partner holds from now on. */
  function holds(lines: readonly string[]): void {
    partner().shown.clear();
    for (const line of lines) {
      const [name = '', state = ''] = line.split(',');
      if (/^16\d{14}$/.test(name) && !partner().shown.has(name)) partner().shown.set(name, state as 'active');
    }
  }

  it('go through the ordinary sync, and a later list closes the break', async () => {
    const rest = Array.from({ length: 10 }, (_, at) => link(100 + at));
    await room.seed(SERVICE, [link(1, { state: 'suspended' }), link(2), link(3, { state: 'ended' }), ...rest]);
    holds([`${token(1)},active`, `${token(3)},active`, ...rest.map((one) => `${one.token},active`)]);
    const first = await room.pull(SERVICE);
    expect([first.state, first.counts]).toMatchObject(['done', { stateMismatch: 1, missing: 1, endedStillLive: 1, matched: 10 }]);
    expect(await room.breaks(SERVICE, ['repairing'])).toEqual([`ended_still_live ${token(3)}`, `missing ${token(2)}`, `state_mismatch ${token(1)}`]);
    expect(partner().batches).toEqual([]);
    await sync();
    expect([1, 2, 3].map((at) => partner().shown.get(token(at)))).toEqual(['suspended', 'active', 'ended']);
    // None of them was ever accepted by a partner that asked to remember something: only what the list has says that it is there.
    const said = new Map(partner().batches.flat().map((one) => [one.token, one.listed]));
    expect([1, 2, 3].map((at) => said.get(token(at)))).toEqual([true, undefined, true]);
    expect(await room.breaks(SERVICE, ['repairing'])).toHaveLength(3);
    nextDay(3);
    expect((await room.pull(SERVICE)).counts).toMatchObject({ matched: 12, endedMatched: 1 });
    expect(await room.breaks(SERVICE)).toEqual([]);
    expect(await room.breaks(SERVICE, ['resolved'])).toHaveLength(3);
  });

  it.each([
    ['suspended', ['active', 'suspended'], { stateMismatch: 1, duplicate: 1 }, 'state_mismatch'],
    ['suspended', ['suspended', 'ended', 'active'], { stateMismatch: 1, duplicate: 2 }, 'state_mismatch'],
    ['ended', ['ended', 'active'], { endedStillLive: 1, duplicate: 1 }, 'ended_still_live'],
  ] as const)('are made of what is %s here and live there, whatever stands beside it: %j', async (state, shown, counts, ofClass) => {
    await room.seed(SERVICE, [link(1, { state })]);
    const run = await room.send(SERVICE, shown.map((one) => `${token(1)},${one}`));
    expect([run.state, run.counts]).toMatchObject(['done', counts]);
    expect(await room.rows(`SELECT class, urgent FROM reconciliation.break WHERE state = 'repairing'`)).toEqual([{ class: ofClass, urgent: true }]);
  });

  it('are not done twice, however often a list comes', async () => {
    await room.seed(SERVICE, links(5));
    for (let time = 0; time < 3; time += 1) await room.send(SERVICE, [], { rows: 0 });
    expect(new Set((await versions()).map((row) => row.desired_version))).toEqual(new Set([2]));
    await sync();
    // Confirmed on the day of the list, which may not show it yet.
    await room.send(SERVICE, [], { rows: 0 });
    expect(new Set((await versions()).map((row) => row.desired_version))).toEqual(new Set([2]));
    expect(await room.breaks(SERVICE, ['repairing'])).toHaveLength(5);
    nextDay(2);
    await room.send(SERVICE, [], { rows: 0 });
    expect(new Set((await versions()).map((row) => row.desired_version))).toEqual(new Set([3]));
  });

  it('end nothing by omission', async () => {
    await room.seed(SERVICE, links(20));
    holds([]);
    await room.pull(SERVICE);
    await sync();
    expect(partner().named.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'active'));
    expect(partner().live()).toHaveLength(20);
  });

  it('leave alone what is for a person', async () => {
    await room.seed(SERVICE, [link(1)]);
    await room.send(SERVICE, [`${token(1)},suspended`, `${token(2)},active`, `${token(2)},active`, 'canary']);
    expect(await room.breaks(SERVICE, ['open'])).toEqual([`duplicate ${token(2)}`, `partner_hold ${token(1)}`, `unknown ${token(2)}`, 'unreadable ']);
    expect((await versions())[0]?.desired_version).toBe(1);
  });

  it('tell the end of a replaced link again, by itself, once its successor is confirmed', async () => {
    const ids = await room.seed(SERVICE, [link(1, { state: 'ended' }), link(2)]);
    await room.rows('UPDATE links.link SET replaces = $1 WHERE id = $2', ids.get(token(1)), ids.get(token(2)));
    holds([`${token(1)},active`, `${token(2)},active`]);
    await room.pull(SERVICE);
    await sync();
    expect(partner().named).toEqual([{ token: token(1), state: 'ended' }]);
    expect(Object.fromEntries(partner().shown)).toEqual({ [token(1)]: 'ended', [token(2)]: 'active' });
    expect(await room.rows('SELECT 1 FROM links.work')).toEqual([]);
  });

  it('do first what is blocked here and live there', async () => {
    const few = await ReconciliationRoom.open({ place: room.kernel.place, keyring: room.kernel.keyring, settings: { repairsAtOnce: 3 } });
    await room.seed(SERVICE, [...links(12), ...[20, 21, 22].map((at) => link(at, { state: 'suspended' }))]);
    // The second commit fails, and with it what is not urgent.
    await room.rows(`CREATE FUNCTION reconciliation.only_urgent() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.state = 'repairing' AND NOT NEW.urgent THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$`);
    await room.rows('CREATE TRIGGER only_urgent BEFORE UPDATE ON reconciliation.break FOR EACH ROW EXECUTE FUNCTION reconciliation.only_urgent()');
    const run = await few.send(SERVICE, [20, 21, 22].map((at) => `${token(at)},active`));
    expect([run.state, await room.breaks(SERVICE, ['repairing'])]).toEqual(['repairing', [20, 21, 22].map((at) => `state_mismatch ${token(at)}`)]);
    await room.rows('DROP FUNCTION reconciliation.only_urgent CASCADE');
    // Whoever comes next goes on with it.
    await room.get(Runs).takeUp(SERVICE);
    expect([(await room.run(run.id)).state, (await room.breaks(SERVICE, ['repairing'])).length]).toEqual(['done', 15]);
    expect(new Set((await versions()).map((row) => row.desired_version))).toEqual(new Set([2]));
    await few.close();
  });

  describe('of too many links', () => {
    const tooMany = async () => {
      await room.seed(SERVICE, links(150));
      return room.send(SERVICE, links(49).map(({ token: name }) => `${name},active`));
    };

    it('wait for a supervisor, at 101 and not at 100', async () => {
      const { id, state, reason } = await tooMany();
      expect([state, reason]).toEqual(['awaiting_decision', 'too_many_repairs']);
      expect([(await room.breaks(SERVICE, ['open'])).length, (await versions()).some((row) => row.desired_version !== 1)]).toEqual([101, false]);
      expect(await codeOf(room.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed'))).toBe('done');
      await room.get(Runs).takeUp(SERVICE);
      expect([(await room.run(id)).state, (await room.breaks(SERVICE, ['repairing'])).length]).toEqual(['done', 101]);
      expect(await codeOf(room.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed'))).toBe('reconciliation.run_not_awaiting');
      await room.reset();
      await room.seed(SERVICE, links(150));
      expect((await room.send(SERVICE, links(50).map(({ token: name }) => `${name},active`))).state).toBe('done');
    });

    it('are left when the supervisor says so', async () => {
      const { id } = await tooMany();
      expect(await room.get(ReconciliationDecisions).ofRun(supervisor('chief'), id, 'refuse')).toEqual({ state: 'done', nextRun: null });
      await room.get(Runs).takeUp(SERVICE);
      expect([(await room.run(id)).decidedBy, (await room.breaks(SERVICE, ['open'])).length]).toEqual(['chief', 101]);
      expect((await versions()).some((row) => row.desired_version !== 1)).toBe(false);
    });
  });

  it('bring both sides together: what remains is for a person', async () => {
    let firstToken = 0;
    const plans = fc.record({ seed: fc.nat(), size: fc.nat({ max: 40 }), differing: fc.constantFrom(0.2, 1) });
    await fc.assert(
      fc.asyncProperty(plans, async (options) => {
        await room.reset();
        firstToken += 1_000;
        const plan = planned({ ...options, asOf: room.today, firstToken });
        await room.seed(SERVICE, plan.links);
        await room.rows(`UPDATE links.link SET published_version = reported_version, published_state = reported_state`);
        holds(plan.lines);
        await room.send(SERVICE, plan.lines);
        room.kernel.clock.advance(DAY_SECONDS);
        await sync();
        // What was too young for the first list has arrived meanwhile.
        const young = plan.links.filter((one) => one.changedOn > '2026-06-01');
        for (const one of young) if (one.state !== 'ended' || partner().shown.has(one.token)) partner().shown.set(one.token, one.state);
        nextDay(3);
        const months = new Map(plan.links.map((one) => [one.token, one.validThrough]));
        const shown = () => [...partner().shown].map(([name, state]) => ({ token: name, state, validThrough: months.get(name) ?? null }));
        partner().listed = async function* () {
          for (const record of shown()) yield await Promise.resolve(record);
        };
        let run = await room.pull(SERVICE);
        // A list without its unreadable and repeated lines may be of quite another size.
        if (run.state === 'awaiting_decision' && run.reason === 'size_changed') {
          await room.get(ReconciliationDecisions).ofRun(supervisor(), run.id, 'proceed');
          await room.get(Runs).takeUp(SERVICE);
          const { runs } = await room.get(ReconciliationQueries).runs(SERVICE, null, 10);
          run = await room.run(runs.find(({ state }) => state === 'done')?.id ?? '');
        }
        expect(run.state).toBe('done');
        const open = (await room.breaks(SERVICE)).map((one) => one.split(' ')[0]);
        expect(open.filter((name) => !['unknown', 'partner_hold'].includes(name ?? ''))).toEqual([]);
        const before = await versions();
        const again = await room.pull(SERVICE);
        expect([again.counts, await versions(), (await room.breaks(SERVICE)).map((one) => one.split(' ')[0])]).toEqual([run.counts, before, open]);
      }),
      { numRuns: 12, seed: 815 },
    );
  });
});
