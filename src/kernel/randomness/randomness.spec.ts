import { systemRandomness } from './randomness.js';

describe('random text', () => {
  it('has the length asked for and nothing outside the alphabet', () => {
    for (const length of [0, 1, 7, 40]) {
      expect(systemRandomness.text(length, 'ABC')).toMatch(new RegExp(`^[ABC]{${length}}$`));
    }
  });

  it('draws every character about as often as any other', () => {
    const counts = new Map<string, number>();
    for (const character of systemRandomness.text(20_000, '0123456789')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect([...counts.keys()].sort().join('')).toBe('0123456789');
    // 2,000 each with a deviation of 42; eight of them, so that a fair draw practically never fails.
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(340);
  });

  it('does not come again', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => systemRandomness.text(22, 'ABCDEFGHIJKLMNOP'))).size).toBe(1_000);
  });
});

describe('random bytes', () => {
  it('are as many as asked for, and different every time', () => {
    const draws = Array.from({ length: 1_000 }, () => systemRandomness.bytes(16));
    expect(draws.every((bytes) => bytes.length === 16)).toBe(true);
    expect(new Set(draws.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1_000);
  });
});
