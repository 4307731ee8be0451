import { FullListRefused, type ListHead, PartnerFailure, type PartnerRecord } from '../../src/modules/links/index.js';
import { type Gate, ListRefused, ReconciliationDecisions, ReconciliationQueries, Runs } from '../../src/modules/reconciliation/index.js';
import { codeOf, ticket } from '../setup/kernel.js';
import { type PlannedLink, textOf } from './planned-list.js';
import { inPieces, ReconciliationRoom, supervisor } from './reconciliation-room.js';
import { gate } from '../setup/gate.js';
import { until } from '../setup/until.js';

const tokens = (count: number) => Array.from({ length: count }, (_, at) => `16${String(at).padStart(14, '0')}`);
const linksOf = (names: readonly string[]): PlannedLink[] =>
  names.map((token) => ({ token, state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }));
const lines = (names: readonly string[]) => names.map((token) => `${token},active`);

describe('a list', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
  });

  beforeEach(async () => {
    await room.reset();
    await room.seed('transit', linksOf(tokens(10)));
  });

  afterAll(() => room.close());

  /** Everything that a list could change, but for the run itself and the audit. */
  const everything = async () =>
    JSON.stringify(await room.rows('SELECT to_jsonb(l)::text AS row FROM links.link l UNION ALL SELECT to_jsonb(b)::text FROM reconciliation.break b UNION ALL SELECT to_jsonb(d)::text FROM reconciliation.difference d ORDER BY 1'));
  const outcome = ({ state, reason, counts }: Awaited<ReturnType<ReconciliationRoom['send']>>) => [state, reason, counts];

  it.each<[Gate, () => Promise<Awaited<ReturnType<ReconciliationRoom['send']>>>]>([
    ['truncated', () => room.send('transit', Buffer.from('1600000000000000,active\n16000000'))],
    ['not_readable', () => room.send('transit', ['', '\0\x01\xff', 'token;state', `${tokens(1)[0]},active`])],
    ['not_readable', () => room.send('transit', Buffer.from(`token,state\n${lines(tokens(9)).join('\n')}\n`, 'utf16le'))],
    ['empty', () => room.send('transit', [])],
    ['empty', () => room.send('transit', Buffer.from('token,state,validThrough\n'))],
    ['row_count_wrong', () => room.send('transit', lines(tokens(9)), { rows: 10 })],
    ['as_of_in_future', () => room.send('transit', lines(tokens(9)), { asOf: '2026-06-17' })],
    ['wrong_list', () => room.send('transit', lines(tokens(300).map((token) => token.replace('16', '29'))))],
  ])('that does not pass the gate %s is set aside whole, and changes nothing', async (gate, send) => {
    const before = await everything();
    expect(outcome(await send())).toEqual(['set_aside', gate, null]);
    expect(await everything()).toBe(before);
  });

  it('of which hardly anything can be read is set aside, and nobody is asked about its size', async () => {
    await room.send('transit', lines(tokens(10)));
    const unread = await room.send('transit', ['x', 'y', 'z']);
    expect([...outcome(unread), unread.rows]).toEqual(['set_aside', 'not_readable', null, 3]);
    expect(outcome(await room.send('transit', []))).toEqual(['set_aside', 'empty', null]);
    // As many lines that can be read as lines that cannot.
    expect(outcome(await room.send('transit', [...lines(tokens(5)), 'a', 'b', 'c', 'd', 'e']))).toMatchObject(['done', null, { missing: 5, unreadable: 5 }]);
  });

  it('without a line is compared where there is no link to be in it, and where it says that it has none', async () => {
    expect(outcome(await room.send('library', []))).toMatchObject(['done', null, { ours: 0, theirs: 0 }]);
    await room.seed('library', [...linksOf(['2984000001']).map((link) => ({ ...link, changedOn: room.today })), ...linksOf(['2984000002']).map((link) => ({ ...link, state: 'ended' as const }))]);
    expect(outcome(await room.send('library', []))).toMatchObject(['done', null, { ours: 1, theirs: 0, inFlight: 1 }]);
    expect(outcome(await room.send('transit', [], { rows: 0 }))).toMatchObject(['done', null, { ours: 10, theirs: 0, missing: 10 }]);
  });

  it('is counted in the order of the partner: no number twice, none left out', async () => {
    const send = async (sequence: number, rows?: number) => outcome(await room.send('transit', lines(tokens(10)), { sequence, rows })).slice(0, 2);
    expect(await send(7)).toEqual(['done', null]);
    expect(await send(7)).toEqual(['set_aside', 'sequence_repeated']);
    expect(await send(9)).toEqual(['set_aside', 'sequence_gap']);
    expect(await send(8, 11)).toEqual(['set_aside', 'row_count_wrong']);
    expect(await send(8)).toEqual(['done', null]);
  });

  it('of an earlier day than the last is out of date', async () => {
    await room.send('transit', lines(tokens(10)));
    expect(outcome(await room.send('transit', lines(tokens(10)), { asOf: '2026-06-14' }))).toEqual(['set_aside', 'out_of_date', null]);
  });

  it('of a day that has begun elsewhere and not in the city shows the city’s today', async () => {
    const { state, asOf } = await room.send('transit', lines(tokens(10)), { asOf: '2026-06-16' });
    expect([state, asOf]).toEqual(['done', '2026-06-15']);
    expect(outcome(await room.send('transit', lines(tokens(10)))).slice(0, 2)).toEqual(['done', null]);
  });

  describe('of quite another size', () => {
    it('waits for a supervisor, and has to come again when it is found right', async () => {
      await room.send('transit', lines(tokens(10)));
      const before = await everything();
      const { id, ...run } = await room.send('transit', lines(tokens(7)));
      expect([run.state, run.reason, run.rows, await everything()]).toEqual(['awaiting_decision', 'size_changed', 7, before]);
      expect(await room.get(ReconciliationDecisions).ofRun(supervisor('chief'), id, 'proceed')).toEqual({ state: 'set_aside', nextRun: null });
      expect(await room.run(id)).toMatchObject({ state: 'set_aside', reason: 'size_accepted', decidedBy: 'chief' });
      expect(outcome(await room.send('transit', lines(tokens(7))))).toMatchObject(['done', null, { missing: 3 }]);
    });

    it('comes again from its partner under the same number, and is compared only when its size was found right', async () => {
      const send = (count: number, sequence: number) => room.send('transit', lines(tokens(count)), { sequence, byPartner: true });
      await send(10, 1);
      const waiting = await send(7, 2);
      expect((await send(7, 2)).id).toBe(waiting.id);
      await room.get(ReconciliationDecisions).ofRun(supervisor(), waiting.id, 'proceed');
      expect(outcome(await send(7, 2))).toMatchObject(['done', null, { missing: 3 }]);
    });

    it('is asked about once: a later list that is compared, or asks itself, outdates it, and one that is set aside does not', async () => {
      const decide = (id: string) => codeOf(room.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed'));
      const [outdated, waits] = [{ state: 'set_aside', reason: 'outdated', decidedBy: null, endedOn: room.today, counts: null }, { state: 'awaiting_decision' }];
      await room.send('transit', lines(tokens(10)));
      const first = await room.send('transit', lines(tokens(7)));
      await room.send('transit', lines(tokens(7)), { rows: 9 });
      await room.send('transit', ['x']);
      expect(await room.run(first.id)).toMatchObject(waits);
      const second = await room.send('transit', lines(tokens(6)));
      expect([await room.run(first.id), await room.run(second.id)]).toMatchObject([outdated, waits]);
      room.partners.transit.shown.set(tokens(1)[0] as string, 'active');
      const third = await room.pull('transit');
      expect([await room.run(second.id), third]).toMatchObject([outdated, waits]);
      const other = await room.send('library', []);
      await room.send('transit', lines(tokens(10)));
      expect([await room.run(third.id), await room.run(other.id)]).toMatchObject([outdated, { state: 'done', reason: null }]);
      expect(await Promise.all([first, second, third].map(({ id }) => decide(id)))).toEqual(Array(3).fill('reconciliation.run_outdated'));
    });

    it('is compared at once where its size was found right while it came', async () => {
      await room.send('transit', lines(tokens(10)));
      const { id } = await room.send('transit', lines(tokens(7)));
      const bytes = (async function* () {
        yield textOf(lines(tokens(4)));
        await room.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed');
        yield textOf(lines(tokens(7).slice(4)));
      })();
      expect(outcome(await room.send('transit', [], { bytes }))).toMatchObject(['done', null, { missing: 3 }]);
    });

    it('is asked for at once where it was pulled, and goes on waiting where a supervisor finds it wrong', async () => {
      await room.send('transit', lines(tokens(10)));
      room.partners.transit.shown.set(tokens(1)[0] as string, 'active');
      const { id, state } = await room.pull('transit');
      expect(state).toBe('awaiting_decision');
      const { nextRun } = await room.get(ReconciliationDecisions).ofRun(supervisor(), id, 'proceed');
      await room.get(Runs).takeUp('transit');
      expect((await room.run(nextRun ?? '')).counts).toMatchObject({ theirs: 1, missing: 9 });
      room.partners.transit.shown.clear();
      const other = await room.pull('transit');
      await room.get(ReconciliationDecisions).ofRun(supervisor(), other.id, 'refuse');
      expect(await room.run(other.id)).toMatchObject({ state: 'set_aside', reason: 'size_changed' });
      expect((await room.pull('transit')).reason).toBe('size_changed');
    });
  });

  it('that breaks off on its way is a run that was set aside', async () => {
    const before = await everything();
    const bytes = (async function* () {
      yield await Promise.resolve(textOf(lines(tokens(5))));
      throw new Error('the connection was reset');
    })();
    expect(await codeOf(room.send('transit', [], { bytes }))).toBe('request.malformed');
    const { runs } = await room.get(ReconciliationQueries).runs('transit', null, 10);
    expect(runs.map(({ state, reason }) => [state, reason])).toEqual([['set_aside', 'truncated']]);
    expect(await everything()).toBe(before);
  });

  it('that its source refuses is set aside for the reason it gives', async () => {
    const bytes = (async function* () {
      yield await Promise.resolve(textOf(lines(tokens(5))));
      throw new ListRefused('signature_invalid');
    })();
    await codeOf(room.send('transit', [], { bytes }));
    const { runs } = await room.get(ReconciliationQueries).runs('transit', null, 10);
    expect(runs.map(({ state, reason }) => [state, reason])).toEqual([['set_aside', 'signature_invalid']]);
  });

  it('is received once for one Idempotency-Key', async () => {
    const caller = supervisor();
    const key = '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11';
    const callerWith = (digest: string) => ({ ...caller, once: ticket(digest, key, 'lists') });
    const first = await room.send('transit', lines(tokens(10)), { callerWith });
    expect((await room.send('transit', lines(tokens(10)), { callerWith })).id).toBe(first.id);
    expect(await codeOf(room.send('transit', lines(tokens(9)), { callerWith }))).toBe('idempotency.key_reused');
    expect(await room.rows('SELECT 1 FROM reconciliation.run')).toHaveLength(1);
  });

  describe('that is pulled', () => {
    const listing = (records: readonly PartnerRecord[], end: () => void = () => undefined) => {
      room.partners.transit.listed = async function* () {
        for (const record of records) yield await Promise.resolve(record);
        end();
      };
    };

    it('says what it says, and a token that is none is a line that nobody can read', async () => {
      const names = tokens(10);
      listing([...names.slice(1).map((token) => ({ token, state: 'active' as const, validThrough: null })), { token: `${names[0]},active\n1699`, state: 'active', validThrough: null }, { token: '\u0131600', state: 'active', validThrough: null }]);
      expect((await room.pull('transit')).counts).toMatchObject({ theirs: 11, matched: 9, missing: 1, unreadable: 2, unknown: 0 });
    });

    it.each(['signature_invalid', 'not_decrypted', 'name_mismatch', 'hash_total_wrong', 'row_count_wrong', 'truncated', 'malformed'] as const)(
      'and is refused as %s when it is opened is set aside whole, and not asked for again',
      async (fault) => {
        const before = await everything();
        listing(linksOf(tokens(3)), () => {
          throw new FullListRefused(fault);
        });
        expect(outcome(await room.pull('transit'))).toEqual(['set_aside', fault, null]);
        expect(await everything()).toBe(before);
      },
    );

    it('is what it says of itself: of its day, and under its number, of which some may never be seen', async () => {
      const pull = async (head: Partial<ListHead>) => {
        room.partners.transit.listed = async function* (meet) {
          meet({ asOf: '2026-06-14', sequence: null, rows: null, ...head });
          for (const token of tokens(10)) yield await Promise.resolve({ token, state: 'active', validThrough: null });
        };
        const { state, reason, asOf, sequence } = await room.pull('transit');
        return [state, reason, asOf, sequence];
      };
      expect(await pull({ sequence: 7 })).toEqual(['done', null, '2026-06-14', 7]);
      expect(await pull({ sequence: 7 })).toEqual(['set_aside', 'sequence_repeated', '2026-06-14', 7]);
      expect(await pull({ sequence: 9 })).toEqual(['done', null, '2026-06-14', 9]);
      expect(await pull({ sequence: 10, rows: 11 })).toEqual(['set_aside', 'row_count_wrong', '2026-06-14', 10]);
      expect(await pull({ asOf: '2026-06-13' })).toEqual(['set_aside', 'out_of_date', '2026-06-13', null]);
      expect(await pull({ asOf: '2026-06-17' })).toEqual(['set_aside', 'as_of_in_future', '2026-06-17', null]);
      // Noon in the city is another day where the clocks are most ahead.
      expect(await pull({ asOf: '2026-06-16' })).toEqual(['done', null, '2026-06-15', null]);
    });

    it('of a partner that has no suspension may have ended what is suspended', async () => {
      await room.seed('prescription', linksOf(['RX01', 'RX02', 'RX03']).map((link, at) => ({ ...link, state: (['suspended', 'active', 'ended'] as const)[at] ?? 'active' })));
      const list = ['RX01,ended', 'RX02,ended', 'RX03,ended'];
      expect((await room.send('prescription', list)).counts).toMatchObject({ matched: 0, partnerHold: 2, endedMatched: 1 });
      room.partners.prescription.suspendsByEnding = true;
      expect((await room.send('prescription', list)).counts).toMatchObject({ matched: 1, partnerHold: 1, endedMatched: 1 });
      expect((await room.send('prescription', ['RX01,active', 'RX02,ended', 'RX03,ended'])).counts).toMatchObject({ stateMismatch: 1 });
    });

    it('of a partner that has no suspension may leave out what is suspended, and as many of them as there are hold up nothing urgent', async () => {
      const names = Array.from({ length: 103 }, (_, at) => `RX${at}`);
      await room.seed('prescription', linksOf(names).map((link) => ({ ...link, state: link.token === 'RX1' ? 'active' : 'suspended' })));
      expect(await room.send('prescription', ['RX0,active', 'RX1,active'])).toMatchObject({ state: 'awaiting_decision', reason: 'too_many_repairs', counts: { missing: 101, apart: 0 } });
      room.partners.prescription.suspendsByEnding = true;
      expect(await room.send('prescription', ['RX0,active', 'RX1,active'])).toMatchObject({ state: 'done', counts: { ours: 103, theirs: 2, matched: 1, apart: 101, missing: 0, stateMismatch: 1 } });
      expect([await room.breaks('prescription'), await room.breaks('prescription', ['repairing'])]).toEqual([['state_mismatch RX0'], ['state_mismatch RX0']]);
      expect((await room.send('prescription', ['RX0,active', 'RX2,ended'])).counts).toMatchObject({ matched: 1, missing: 1, apart: 100, inFlight: 1 });
    });

    it.each([[true, 'done'], [false, 'set_aside']] as const)('without a line, of a partner that has no suspension (%s), is %s while all is suspended', async (suspendsByEnding, state) => {
      room.partners.prescription.suspendsByEnding = suspendsByEnding;
      await room.seed('prescription', linksOf(['RX01']).map((link) => ({ ...link, state: 'suspended' })));
      expect((await room.send('prescription', [])).state).toBe(state);
    });

    it('and does not come to its end is none', async () => {
      const before = await everything();
      listing(linksOf(tokens(3)), () => {
        throw new PartnerFailure('retry', 'timeout');
      });
      expect(outcome(await room.pull('transit'))).toEqual(['failed', 'partner_failed', null]);
      expect(await everything()).toBe(before);
    });

    it('is not asked of a partner that has none', async () => {
      const transit = room.partners.transit as { fullList?: unknown };
      // On the instance it hides the method of its class.
      transit.fullList = undefined;
      expect(await codeOf(room.get(Runs).request(supervisor(), 'transit'))).toBe('reconciliation.list_not_offered');
      delete transit.fullList;
    });

    it('is asked for once at a time', async () => {
      await room.get(Runs).request(supervisor(), 'transit');
      expect(await codeOf(room.get(Runs).request(supervisor(), 'transit'))).toBe('reconciliation.run_under_way');
      expect(await codeOf(room.get(Runs).request(supervisor(), 'library'))).toBe('done');
      expect((await room.get(Runs).waiting()).sort()).toEqual(['library', 'transit']);
    });

    it('tells how far it is', async () => {
      await room.send('transit', lines(tokens(10)));
      const wait = gate();
      room.partners.transit.listed = async function* () {
        for (const token of Array.from({ length: 2_001 }, (_, at) => `29${String(at).padStart(14, '0')}`)) yield { token, state: 'active', validThrough: null };
        await wait.passed;
      };
      const { id } = await room.get(Runs).request(supervisor(), 'transit');
      const done = room.get(Runs).takeUp('transit');
      await until(async () => (await room.run(id)).state === 'receiving');
      expect((await room.run(id)).progress).toMatchObject({ stage: 'receiving' });
      wait.open();
      await done;
      expect((await room.run(id)).progress).toBeNull();
    });
  });

  it('goes through in pieces of any size', async () => {
    const bytes = inPieces(textOf(lines(tokens(10))), 1);
    expect((await room.send('transit', [], { bytes })).counts).toMatchObject({ matched: 10 });
  });
});
