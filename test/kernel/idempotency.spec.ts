import { randomUUID } from 'node:crypto';
import { Database, type Statement, type Tx, UnitOfWork } from '../../src/kernel/database/index.js';
import { deleteExpiredAnswers, RememberedAnswer, type RememberedRow } from '../../src/kernel/idempotency/idempotency.store.js';
import { KeyringProblem, openWith } from '../../src/kernel/keyring/index.js';
import { gate } from '../setup/gate.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { clerk, codeOf, createKernel, drawKeys, dump, empty, keyringOf, NOON, type TestKernel, ticket } from '../setup/kernel.js';
import { query } from '../setup/query.js';

const AUDIT = { act: 'card.issue', reason: null, subject: null, outcome: 'done' } as const;
const ROW: Statement = { name: 'state-add', text: `INSERT INTO public.state VALUES ('row')`, values: [] };

describe('a repeated request', () => {
  let kernel: TestKernel;
  let turns: number;

  beforeAll(async () => {
    kernel = await createKernel();
    await query(kernel.place.ownerUrl, 'CREATE TABLE public.state (value text); GRANT INSERT ON public.state TO citykey_service');
  });

  beforeEach(async () => {
    turns = 0;
    kernel.clock.set(NOON);
    await empty(kernel.place.ownerUrl);
  });

  afterAll(() => kernel.close());

  const command = async (tx: Tx) => {
    const turn = (turns += 1);
    await tx.query(ROW);
    return { result: { turn }, audit: AUDIT };
  };
  const run = (once = ticket(), work = kernel.work) => work.run(clerk(once), command);
  const add = (once = ticket(), work = kernel.work) => work.add(clerk(once), { rows: [ROW], result: { turn: (turns += 1) }, audit: AUDIT });
  const written = async () => {
    const whole = await dump(kernel.place.ownerUrl);
    return ['public.state', 'audit.entry', 'kernel.idempotency'].map((name) => whole[name]?.length);
  };

  const ways = { run, add };

  describe.each(['run', 'add'] as const)('of a command by %s', (way) => {
    const act = (...given: Parameters<typeof run>) => ways[way](...given);

    it('gets the same answer and does nothing', async () => {
      const once = ticket('{"a":1}');
      expect(await act(once)).toEqual({ turn: 1 });
      expect(await act({ ...once })).toEqual({ turn: 1 });
      expect(await written()).toEqual([1, 1, 1]);
    });

    it('is refused with another body', async () => {
      const once = ticket('{"a":1}');
      await act(once);
      expect(await codeOf(act({ ...once, request: '{"a":2}' }))).toBe('idempotency.key_reused');
      expect(await written()).toEqual([1, 1, 1]);
    });

    it('is another request from another account or at another route', async () => {
      const key = randomUUID();
      const scopes = ['clerk POST /v1/cards', 'other POST /v1/cards', 'clerk POST /v1/cards/suspension'];
      for (const [place, scope] of scopes.entries()) expect(await act(ticket('{}', key, scope))).toEqual({ turn: place + 1 });
      expect(await written()).toEqual([3, 3, 3]);
    });

    it('is answered once by fifty that come at the same time', async () => {
      const once = ticket();
      const answers = await Promise.all(Array.from({ length: 50 }, () => act(once)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await written()).toEqual([1, 1, 1]);
    });

    it('waits for its twin that has not committed, and gets its answer', async () => {
      const once = ticket();
      const held = gate();
      const watch = await HeldTransaction.begin(kernel.place.ownerUrl);
      const first = kernel.work.run(clerk(once), async (tx) => {
        const outcome = await command(tx);
        await held.passed;
        return { ...outcome, result: { turn: 'first' } };
      });
      await writing(kernel);
      const second = act(once);
      await watch.waitedFor();
      held.open();
      expect(await Promise.all([first, second])).toEqual([{ turn: 'first' }, { turn: 'first' }]);
      expect(await written()).toEqual([1, 1, 1]);
      await watch.rollBack();
    });

    it('acts when its twin did not', async () => {
      const once = ticket();
      const held = gate();
      const watch = await HeldTransaction.begin(kernel.place.ownerUrl);
      const first = kernel.work.run(clerk(once), async (tx) => {
        await tx.query(ROW);
        await held.passed;
        throw new Error('the first changed its mind');
      });
      first.catch(() => undefined);
      await writing(kernel);
      const second = act(once);
      await watch.waitedFor();
      held.open();
      await expect(first).rejects.toThrow('changed its mind');
      expect(await second).toEqual({ turn: 1 });
      expect(await written()).toEqual([1, 1, 1]);
      await watch.rollBack();
    });

    it('is refused with another body also while its namesake is under way', async () => {
      const once = ticket('{"a":1}');
      const held = gate();
      const watch = await HeldTransaction.begin(kernel.place.ownerUrl);
      const first = kernel.work.run(clerk(once), async (tx) => {
        const outcome = await command(tx);
        await held.passed;
        return outcome;
      });
      await writing(kernel);
      const other = codeOf(act({ ...once, request: '{"a":2}' }));
      await watch.waitedFor();
      held.open();
      expect(await first).toEqual({ turn: 1 });
      expect(await other).toBe('idempotency.key_reused');
      expect(await written()).toEqual([1, 1, 1]);
      await watch.rollBack();
    });

    it('is known again after the keys were changed, as long as the old ones are live', async () => {
      const once = ticket('{"a":1}');
      const keys = drawKeys(2);
      const only = (version: number) =>
        Object.fromEntries(Object.entries(keys).map(([name, held]) => [name, { [version]: held[version] as Buffer }]));
      const worker = (ring: ReturnType<typeof drawKeys>) => new UnitOfWork(kernel.database, keyringOf(ring), kernel.clock);
      expect(await act(once, worker(only(1)))).toEqual({ turn: 1 });
      expect(await act(once, worker(keys))).toEqual({ turn: 1 });
      expect(await codeOf(act({ ...once, request: '{"a":2}' }, worker(keys)))).toBe('idempotency.key_reused');
      const under2 = ticket();
      const { turn } = await act(under2, worker(keys));
      expect(await act(under2, worker(only(2)))).toEqual({ turn });
      expect(await written()).toEqual([2, 2, 2]);
    });
  });

  it('acts after a failure: a failed command is not remembered', async () => {
    const once = ticket();
    expect(await codeOf(kernel.work.run(clerk(once), () => Promise.reject(Object.assign(new Error(), { code: 'no' }))))).toBe('no');
    expect(await written()).toEqual([0, 0, 0]);
    expect(await run(once)).toEqual({ turn: 1 });
  });

  it('can ask for its answer without acting', async () => {
    const once = ticket('{"a":1}');
    expect(await kernel.work.answered(clerk(once))).toBeNull();
    await add(once);
    expect(await kernel.work.answered(clerk(once))).toEqual({ result: { turn: 1 } });
    expect(await codeOf(kernel.work.answered(clerk({ ...once, request: '{}' })))).toBe('idempotency.key_reused');
  });

  it('is forgotten two days later', async () => {
    const once = ticket();
    await run(once);
    const expire = () => kernel.database.query(deleteExpiredAnswers(kernel.clock.today()));
    for (const [instant, left] of [['2026-06-18T04:59:59Z', 1], ['2026-06-18T05:00:00Z', 0]] as const) {
      kernel.clock.set(instant);
      await expire();
      expect((await written())[2]).toBe(left);
    }
    expect(await run(once)).toEqual({ turn: 2 });
  });

  it('acts, and is remembered, when the answer expires at the moment it is looked for', async () => {
    const once = ticket();
    await run(once);
    const looking = new LookingTooLate(kernel.source, () => query(kernel.place.ownerUrl, 'DELETE FROM kernel.idempotency'));
    expect(await run(once, new UnitOfWork(looking, kernel.keyring, kernel.clock))).toEqual({ turn: 2 });
    expect(await run(once)).toEqual({ turn: 2 });
    expect(await written()).toEqual([2, 2, 1]);
  });
});

/** A database where something happens just before the first look at a remembered answer. */
class LookingTooLate extends Database {
  constructor(
    source: Database['dataSource'],
    private happens: (() => Promise<unknown>) | null,
  ) {
    super(source);
  }

  override transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return super.transaction((tx) => work({ ...tx, query: (statement) => this.late(tx, statement) }));
  }

  private async late<Row>(tx: Tx, statement: Statement): Promise<Row[]> {
    if (statement.name === 'idempotency-find') {
      await this.happens?.();
      this.happens = null;
    }
    return tx.query<Row>(statement);
  }
}

