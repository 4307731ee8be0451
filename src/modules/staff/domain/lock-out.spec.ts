import { FREE_TRIES, lockLengths, lockSeconds } from './lock-out.js';

test('the first failures cost nothing', () => {
  expect([1, 2, 3, FREE_TRIES - 1].map(lockSeconds)).toEqual([0, 0, 0, 0]);
});

test('then each failure doubles the wait, up to a quarter of an hour', () => {
  expect([5, 6, 7, 8, 9, 10, 11, 500].map(lockSeconds)).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  expect(lockLengths()).toEqual([30, 60, 120, 240, 480, 900]);
});
