import fc from 'fast-check';
import { type Due, partsOf } from './window-parts.js';

const link = (id: string, replaces: string | null = null): Due => ({ id, replaces });
const idsOf = (parts: readonly (readonly Due[])[]) => parts.map((part) => part.map(({ id }) => id).join(''));

describe('what a window lets out', () => {
  it('is one part where it fits, and none where there is nothing', () => {
    expect(partsOf([], 2)).toEqual([]);
    expect(idsOf(partsOf([link('a'), link('b')], 2))).toEqual(['ab']);
  });

  it('is cut in its order', () => {
    expect(idsOf(partsOf([...'edcba'].map((id) => link(id)), 2))).toEqual(['ed', 'cb', 'a']);
  });

  it('is not cut between links that take the place of each other', () => {
    expect(idsOf(partsOf([link('a'), link('c', 'b'), link('d'), link('b'), link('e')], 2))).toEqual(['abc', 'de']);
    expect(idsOf(partsOf([link('c', 'b'), link('a'), link('b', 'z')], 2))).toEqual(['bc', 'a']);
  });

  it('loses nothing and doubles nothing, and no part is longer than its last line makes it', () => {
    // Each link may take the place of the one before it.
    const lines = fc.array(fc.boolean(), { maxLength: 40 }).map((flags) => flags.map((follows, at) => link(String(at), follows && at > 0 ? String(at - 1) : null)));
    fc.assert(
      fc.property(lines.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })), fc.integer({ min: 1, max: 10 }), (due, size) => {
        const parts = partsOf(due, size);
        expect(parts.flat().map(({ id }) => id).sort()).toEqual(due.map(({ id }) => id).sort());
        const partOf = new Map(parts.flatMap((part, at) => part.map(({ id }) => [id, at] as const)));
        for (const { id, replaces } of due) if (replaces !== null) expect(partOf.get(replaces)).toBe(partOf.get(id));
        for (const part of parts.slice(0, -1)) expect(part.length).toBeGreaterThanOrEqual(size);
      }),
    );
  });
});