describe('a remembered answer', () => {
  const SECRET = 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6';
  let kernel: TestKernel;
  let row: RememberedRow;
  const once = ticket('{"category":"standard"}');

  beforeAll(async () => {
    kernel = await createKernel();
    await kernel.work.add(clerk(once), { rows: [], result: { cardCode: SECRET }, audit: AUDIT });
    [row] = (await query(kernel.place.ownerUrl, 'SELECT * FROM kernel.idempotency')) as unknown as [RememberedRow];
  });

  afterAll(() => kernel.close());

  const open = (over: Partial<typeof once>, keyring = kernel.keyring) =>
    new RememberedAnswer({ ...once, ...over }, keyring, kernel.clock).open(row);

  it('opens with the key that was sent', () => {
    expect(open({})).toEqual({ cardCode: SECRET });
  });

  it('does not open with the whole database and the whole keyring', () => {
    for (const key of ['', randomUUID(), once.key.toUpperCase(), row.key_index.toString('hex')]) {
      expect(() => open({ key })).toThrow(KeyringProblem);
    }
    for (const { name } of kernel.keyring.checkValues().map(({ purpose }) => ({ name: purpose }))) {
      expect(() => openWith(kernel.keyring.secret({ name }), row.sealed_response, row.key_index.toString('hex'))).toThrow(KeyringProblem);
    }
  });

  it('does not open with the key that was sent and another keyring', () => {
    expect(() => open({}, keyringOf(drawKeys()))).toThrow(KeyringProblem);
  });

  it('does not open as the answer to another key', () => {
    const moved = { ...row, key_index: Buffer.alloc(32, 1) };
    expect(() => new RememberedAnswer(once, kernel.keyring, kernel.clock).open(moved)).toThrow(KeyringProblem);
  });

  it('shows nothing of the key, the request or the answer', async () => {
    const text = JSON.stringify(await dump(kernel.place.ownerUrl));
    for (const part of [SECRET, once.key, once.scope, 'standard', 'cardCode']) {
      expect(text.includes(part) || text.includes(Buffer.from(part).toString('hex'))).toBe(false);
    }
  });
});

/** Resolves once a transaction of the service is open with rows written, which only its commit will show. */
async function writing(kernel: TestKernel): Promise<void> {
  for (;;) {
    const rows = await query(
      kernel.place.ownerUrl,
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE '%public.state%'`,
    );
    if (rows.length > 0) return;
  }
}
