import { systemCaller } from '../../src/kernel/auth/index.js';
import { Database } from '../../src/kernel/database/index.js';
import { ComparableLinks, type LinkState, PartnerFailure } from '../../src/modules/links/index.js';
import { PartnerAdmin } from '../../src/modules/partners/index.js';
import { ReconciliationDecisions, ReconciliationQueries, ReconciliationReports, Runs } from '../../src/modules/reconciliation/index.js';
import { PartnerRuns } from '../../src/modules/reconciliation/partner-runs.queries.js';
import { AdoptedChecks } from '../../src/modules/reconciliation/checks.service.js';
import { Schedule } from '../../src/modules/reconciliation/schedule.service.js';
import { POLICIES } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { codeOf } from '../setup/kernel.js';
import { type PlannedLink } from './planned-list.js';
import { type ListingPartner, ReconciliationRoom, supervisor } from './reconciliation-room.js';

const ASKED_AT_ONCE = 3;

describe('adopted library numbers', () => {
  let room: ReconciliationRoom;
  let checks: AdoptedChecks;
  let library: ListingPartner;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
    checks = room.get(AdoptedChecks);
    library = room.partners.library;
  });
  beforeEach(() => room.reset());
  afterAll(() => room.close());

  const adopted = (states: readonly LinkState[], from = 0) =>
    room.seed('library', states.map((state, at): PlannedLink => ({ token: tokenOf(from + at), state, validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' })), 'adopted');
  const tokenOf = (at: number) => `2984000000${String(at).padStart(4, '0')}`;
  const shows = (...states: (LinkState | null)[]) => states.forEach((state, at) => (state ? library.shown.set(tokenOf(at), state) : library.shown.delete(tokenOf(at))));
  const round = async (atOnce = ASKED_AT_ONCE) => {
    await checks.begin('library');
    while (await checks.step('library', atOnce));
    return last();
  };
  const last = async () => (await room.get(ReconciliationQueries).runs('library', null, 1)).runs[0];
  const versions = async () => new Map((await room.rows('SELECT id, desired_version FROM links.link')).map((row) => [row['id'], row['desired_version']]));

  it('are asked for one by one: what is blocked here is told again, and an account that is gone is for a person', async () => {
    const ids = await adopted(['active', 'suspended', 'active', 'active', 'suspended', 'suspended', 'ended']);
    await room.seed('library', [{ token: '29840000999999', state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }]);
    shows('active', 'active', 'suspended', null, 'suspended', 'ended', 'active');
    const run = await round(10);
    expect(run).toMatchObject({ source: 'check', state: 'done', rows: 5, counts: { ours: 6, theirs: 5, matched: 2, stateMismatch: 1, partnerHold: 2, missing: 1, apart: 0 } });
    expect(library.asked.slice().sort()).toEqual([0, 1, 2, 3, 4, 5].map(tokenOf));
    expect(await room.breaks('library')).toEqual([`missing ${tokenOf(3)}`, `partner_hold ${tokenOf(2)}`, `partner_hold ${tokenOf(5)}`, `state_mismatch ${tokenOf(1)}`]);
    expect(await room.breaks('library', ['repairing'])).toEqual([`state_mismatch ${tokenOf(1)}`]);
    const raised = [...(await versions())].filter(([, version]) => version === 2).map(([id]) => id);
    expect(raised).toEqual([ids.get(tokenOf(1))]);
  });

  it('are asked for when a supervisor wants it, once at a time, at the agreed rate and never where there are none', async () => {
    const want = (service: 'library' | 'transit' = 'library') => checks.request(supervisor('chief'), service);
    expect([await codeOf(want()), await codeOf(want('transit'))]).toEqual(Array(2).fill('reconciliation.nothing_to_check'));
    await adopted(['active', 'active', 'active', 'ended']);
    shows('active', null, 'suspended');
    const { id } = await want();
    expect((await room.run(id)).progress).toEqual({ stage: 'checking', rows: 0, expectedRows: 3, estimatedSeconds: 3 });
    expect(await codeOf(want())).toBe('reconciliation.run_under_way');
    await checks.step('library', 2);
    expect((await room.run(id)).progress).toEqual({ stage: 'checking', rows: 2, expectedRows: 3, estimatedSeconds: 1 });
    const own = await room.get(PartnerRuns).run('library', id);
    expect(own.progress).toEqual({ stage: 'checking', rows: own.rows, expectedRows: null, estimatedSeconds: null });
    await checks.step('library', 2);
    expect(await room.run(id)).toMatchObject({ state: 'done', progress: null });
    const report = (audience: 'inside' | 'outside') => room.get(ReconciliationReports).report('library', audience);
    expect((await report('inside')).checks).toMatchObject({ id, state: 'done', asked: 3, differences: 2, endedOn: room.today });
    expect((await report('outside')).checks).toBeNull();
    expect(await room.rows(`SELECT actor, reason FROM audit.entry WHERE act = 'reconciliation.start_checks'`)).toEqual([{ actor: 'chief', reason: 'library' }]);
  });

  it('are not asked for where the partner is paused or checks are not agreed, and each says so', async () => {
    await adopted(['active']);
    const agreed = async (checksPerMinute: number, state: 'active' | 'paused') => {
      const [row] = await room.rows(`SELECT id, version FROM partners.partner WHERE service = 'library'`);
      await room.get(PartnerAdmin).change(systemCaller('test'), row?.['id'] as string, row?.['version'] as number, { policy: { ...POLICIES.library, checksPerMinute }, state });
      return codeOf(checks.request(supervisor(), 'library'));
    };
    expect(await agreed(0, 'active')).toBe('reconciliation.checks_not_agreed');
    expect(await agreed(60, 'paused')).toBe('reconciliation.partner_paused');
    expect(await agreed(60, 'active')).toBe('done');
  });

  it('begin once, when two supervisors start a round at the same moment', async () => {
    await adopted(['active']);
    const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await held.query('LOCK TABLE reconciliation.run IN SHARE MODE');
    const wanted = [0, 1].map(() => codeOf(checks.request(supervisor(), 'library')));
    await held.waitedFor(2);
    await held.rollBack();
    expect((await Promise.all(wanted)).sort()).toEqual(['done', 'reconciliation.run_under_way']);
  });

  it('are in no trend of lists, while their breaks are counted with all others', async () => {
    await adopted(['active', 'active']);
    shows('active', null);
    const [, list] = [await round(), await room.pull('library')];
    const later = await round();
    const report = await room.get(ReconciliationReports).report('library', 'inside');
    expect(later?.source).toBe('check');
    expect(report.trend.map(({ id }) => id)).toEqual([list.id]);
    expect(report.classes.find((one) => one.class === 'missing')?.breaks).toBe(1);
  });

  it('close their breaks when a later round shows them as they should be', async () => {
    await adopted(['suspended', 'active', 'active']);
    shows('active', 'suspended', null);
    await round();
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
    shows('suspended', 'active', null);
    expect(await round()).toMatchObject({ state: 'done', counts: { matched: 2, missing: 1 } });
    expect(await room.breaks('library')).toEqual([`missing ${tokenOf(2)}`]);
    await room.rows(`UPDATE links.link SET desired_state = 'ended', published_state = 'ended', reported_state = 'ended'`);
    await adopted(['active'], 9);
    library.shown.set(tokenOf(9), 'active');
    await round();
    expect(await room.breaks('library')).toEqual([]);
  });

  it('are left to the round, whatever a list says of them', async () => {
    await adopted(['active', 'suspended']);
    shows(null, 'active');
    await round();
    const before = await room.breaks('library');
    await room.send('library', []);
    expect([before.length, await room.breaks('library')]).toEqual([2, before]);
  });

  it.each<LinkState>(['active', 'ended'])('that a list had twice stay a break until a later list has them once, which no account shows: one that is %s', async (first) => {
    const others = Array<LinkState>(5).fill('active');
    await adopted([first, ...others]);
    shows('active', ...others);
    const lines = [0, 1, 2, 3, 4, 5].map((at) => `${tokenOf(at)},active`);
    const duplicates = () => room.rows(`SELECT state FROM reconciliation.break WHERE class = 'duplicate'`);
    for (const list of [[...lines, `${tokenOf(0)},active`], lines]) {
      const state = list === lines ? 'resolved' : 'open';
      await room.send('library', list);
      expect(await duplicates()).toEqual([{ state }]);
      await round();
      expect(await duplicates()).toEqual([{ state }]);
    }
  });

  it('say nothing while their partner is away, and the round goes on where it was', async () => {
    await adopted(['active', 'active', 'active', 'active', 'active']);
    await checks.begin('library');
    let answers = 2;
    library.asking = () => {
      answers -= 1;
      if (answers < 0) throw new PartnerFailure('retry', 'timeout');
    };
    shows('active', 'active', 'active', 'active', 'active');
    await expect(checks.step('library', ASKED_AT_ONCE)).rejects.toMatchObject({ code: 'timeout' });
    await expect(checks.step('library', ASKED_AT_ONCE)).rejects.toMatchObject({ code: 'timeout' });
    expect([await last(), await room.breaks('library')]).toMatchObject([{ state: 'checking', endedOn: null, counts: { ours: 2, matched: 2 } }, []]);
    library.asking = () => undefined;
    expect(await round()).toMatchObject({ state: 'done', counts: { ours: 5, matched: 5 } });
    expect(library.asked.filter((token, at, all) => all.indexOf(token) === at)).toHaveLength(5);
    expect(await room.rows('SELECT FROM reconciliation.checked')).toEqual([]);
  });

  it('do not wait for one that cannot be shown: it is counted, said in the run and left as it stands', async () => {
    await adopted(Array<LinkState>(5).fill('suspended'));
    shows('active', 'active', 'active', 'active', 'active');
    await round();
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
    shows('suspended', 'suspended', 'suspended', 'suspended', 'suspended');
    const [poison] = await room.rows(`SELECT id FROM links.link ORDER BY id LIMIT 1`);
    const [token = ''] = (await room.get(ComparableLinks).tokensOf(room.get(Database), 'library', [poison?.['id'] as string])).values();
    library.asked.length = 0;
    library.asking = (asked) => {
      if (asked === token) throw new PartnerFailure('retry', 'unreadable_answer');
    };
    expect(await round()).toMatchObject({ state: 'done', reason: 'accounts_not_shown', rows: 4, counts: { ours: 5, theirs: 4, matched: 4, apart: 1 } });
    expect(library.asked.filter((asked) => asked === token)).toHaveLength(3);
    expect(await room.breaks('library')).toEqual([`state_mismatch ${token}`]);
  });

  it('wait where the one that is refused is refused for who asks, and each question counts', async () => {
    await adopted(['active', 'active']);
    await checks.begin('library');
    library.asking = () => {
      throw new PartnerFailure('credentials', 'http_401');
    };
    await expect(checks.step('library', ASKED_AT_ONCE)).rejects.toMatchObject({ code: 'http_401' });
    expect(library.asked).toHaveLength(1);
    library.asking = () => {
      throw new PartnerFailure('retry', 'timeout');
    };
    let questions = 0;
    await expect(checks.step('library', ASKED_AT_ONCE, () => (questions += 1))).rejects.toMatchObject({ code: 'timeout' });
    expect([questions, library.asked.length - 1, await last()]).toMatchObject([2, 2, { state: 'checking', counts: { ours: 0 } }]);
  });

  it('that change while they are asked for are in flight', async () => {
    const ids = await adopted(['suspended', 'active']);
    shows('active', null);
    library.asking = async () => {
      await room.rows('UPDATE links.link SET desired_version = 2, published_version = 2, reported_version = 2 WHERE id = $1', ids.get(tokenOf(0)));
    };
    await room.rows('UPDATE links.link SET desired_version = 2 WHERE id = $1', ids.get(tokenOf(1)));
    expect(await round()).toMatchObject({ counts: { ours: 2, inFlight: 2, inFlightPresent: 1, matched: 0 } });
    expect(await room.breaks('library')).toEqual([]);
  });

  it('wait for a supervisor where more would be told again than a round does by itself', async () => {
    const many = Array.from({ length: 102 }, (): LinkState => 'suspended');
    await adopted(many);
    shows(...many.map((): LinkState => 'active'));
    await checks.begin('library');
    while (await checks.step('library', 60));
    const run = await last();
    expect(run).toMatchObject({ state: 'awaiting_decision', reason: 'too_many_repairs', counts: { stateMismatch: 102 } });
    expect((await room.breaks('library', ['repairing'])).length).toBe(60);
    await room.get(ReconciliationDecisions).ofRun(supervisor(), run?.id ?? '', 'proceed');
    await room.get(Runs).takeUp('library');
    expect(await last()).toMatchObject({ state: 'done' });
    expect((await room.breaks('library', ['repairing'])).length).toBe(102);
  });

  it('are asked about once: the end of a later round outdates the question of an earlier one, and a list does not', async () => {
    const many = Array.from({ length: 102 }, (): LinkState => 'suspended');
    await adopted(many);
    shows(...many.map((): LinkState => 'active'));
    const first = await round(60);
    await room.send('library', []);
    expect([first?.state, (await room.run(first?.id ?? '')).state]).toEqual(['awaiting_decision', 'awaiting_decision']);
    expect(await round(60)).toMatchObject({ state: 'done', counts: { inFlight: 60, stateMismatch: 42 } });
    expect(await room.run(first?.id ?? '')).toMatchObject({ state: 'done', reason: 'outdated', counts: { stateMismatch: 102 } });
    expect((await room.breaks('library', ['repairing'])).length).toBe(102);
  });

  it('are written down once, when two instances ask for the same', async () => {
    await adopted(['active', 'active', 'active', 'active']);
    await checks.begin('library');
    const held = await HeldTransaction.begin(room.kernel.place.ownerUrl);
    await held.query('SELECT FROM reconciliation.checked FOR UPDATE');
    const steps = [checks.step('library', ASKED_AT_ONCE), checks.step('library', ASKED_AT_ONCE)];
    await held.waitedFor(2);
    await held.rollBack();
    await Promise.all(steps);
    expect([await last(), (await room.breaks('library')).length]).toMatchObject([{ state: 'checking', counts: { ours: 3, missing: 3 } }, 3]);
    expect(await room.rows(`SELECT FROM audit.entry WHERE act = 'reconciliation.check'`)).toHaveLength(1);
  });

  it('are asked for in each night, in one round at a time', async () => {
    await adopted(['active']);
    shows('active');
    const night = async (moment: string) => {
      room.kernel.clock.set(moment);
      await room.get(Schedule).look('library');
      return (await room.rows(`SELECT FROM reconciliation.run WHERE source = 'check'`)).length;
    };
    expect(await night('2026-06-15T17:00:00Z')).toBe(0);
    expect(await night('2026-06-16T08:00:00Z')).toBe(1);
    expect(await night('2026-06-17T08:00:00Z')).toBe(1);
    while (await checks.step('library', ASKED_AT_ONCE));
    expect(await night('2026-06-18T08:00:00Z')).toBe(2);
  });
});
