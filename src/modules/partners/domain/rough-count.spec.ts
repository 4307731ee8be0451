import { roughCount, USAGE_STEP } from './rough-count.js';

const CHANCES = Array.from({ length: 100 }, (_, at) => at / 100);

test('a count is kept as the step below or above it, and right on the average', () => {
  for (const count of [0, 1, 7, 9, 10, 11, 19, 20, 12_345]) {
    const kept = CHANCES.map((chance) => roughCount(count, chance));
    const below = count - (count % USAGE_STEP);
    expect(kept.every((one) => one === below || one === below + USAGE_STEP)).toBe(true);
    expect(kept.reduce((sum, one) => sum + one, 0) / CHANCES.length).toBeCloseTo(count, 6);
  }
});

test('whole steps are kept as they are, nothing as nothing, and one request mostly as none', () => {
  for (const count of [0, 10, 990]) expect(new Set(CHANCES.map((chance) => roughCount(count, chance)))).toEqual(new Set([count]));
  expect(CHANCES.filter((chance) => roughCount(1, chance) === 0)).toHaveLength(90);
});
