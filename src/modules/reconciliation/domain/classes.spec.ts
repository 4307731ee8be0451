import { balances, mostRepairs, NO_COUNTS, type RunCounts } from './classes.js';

/** Every kind of case once: how it counts on each side. */
const whole: RunCounts = {
  ours: 7, theirs: 11, matched: 1, endedMatched: 1, inFlight: 1, inFlightPresent: 1, missing: 1, unknown: 1, stateMismatch: 1,
  attributeMismatch: 1, partnerHold: 1, endedStillLive: 1, duplicate: 1, unreadable: 1, apart: 1, apartPresent: 1,
};

describe('a comparison', () => {
  it('balances when each link and each line is in one class', () => {
    expect(balances(NO_COUNTS)).toBe(true);
    expect(balances(whole)).toBe(true);
  });

  it.each(Object.keys(NO_COUNTS) as (keyof RunCounts)[])('does not when one is lost of %s, or one too many', (name) => {
    expect(balances({ ...whole, [name]: whole[name] - 1 })).toBe(false);
    expect(balances({ ...whole, [name]: whole[name] + 1 })).toBe(false);
  });

  it.each([
    [0, 100],
    [10_000, 100],
    [10_100, 101],
    [1_000_000, 10_000],
  ])('of %d links repairs %d by itself', (ours, most) => {
    expect(mostRepairs(ours)).toBe(most);
  });
});
