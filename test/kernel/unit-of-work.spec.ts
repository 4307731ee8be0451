import { randomUUID } from 'node:crypto';
import { type Statement, type Tx } from '../../src/kernel/database/index.js';
import { clerk, codeOf, createKernel, dump, empty, type TestKernel, ticket } from '../setup/kernel.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';

const AUDIT = { act: 'card.suspension', reason: 'lost', subject: Buffer.from('subject'), outcome: 'done' } as const;

/** A stand-in for a module's table: it may be written by the service and holds one number a row. */
const STATE = `CREATE TABLE public.state (id int PRIMARY KEY, value text NOT NULL);
               GRANT SELECT, INSERT, UPDATE ON public.state TO citykey_service`;

const insert = (id: number, value = 'new'): Statement => ({
  name: 'state-insert',
  text: 'INSERT INTO public.state VALUES ($1, $2)',
  values: [id, value],
});

const update = (id: number, value: string): Statement => ({
  name: 'state-update',
  text: 'UPDATE public.state SET value = $2 WHERE id = $1',
  values: [id, value],
});

describe('the unit of work', () => {
  let kernel: TestKernel;

  beforeAll(async () => {
    kernel = await createKernel();
    await query(kernel.place.ownerUrl, STATE);
  });

  beforeEach(() => empty(kernel.place.ownerUrl));

  afterAll(() => kernel.close());

  const all = async () => {
    const whole = await dump(kernel.place.ownerUrl);
    const count = (name: string) => whole[name]?.length;
    return { state: count('public.state'), audit: count('audit.entry'), answers: count('kernel.idempotency') };
  };

  it('commits state, audit and answer together', async () => {
    const run = await kernel.work.run(clerk(ticket()), async (tx) => {
      await tx.query(insert(1));
      return { result: { done: true }, audit: AUDIT };
    });
    const added = await kernel.work.add(clerk(ticket()), { rows: [insert(2), insert(3)], result: [1, 'two'], audit: AUDIT });
    expect([run, added]).toEqual([{ done: true }, [1, 'two']]);
    expect(await all()).toEqual({ state: 3, audit: 2, answers: 2 });
    expect(await query(kernel.place.ownerUrl, 'SELECT actor_kind, actor, role, act, reason, subject, outcome, day FROM audit.entry LIMIT 1')).toEqual([
      { actor_kind: 'staff', actor: 'clerk', role: 'clerk', ...AUDIT, day: '2026-06-15' },
    ]);
  });

  it('remembers nothing of a caller who sent no key', async () => {
    await kernel.work.add(clerk(), { rows: [insert(1)], result: 1, audit: AUDIT });
    await kernel.work.run(clerk(), async (tx) => ({ result: await tx.query(insert(2)), audit: AUDIT }));
    expect(await all()).toEqual({ state: 2, audit: 2, answers: 0 });
    expect(await kernel.work.answered(clerk())).toBeNull();
  });

  describe('leaves nothing when', () => {
    const nothing = { state: 0, audit: 0, answers: 0 };
    const badAudit = { ...AUDIT, outcome: 'perhaps' as 'done' };

    it('the command fails after it wrote', async () => {
      const failing = kernel.work.run(clerk(ticket()), async (tx) => {
        await tx.query(insert(1));
        throw new Error('changed its mind');
      });
      await expect(failing).rejects.toThrow('changed its mind');
      expect(await all()).toEqual(nothing);
    });

    it('the audit cannot be written', async () => {
      const command = async (tx: Tx) => ({ result: await tx.query(insert(1)), audit: badAudit });
      await expect(kernel.work.run(clerk(ticket()), command)).rejects.toThrow('entry_outcome');
      await expect(kernel.work.add(clerk(ticket()), { rows: [insert(1)], result: 1, audit: badAudit })).rejects.toThrow('entry_outcome');
      expect(await all()).toEqual(nothing);
    });

    it('the answer cannot be kept', async () => {
      const answers = 'ALTER TABLE kernel.idempotency';
      await query(kernel.place.ownerUrl, `${answers} ADD CONSTRAINT full_up CHECK (length(sealed_response) < 10)`);
      const command = async (tx: Tx) => ({ result: await tx.query(insert(1)), audit: AUDIT });
      await expect(kernel.work.run(clerk(ticket()), command)).rejects.toThrow('full_up');
      await expect(kernel.work.add(clerk(ticket()), { rows: [insert(1)], result: 1, audit: AUDIT })).rejects.toThrow('full_up');
      await query(kernel.place.ownerUrl, `${answers} DROP CONSTRAINT full_up`);
      expect(await all()).toEqual(nothing);
    });

    it('one of many rows exists already', async () => {
      await kernel.work.add(clerk(), { rows: [insert(1)], result: 1, audit: AUDIT });
      const again = kernel.work.add(clerk(ticket()), { rows: [insert(2), insert(1)], result: 1, audit: AUDIT });
      await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'state_pkey' });
      expect(await all()).toEqual({ state: 1, audit: 1, answers: 0 });
    });
  });

  it('notes a refusal by itself', async () => {
    await kernel.work.note(clerk(ticket()), { ...AUDIT, outcome: 'refused' });
    expect(await all()).toEqual({ state: 0, audit: 1, answers: 0 });
  });

  describe('runs again what lost a deadlock', () => {
    it('of two transactions that wait for each other', async () => {
      await query(kernel.place.ownerUrl, `INSERT INTO public.state VALUES (1, 'old'), (2, 'old')`);
      const held = await HeldTransaction.begin(kernel.place.ownerUrl);
      await held.query(`UPDATE public.state SET value = 'held' WHERE id = 2`);
      // The other transaction never gives up, so that this command is the one the server sacrifices.
      await held.query(`SET LOCAL deadlock_timeout = '1min'`);
      let tries = 0;
      const command = kernel.work.run(clerk(ticket()), async (tx) => {
        tries += 1;
        await tx.query(update(1, 'mine'));
        await tx.query(update(2, 'mine'));
        return { result: tries, audit: AUDIT };
      });
      await held.waitedFor();
      await held.query(`UPDATE public.state SET value = 'held' WHERE id = 1`);
      await held.waitedFor();
      await held.commit();
      expect(await command).toBe(2);
      expect(await query(kernel.place.ownerUrl, 'SELECT value FROM public.state')).toEqual([{ value: 'mine' }, { value: 'mine' }]);
      expect(await all()).toEqual({ state: 2, audit: 1, answers: 1 });
    });

    it('three times at the most', async () => {
      let tries = 0;
      const hopeless = kernel.work.run(clerk(), () => {
        tries += 1;
        throw Object.assign(new Error('deadlock'), { code: '40P01' });
      });
      await expect(hopeless).rejects.toThrow('deadlock');
      expect(tries).toBe(3);
    });

    it('and nothing else', async () => {
      let tries = 0;
      const broken = kernel.work.run(clerk(), async (tx) => {
        tries += 1;
        await tx.query(insert(1));
        return { result: await tx.query(insert(1)), audit: AUDIT };
      });
      expect(await codeOf(broken)).toBe('23505');
      expect(tries).toBe(1);
    });
  });

  it('gives its connections back, whatever happens', async () => {
    for (let turn = 0; turn < 30; turn += 1) {
      await kernel.work.run(clerk(), () => Promise.reject(new Error('no'))).catch(() => undefined);
      await kernel.work.run(clerk(ticket('{}', randomUUID())), () => Promise.resolve({ result: 1, audit: AUDIT }));
    }
    expect(await all()).toEqual({ state: 0, audit: 30, answers: 30 });
  });
});
