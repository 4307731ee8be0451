import { ReconciliationDecisions, ReconciliationQueries } from '../../src/modules/reconciliation/index.js';
import { declaredPurposes, type Purpose } from '../../src/kernel/keyring/index.js';
import { PartnerRuns } from '../../src/modules/reconciliation/partner-runs.queries.js';
import { Retention } from '../../src/modules/reconciliation/retention.service.js';
import { codeOf, drawKeys, keyringOf } from '../setup/kernel.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom, supervisor } from './reconciliation-room.js';

const DAY_SECONDS = 86_400;
const [ONE, TWO] = ['1600000000000001', '1600000000000002'] as const;

const link = (token: string, given: Partial<PlannedLink> = {}): PlannedLink => ({
  token, state: 'active', validThrough: '2031-12', version: 1, reportedVersion: 1, changedOn: '2026-01-05', ...given,
});

describe('a break', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  const nextDay = (days = 1) => room.kernel.clock.advance(days * DAY_SECONDS);
  const rows = () => room.rows('SELECT id, class, state, reason, first_seen, last_seen FROM reconciliation.break ORDER BY class, state');
  const decide = (id: unknown, ...[decision, reason = 'checked_by_hand']: [Parameters<ReconciliationDecisions['ofBreak']>[2], Parameters<ReconciliationDecisions['ofBreak']>[3]?]) =>
    room.get(ReconciliationDecisions).ofBreak(supervisor('chief'), id as string, decision, reason);

  it('goes on from list to list: it is the same one, and first seen stays', async () => {
    await room.seed('transit', [link(ONE)]);
    const { id: run } = await room.send('transit', [`${ONE},suspended`]);
    const [first] = await rows();
    nextDay(5);
    await room.send('transit', [`${ONE},suspended`]);
    expect(await rows()).toEqual([{ ...first, first_seen: '2026-06-15', last_seen: '2026-06-20' }]);
    const { breaks } = await room.get(ReconciliationQueries).breaks(run, { class: null, state: null }, { after: null, limit: 10 }, false);
    expect(breaks).toMatchObject([{ class: 'partner_hold', state: 'open', age: '4-7' }]);
  });

  it('is not among those of a run that compared nothing, though it stood before and stands behind it', async () => {
    await room.seed('transit', [link(ONE)]);
    const { id: compared } = await room.send('transit', [`${ONE},suspended`]);
    const { id: setAside } = await room.send('transit', [`${ONE},suspended`], { rows: 99 });
    nextDay();
    await room.send('transit', [`${ONE},suspended`]);
    const page = [{ class: null, state: null }, { after: null, limit: 10 }] as const;
    const seen = async (id: string) => {
      const [inside, own] = [await room.get(ReconciliationQueries).breaks(id, ...page, false), await room.get(PartnerRuns).breaks('transit', id, ...page)];
      return [inside.breaks.length, own.breaks.length];
    };
    expect([await seen(compared), await seen(setAside)]).toEqual([[1, 1], [0, 0]]);
  });

  it('closes when a later list shows it no more, and not before', async () => {
    await room.seed('transit', [link(ONE), link(TWO)]);
    await room.send('transit', [`${ONE},suspended`, `${TWO},active`]);
    const open = async () => (await rows()).map(({ state }) => state);
    nextDay();
    // A list that does not pass a gate, one that comes to nothing, and one about which a person is asked.
    await room.send('transit', [`${ONE},active`, `${TWO},active`], { rows: 3 });
    expect(await open()).toEqual(['open']);
    await room.send('transit', [`${ONE},active`, `${TWO},active`], { asOf: '2026-06-14' });
    expect(await open()).toEqual(['open']);
    await room.send('transit', [`${ONE},active`]);
    expect(await open()).toEqual(['open']);
    await room.send('transit', [`${ONE},active`, `${TWO},active`]);
    expect(await open()).toEqual(['resolved']);
    nextDay();
    await room.send('transit', [`${ONE},suspended`, `${TWO},active`]);
    expect(await open()).toEqual(['open', 'resolved']);
  });

  it('stays while its link is on its way, because the list tells nothing about it', async () => {
    const ids = await room.seed('transit', [link(ONE)]);
    await room.send('transit', [`${ONE},suspended`]);
    await room.rows('UPDATE links.link SET desired_version = 2 WHERE id = $1', ids.get(ONE));
    await room.send('transit', [`${ONE},active`]);
    expect((await rows()).map(({ state }) => state)).toEqual(['open']);
    await room.rows('UPDATE links.link SET published_version = 2, reported_version = 2 WHERE id = $1', ids.get(ONE));
    await room.send('transit', [`${ONE},active`]);
    expect((await rows()).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('of an ended link stays as long as that one', async () => {
    const ids = await room.seed('transit', [link(ONE, { state: 'ended' }), link(TWO)]);
    await room.send('transit', [`${ONE},active`, `${TWO},active`]);
    expect(await room.breaks('transit', ['repairing'])).toEqual([`ended_still_live ${ONE}`]);
    await room.send('transit', [`${ONE},active`, `${TWO},active`]);
    expect(await room.breaks('transit', ['repairing'])).toEqual([`ended_still_live ${ONE}`]);
    await room.rows('UPDATE links.link SET published_version = 2, reported_version = 2 WHERE id = $1', ids.get(ONE));
    nextDay(3);
    await room.send('transit', [`${ONE},ended`, `${TWO},active`]);
    expect(await room.breaks('transit')).toEqual([]);
  });

  it('of another kind takes the place of the one before', async () => {
    await room.seed('transit', [link(ONE)]);
    await room.send('transit', [`${ONE},suspended,2031-12`]);
    await room.send('transit', [`${ONE},active,2031-11`]);
    expect(await rows()).toMatchObject([
      { class: 'attribute_mismatch', state: 'repairing' },
      { class: 'partner_hold', state: 'resolved', reason: 'reclassified' },
    ]);
  });

  it('of lines that nobody can read is one, as long as there are any', async () => {
    const names = [ONE, TWO, '1600000000000003', '1600000000000004', '1600000000000005'];
    await room.seed('transit', names.map((token) => link(token)));
    const readable = names.map((token) => `${token},active`);
    await room.send('transit', [...readable, 'canary']);
    await room.send('transit', ['canary-2', ...readable]);
    expect(await rows()).toMatchObject([{ class: 'unreadable', state: 'open' }]);
    await room.send('transit', readable);
    expect(await rows()).toMatchObject([{ class: 'unreadable', state: 'resolved' }]);
  });

  it.each([['accept', 'partner_decision'], ['wait', 'partner_corrects']] as const)('that somebody had %s is open again, and told, when it gets worse: live there now what is blocked here', async (decision, reason) => {
    await room.seed('transit', [link(ONE, { state: 'ended' })]);
    await room.send('transit', [`${ONE},suspended`], { rows: 1 });
    const [{ id } = {}] = await rows();
    await decide(id, decision, reason);
    // It was told again, and nothing is on the way any more.
    await room.rows('UPDATE links.link SET published_version = desired_version, reported_version = desired_version');
    await room.send('transit', [`${ONE},suspended`]);
    expect(await rows()).toMatchObject([{ class: 'ended_still_live', reason }]);
    await room.send('transit', [`${ONE},active`]);
    expect(await rows()).toMatchObject([{ class: 'ended_still_live', state: 'repairing', reason: null }]);
  });

  it('is accepted, waits or is opened again as a supervisor decides, and lists do not undo that', async () => {
    await room.seed('transit', [link(ONE)]);
    const send = () => room.send('transit', [`${ONE},suspended`]);
    await send();
    const [{ id } = {}] = await rows();
    expect(await decide(id, 'accept', 'partner_decision')).toEqual({ state: 'accepted' });
    await send();
    expect(await rows()).toMatchObject([{ state: 'accepted', reason: 'partner_decision' }]);
    expect(await codeOf(decide(id, 'accept'))).toBe('reconciliation.decision_not_possible');
    await decide(id, 'wait', 'partner_corrects');
    await send();
    expect(await rows()).toMatchObject([{ state: 'waiting', reason: 'partner_corrects' }]);
    await decide(id, 'reopen');
    expect(await rows()).toMatchObject([{ state: 'open' }]);
    expect(await codeOf(decide(id, 'repair'))).toBe('reconciliation.decision_not_possible');
    expect(await codeOf(decide('00000000-0000-4000-8000-000000000000', 'accept'))).toBe('reconciliation.break_not_found');
    await room.send('transit', [`${ONE},active`]);
    expect(await codeOf(decide(id, 'reopen'))).toBe('reconciliation.decision_not_possible');
  });

  it('is repaired by a supervisor only while its link is as it was compared', async () => {
    const ids = await room.seed('transit', [link(ONE)]);
    await room.send('transit', [], { rows: 0 });
    const [{ id } = {}] = await rows();
    await decide(id, 'wait');
    expect(await codeOf(decide(id, 'repair'))).toBe('reconciliation.link_changed');
    await room.rows('UPDATE links.link SET desired_version = 1 WHERE id = $1', ids.get(ONE));
    expect(await decide(id, 'repair')).toEqual({ state: 'repairing' });
    expect(await room.rows('SELECT desired_version FROM links.link')).toEqual([{ desired_version: 2 }]);
  });

  it('shows the token that the city does not know, and to supervisors only', async () => {
    await room.seed('transit', [link(TWO)]);
    const { id } = await room.send('transit', [`${ONE},active`]);
    const seen = async (withTokens: boolean) => {
      const { breaks } = await room.get(ReconciliationQueries).breaks(id, { class: null, state: null }, { after: null, limit: 10 }, withTokens);
      return Object.fromEntries(breaks.map((one) => [one.class, one.token]));
    };
    expect(await seen(true)).toEqual({ unknown: ONE, missing: undefined });
    expect(await seen(false)).toEqual({ unknown: undefined, missing: undefined });
  });

  it('of a token that no link has is known again after a change of keys, and needs the older ones no more', async () => {
    const { place, keyring } = room.kernel;
    const changing = ['links.token-index.transit', 'reconciliation.token-seal'];
    const newer = drawKeys(2);
    const keyringWith = (versions: readonly number[]) => {
      const key = (purpose: Purpose, version: number) => [version, version === 1 ? keyring.secret(purpose, 1) : newer[purpose.name]?.[2]] as const;
      const live = (purpose: Purpose) => (changing.includes(purpose.name) ? versions : [1]).map((version) => key(purpose, version));
      return keyringOf(Object.fromEntries(declaredPurposes().map((purpose) => [purpose.name, Object.fromEntries(live(purpose)) as Record<number, Buffer>])));
    };
    const under = async <T>(versions: readonly number[], work: (changed: ReconciliationRoom) => Promise<T>) => {
      const changed = await ReconciliationRoom.open({ place, keyring: keyringWith(versions) });
      try {
        return await work(changed);
      } finally {
        await changed.close();
      }
    };
    const list = [`${ONE},active`, `${TWO},active`, `${TWO},active`, '1600000000000003,active'];
    const found = ['duplicate 1600000000000002', 'unknown 1600000000000001', 'unknown 1600000000000002', 'unknown 1600000000000003'];
    await under([1], (changed) => changed.send('transit', list));
    const ids = (await rows()).map(({ id }) => id).sort();
    const kept = () => room.rows('SELECT token_index, sealed_token FROM reconciliation.break ORDER BY id');
    const old = await kept();
    await under([1, 2], async (changed) => {
      await changed.send('transit', list);
      expect(await changed.breaks('transit')).toEqual(found);
      const renewed = await kept();
      expect(renewed.filter((row, at) => (row['token_index'] as Buffer).equals(old[at]?.['token_index'] as Buffer) || (row['sealed_token'] as Buffer)[0] !== 2)).toEqual([]);
      expect(await changed.get(Retention).renew('transit')).toBe(0);
    });
    await under([2], async (changed) => {
      await changed.send('transit', list);
      expect(await changed.breaks('transit')).toEqual(found);
    });
    expect((await rows()).map(({ id }) => id).sort()).toEqual(ids);
  });

  it('and its runs are forgotten in their time, but for what the next list is held against', async () => {
    await room.seed('transit', [link(ONE)]);
    const { id: first } = await room.send('transit', [`${ONE},suspended`], { sequence: 1, asOf: '2026-06-14' });
    await room.rows(`INSERT INTO reconciliation.run (id, service, number, source, sequence, as_of, started_on, ended_on, state, reason)
      SELECT gen_random_uuid(), 'transit', n, 'upload', n, $1, $1, $1, 'set_aside', 'row_count_wrong' FROM generate_series(2, 34) AS n`, room.today);
    await room.send('transit', [`${ONE},suspended`], { sequence: 35, asOf: '2026-06-14' });
    const { id: last } = await room.send('transit', [`${ONE},suspended`]);
    const kept = async () => (await room.rows('SELECT sequence::integer FROM reconciliation.run ORDER BY number')).map(({ sequence }) => sequence);
    const forget = (days: number) => (nextDay(days), room.get(Retention).forget());
    await forget(90);
    expect((await kept()).length).toBe(36);
    await forget(1);
    // The last thirty; and the first one, which the break was seen in first.
    expect(await kept()).toEqual([1, ...Array.from({ length: 29 }, (_, at) => at + 7), null]);
    const listed = async (run: string) => (await room.get(ReconciliationQueries).breaks(run, { class: null, state: null }, { after: null, limit: 10 }, false)).breaks.length;
    expect([await listed(first), await listed(last)]).toEqual([1, 1]);
    for (let more = 0; more < 31; more += 1) await room.rows(`INSERT INTO reconciliation.run (id, service, source, as_of, started_on, ended_on, state, reason) VALUES (gen_random_uuid(), 'transit', 'upload', $1, $1, $1, 'missed', 'not_received')`, room.today);
    await room.rows(`UPDATE reconciliation.break SET state = 'resolved', resolved_on = '2026-06-15'`);
    await forget(0);
    expect([await rows(), (await kept()).filter((sequence) => sequence !== null)]).toEqual([[], [35]]);
    expect((await room.send('transit', [`${ONE},suspended`], { sequence: 35 })).reason).toBe('sequence_repeated');
    expect((await room.send('transit', [`${ONE},suspended`], { sequence: 37 })).reason).toBe('sequence_gap');
  });

  it('is listed a page at a time, and by class and state', async () => {
    const { id } = await room.send('transit', Array.from({ length: 7 }, (_, at) => `160000000000010${at},active`));
    const page = (after: string | null, filter: object = {}) =>
      room.get(ReconciliationQueries).breaks(id, { class: null, state: null, ...filter }, { after, limit: 3 }, false);
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { breaks, next } = await page(after);
      seen.push(...breaks.map((one) => one.id));
      if (next === null) break;
      after = next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
    expect((await page(null, { class: 'missing' })).breaks).toEqual([]);
    expect((await page(null, { class: 'unknown', state: 'open' })).breaks).toHaveLength(3);
  });
});
