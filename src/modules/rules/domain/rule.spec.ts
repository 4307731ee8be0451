import fc from 'fast-check';
import { builtIn, feeFor, type Rule, rulesOn } from './rule.js';

const DAY_MS = 86_400_000;
const dayOf = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * DAY_MS).toISOString().slice(0, 10);
const graceRule = (day: number, graceMonths: number): Rule => ({ kind: 'renewal', effectiveFrom: dayOf(day), value: { graceMonths } });

describe('what held on a day', () => {
  const initial = builtIn('9840', 12);

  it('is answered the same for ever, whatever is made or withdrawn for days to come', () => {
    const acts = fc.array(fc.record({ wait: fc.nat(40), ahead: fc.integer({ min: 1, max: 60 }), graceMonths: fc.nat(120), withdraw: fc.boolean() }));
    fc.assert(
      fc.property(acts, (given) => {
        let [today, made] = [0, [] as Rule[]];
        const known = new Map<string, string>();
        for (const { wait, ahead, graceMonths, withdraw } of given) {
          for (const end = today + wait; today < end; today += 1) known.set(dayOf(today), JSON.stringify(rulesOn(dayOf(today), initial, made)));
          known.set(dayOf(today), JSON.stringify(rulesOn(dayOf(today), initial, made)));
          const day = dayOf(today + ahead);
          made = made.filter(({ effectiveFrom }) => effectiveFrom !== day);
          if (!withdraw) made = [graceRule(today + ahead, graceMonths), ...made];
        }
        for (const [day, answer] of known) expect(JSON.stringify(rulesOn(day, initial, made))).toBe(answer);
      }),
    );
  });

  it('does not hang on the order in which rules were made', () => {
    const some = fc.uniqueArray(fc.nat(30), { maxLength: 8 });
    fc.assert(
      fc.property(some, fc.nat(40), (days, asked) => {
        const rules = days.map((day) => graceRule(day, day));
        const last = Math.max(-1, ...days.filter((day) => day <= asked));
        for (const made of [rules, [...rules].reverse()]) {
          expect(rulesOn(dayOf(asked), initial, made).renewal.graceMonths).toBe(last < 0 ? 12 : last);
        }
      }),
    );
  });

  it('changes one kind at a time', () => {
    expect(rulesOn('2026-02-01', initial, [graceRule(0, 1)])).toEqual({ ...initial, renewal: { graceMonths: 1 } });
  });
});

describe('a fee', () => {
  const fees = {
    issue: { kids: 1, standard: 2, senior: 3 },
    replacement: { kids: 4, standard: 5, senior: 6 },
    renewal: { kids: 7, standard: 8, senior: 9 },
  };

  it('goes by act and category, and a waiver makes it nothing', () => {
    expect(feeFor(fees, 'renewal', 'standard', false)).toEqual({ amountCents: 8, waived: false });
    expect(feeFor(fees, 'replacement', 'kids', false)).toEqual({ amountCents: 4, waived: false });
    expect(feeFor(fees, 'issue', 'senior', true)).toEqual({ amountCents: 0, waived: true });
  });
});
