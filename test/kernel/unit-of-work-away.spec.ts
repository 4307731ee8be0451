import { type Statement, type Tx } from '../../src/kernel/database/index.js';
import { DomainError } from '../../src/kernel/errors/index.js';
import { CuttableLine } from '../setup/cuttable-line.js';
import { clerk, codeOf, createKernel, dump, empty, type TestKernel, ticket } from '../setup/kernel.js';
import { query } from '../setup/query.js';

const AUDIT = { act: 'card.suspension', reason: null, subject: null, outcome: 'done' } as const;
const ROW: Statement = { name: 'state-add', text: `INSERT INTO public.state VALUES ('row')`, values: [] };

describe('the unit of work, when the database goes away', () => {
  let kernel: TestKernel;
  let line: CuttableLine;

  beforeAll(async () => {
    kernel = await createKernel({
      url: async (direct) => {
        line = await CuttableLine.open(direct);
        return line.through(direct);
      },
    });
    await query(kernel.place.ownerUrl, 'CREATE TABLE public.state (value text); GRANT INSERT ON public.state TO citykey_service');
  });

  beforeEach(async () => {
    line.mend();
    await empty(kernel.place.ownerUrl);
  });

  afterAll(async () => {
    await kernel.close();
    await line.close();
  });

  const counts = async () => {
    const whole = await dump(kernel.place.ownerUrl);
    return ['public.state', 'audit.entry', 'kernel.idempotency'].map((name) => whole[name]?.length);
  };
  const command = async (tx: Tx) => {
    await tx.query(ROW);
    return { result: { turn: 1 }, audit: AUDIT };
  };

  it('says that it is away, and when to come back', async () => {
    line.cut();
    const acts = [kernel.work.run(clerk(ticket()), command), kernel.work.add(clerk(ticket()), { rows: [ROW], result: 1, audit: AUDIT })];
    for (const act of [...acts, kernel.work.note(clerk(), AUDIT), kernel.work.answered(clerk(ticket()))]) {
      const error = await act.then(() => null, (raised: unknown) => raised);
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({ code: 'database.unavailable', details: { retryAfterSeconds: 2 } });
    }
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('leaves nothing half done, and does it once when it is back', async () => {
    const once = ticket();
    const cut = kernel.work.run(clerk(once), async (tx) => {
      await tx.query(ROW);
      line.cut();
      await tx.query(ROW);
      return { result: 1, audit: AUDIT };
    });
    expect(await codeOf(cut)).toBe('database.unavailable');
    line.mend();
    expect(await counts()).toEqual([0, 0, 0]);
    expect(await kernel.work.run(clerk(once), command)).toEqual({ turn: 1 });
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it('answers what it did when the word of the commit was lost on the way: several statements', async () => {
    const once = ticket();
    const act = () => kernel.work.run(clerk(once), command);
    await kernel.database.query({ name: 'warm', text: 'SELECT 1', values: [] });
    line.loseAnswerTo('COMMIT');
    expect(await codeOf(act())).toBe('database.unavailable');
    expect(await counts()).toEqual([1, 1, 1]);
    expect(await act()).toEqual({ turn: 1 });
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it('answers what it did when the word of the commit was lost on the way: one statement', async () => {
    const once = ticket();
    const act = (turn: number) => kernel.work.add(clerk(once), { rows: [ROW], result: { turn }, audit: AUDIT });
    line.loseAnswerTo('idempotency-insert+state-add+audit-insert');
    expect(await codeOf(act(1))).toBe('database.unavailable');
    expect(await counts()).toEqual([1, 1, 1]);
    expect(await act(2)).toEqual({ turn: 1 });
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it.each(['57P01', '57P03', '53300', '57014', '08006', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'])('takes %s for that', async (code) => {
    const act = kernel.work.run(clerk(), () => Promise.reject(Object.assign(new Error('gone'), { code })));
    expect(await codeOf(act)).toBe('database.unavailable');
  });

  it.each(['23505', '42P01', 'ENOENT'])('does not take %s for that', async (code) => {
    const act = kernel.work.run(clerk(), () => Promise.reject(Object.assign(new Error('wrong'), { code })));
    expect(await codeOf(act)).toBe(code);
  });

  it('survives the server ending a session in the middle', async () => {
    const ended = kernel.work.run(clerk(ticket()), async (tx) => {
      const [row] = await tx.query<{ pid: number }>({ name: 'pid', text: 'SELECT pg_backend_pid() AS pid', values: [] });
      await query(kernel.place.ownerUrl, 'SELECT pg_terminate_backend($1)', [row?.pid]);
      await tx.query(ROW);
      return { result: 1, audit: AUDIT };
    });
    expect(await codeOf(ended)).toBe('database.unavailable');
    expect(await kernel.work.run(clerk(ticket()), command)).toEqual({ turn: 1 });
    expect(await counts()).toEqual([1, 1, 1]);
  });
});
