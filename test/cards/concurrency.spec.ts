import { createCore, type TestCore } from '../setup/core.js';
import { clerk, ticket } from '../setup/kernel.js';
import { byCard, Counter } from './counter.js';

describe('many counters at once', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore({ poolSize: 16 });
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  it('200 issues give 200 numbers and 600 links, and every card opens its own three', async () => {
    const cards = await Promise.all(Array.from({ length: 200 }, () => counter.issue()));
    const all = (values: readonly string[]) => new Set(values).size;
    expect(all(cards.map(({ cardNumber }) => cardNumber))).toBe(200);
    expect(all(cards.flatMap(({ cardCode, slipCode }) => [cardCode, slipCode]))).toBe(400);
    expect(all(cards.flatMap(({ services }) => services.map(({ token }) => String(token))))).toBe(600);
    expect([await counter.count('cards.card'), await counter.count('links.link'), await counter.count('audit.entry')]).toEqual([200, 600, 200]);
    for (const card of cards.filter((_, place) => place % 20 === 0)) {
      const { services } = await counter.lookUp(byCard(card));
      expect(new Set(services.map(({ token }) => token))).toEqual(new Set(card.services.map(({ token }) => token)));
    }
  });

  it('one Idempotency-Key 50 times makes one card and 50 equal answers', async () => {
    const caller = clerk(ticket());
    const answers = await Promise.all(Array.from({ length: 50 }, () => counter.issue({ adopt: { library: 'D123456789' } }, caller)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([await counter.count('cards.card'), await counter.count('links.link'), await counter.count('audit.entry')]).toEqual([1, 3, 1]);
  });
});
