import { createCore, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';
import { byCode, bySlip, Desk, refusal } from './desk.js';

/**
 * Two stations with one card. The row of the card is held until both wait for it, then let go: whoever asked first goes
 * first, and the other sees what that one has done.
 */
describe('two acts on one card at the same time', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(() => core.reset());
  afterAll(() => core.close());

  const rows = (sql: string) => query(core.place.ownerUrl, sql);

  const acts = {
    suspend: (card) => desk.suspend(byCode(card)),
    replace: (card) => desk.replace(bySlip(card)),
    renew: (card) => desk.renew(byCode(card)),
    revoke: (card) => desk.revoke(bySlip(card)),
    surrender: (card) => desk.surrender(byCode(card)),
    drop: (card) => desk.services(byCode(card), { drop: ['library'] }),
    slip: (card) => desk.slip(byCode(card)),
    suspendBySlip: (card) => desk.suspend(bySlip(card)),
  } satisfies Record<string, (card: Awaited<ReturnType<Desk['issue']>>) => Promise<unknown>>;

  const both = async (first: keyof typeof acts, second: keyof typeof acts) => {
    const card = await desk.issue();
    const held = await HeldTransaction.begin(core.place.ownerUrl);
    await held.query('SELECT 1 FROM cards.card FOR UPDATE');
    const one = refusal(acts[first](card));
    await held.waitedFor(1);
    const other = refusal(acts[second](card));
    await held.waitedFor(2);
    await held.commit();
    return Promise.all([one, other]);
  };

  it.each([
    ['suspend', 'replace', 'done', ['replaced', 'issued'], 3],
    ['replace', 'suspend', 'card.transition_not_allowed suspension replaced', ['replaced', 'issued'], 3],
    ['replace', 'replace', 'card.transition_not_allowed replacement replaced', ['replaced', 'issued'], 3],
    ['renew', 'renew', 'card.transition_not_allowed renewal renewed', ['renewed', 'issued'], 3],
    ['renew', 'revoke', 'card.transition_not_allowed revocation renewed', ['renewed', 'issued'], 3],
    ['revoke', 'renew', 'card.transition_not_allowed renewal revoked', ['revoked'], 0],
    ['drop', 'suspend', 'done', ['suspended'], 2],
    ['suspend', 'drop', 'card.transition_not_allowed services suspended', ['suspended'], 3],
    ['drop', 'drop', 'service.not_on_card', ['issued'], 2],
    ['drop', 'replace', 'done', ['replaced', 'issued'], 2],
    ['slip', 'suspendBySlip', 'card.not_found', ['issued'], 3],
    ['suspendBySlip', 'slip', 'done', ['suspended'], 3],
    ['slip', 'replace', 'card.not_found', ['issued'], 3],
    ['surrender', 'replace', 'card.transition_not_allowed replacement surrendered', ['surrendered'], 0],
  ] as const)('%s, then %s: %s', async (first, second, expected, states, live) => {
    expect(await both(first, second)).toEqual(['done', expected]);
    expect((await rows('SELECT state FROM cards.card')).map(({ state }) => state).sort()).toEqual([...states].sort());
    expect(await rows(`SELECT count(*)::int AS live FROM links.link WHERE desired_state <> 'ended'`)).toEqual([{ live }]);
    const wanted = states.includes('suspended' as never) ? 'suspended' : 'active';
    expect(await rows(`SELECT DISTINCT desired_state FROM links.link WHERE desired_state NOT IN ('ended', '${wanted}')`)).toEqual([]);
    const [{ done } = { done: 0 }] = await rows(`SELECT count(*)::int AS done FROM audit.entry WHERE act <> 'card.issue'`);
    expect(done).toBe(expected === 'done' ? 2 : 1);
  });
});
