import { SpareMemory } from './spare-memory.js';

describe('memory that goes round', () => {
  it('is whole again, also when only a part of it was given back', () => {
    const memory = new SpareMemory(8);
    const first = memory.take();
    memory.give(first.subarray(2, 3));
    const again = memory.take(8);
    expect([again.buffer === first.buffer, again.length]).toEqual([true, 8]);
  });

  it('is never handed out twice, nor where it is too small', () => {
    const memory = new SpareMemory(8);
    const first = memory.take();
    expect(memory.take().buffer).not.toBe(first.buffer);
    memory.give(first);
    expect(memory.take(9)).toHaveLength(9);
  });

  it('is gone when it has come to its end, but for what is in use', () => {
    const memory = new SpareMemory(8);
    const [used, spare] = [memory.take(), memory.take()];
    memory.give(spare);
    memory.end();
    expect([used.length, spare.length, memory.take().length]).toEqual([8, 0, 8]);
  });
});
