import { isLongEnough, normalized, PASSWORD_BYTES, readablePassword } from './password.js';
import { canonicalUsername, isUsername } from './username.js';

test('a generated password is four groups of five unmistakable characters', () => {
  const bytes = Uint8Array.from({ length: PASSWORD_BYTES }, (_, at) => at * 13);
  expect(readablePassword(bytes)).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(readablePassword(new Uint8Array(PASSWORD_BYTES))).toBe('00000-00000-00000-00000');
});

test('length is the only rule, counted in characters', () => {
  expect(isLongEnough('eleven char')).toBe(false);
  expect(isLongEnough('twelve chars')).toBe(true);
  expect(isLongEnough('🔑'.repeat(6))).toBe(false);
  expect(isLongEnough('x'.repeat(129))).toBe(false);
});

test('an accent typed as two characters is the same password', () => {
  expect(normalized('cafe\u0301')).toBe(normalized('caf\u00e9'));
});

test('names are compared without capitals and spaces around them', () => {
  expect(canonicalUsername(' Clerk.One ')).toBe('clerk.one');
  expect(isUsername('clerk.one')).toBe(true);
  expect(isUsername('Clerk')).toBe(false);
  expect(isUsername('')).toBe(false);
});
