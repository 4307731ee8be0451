import { type Statement, type Tx } from '../../src/kernel/database/index.js';
import { CuttableLine } from '../setup/cuttable-line.js';
import { clerk, codeOf, createKernel, type TestKernel, ticket } from '../setup/kernel.js';

const ONE: Statement = { name: 'one', text: 'SELECT 1 AS one', values: [] };
const AUDIT = { act: 'card.suspension', reason: null, subject: null, outcome: 'done' } as const;
const longer = (seconds: number): Statement => ({ name: 'longer', text: 'SELECT pg_sleep($1)', values: [seconds] });

/** A server that is there and says nothing: a machine that froze, or a network that swallows what it is given. */
describe('a database that hangs', () => {
  let kernel: TestKernel;
  let line: CuttableLine;

  beforeAll(async () => {
    kernel = await createKernel({
      // Of one connection, so that whoever comes next would be given the one that hangs.
      poolSize: 1,
      limits: { server: 400, answer: 800 },
      url: async (direct) => {
        line = await CuttableLine.open(direct);
        return line.through(direct);
      },
    });
  });

  afterAll(async () => {
    await kernel.close();
    await line.close();
  });

  const ask = (tx: Pick<Tx, 'query'>) => tx.query<{ one: number }>(ONE);
  const hanging = async (tx: Pick<Tx, 'query'>) => {
    line.hang();
    return ask(tx);
  };

  it.each<[string, () => Promise<unknown>]>([
    ['a statement', () => hanging(kernel.database)],
    ['a transaction', () => kernel.database.transaction(hanging)],
    ['the beginning of a transaction', () => (line.hang(), kernel.database.transaction(ask))],
    ['its commit', () => kernel.database.transaction((tx) => ask(tx).finally(() => line.hang()))],
    ['an act', () => kernel.work.run(clerk(ticket()), async (tx) => ({ result: await hanging(tx), audit: AUDIT }))],
  ])('is taken for away by %s, and whoever comes next is answered', async (_, work) => {
    await ask(kernel.database);
    expect(await codeOf(work())).toBe('database.unavailable');
    expect(await ask(kernel.database)).toEqual([{ one: 1 }]);
    expect(await kernel.database.transaction(ask)).toEqual([{ one: 1 }]);
  });

  it('is told from one that has long to do, where that is allowed', async () => {
    expect(await codeOf(kernel.database.query(longer(1)))).toBe('database.unavailable');
    const allowed = kernel.database.transaction(async (tx) => {
      await tx.allowMinutes(1);
      return (await tx.query(longer(1))).length;
    });
    expect(await allowed).toBe(1);
    const session = kernel.database.session(async (client) => {
      await client.query('SET statement_timeout = 0');
      return (await client.query('SELECT pg_sleep(1)')).rows.length;
    });
    expect(await session).toBe(1);
    // Neither leaves its connection as patient as it was.
    expect(await codeOf(hanging(kernel.database))).toBe('database.unavailable');
  });
});
