import { ReconciliationDecisions, ReconciliationQueries } from '../../src/modules/reconciliation/index.js';
import { codeOf } from '../setup/kernel.js';
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
    await room.send('transit', ['canary', 'canary-2']);
    await room.send('transit', ['canary', 'canary-3']);
    expect(await rows()).toMatchObject([{ class: 'unreadable', state: 'open' }]);
    await room.seed('transit', [link(ONE), link(TWO)]);
    await room.send('transit', [`${ONE},active`, `${TWO},active`]);
    expect(await rows()).toMatchObject([{ class: 'unreadable', state: 'resolved' }]);
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
    await room.send('transit', []);
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
