import { replacedAt, tokenAt } from './token-names.js';

const FORMER = [
  { token: 'Y', until: 9 },
  { token: 'X', until: 4 },
];

test('a change is told with the token that the link had then', () => {
  expect([1, 3, 4, 8, 9, 20].map((position) => tokenAt(FORMER, 'Z', position))).toEqual(['X', 'X', 'Y', 'Y', 'Z', 'Z']);
  expect(tokenAt([], 'Z', 1)).toBe('Z');
});

test('until the new token is told, every change has the old one', () => {
  const untold = [...FORMER, { token: 'Z', until: Infinity }];
  expect([4, 9, 1_000].map((position) => tokenAt(untold, 'W', position))).toEqual(['Y', 'Z', 'Z']);
});

test('the pair is told once', () => {
  expect([3, 4, 5, 9].map((position) => replacedAt(FORMER, position))).toEqual([null, 'X', null, 'Y']);
});
