import { createHash } from 'node:crypto';
import { leaveSeenMemory, seenMemory, SeenBefore } from './seen-before.js';

const indexOf = (value: number) => createHash('sha256').update(String(value)).digest('binary');

describe('indexes that came before', () => {
  it('are all found, and hardly any other', () => {
    const memory = seenMemory();
    const [one, other] = [new SeenBefore(memory), new SeenBefore(memory)];
    const count = 50_000;
    let mistaken = 0;
    for (let value = 0; value < count; value += 1) if ((value % 2 ? one : other).note(indexOf(value))) mistaken += 1;
    expect(mistaken).toBeLessThan(10);
    let found = 0;
    for (let value = 0; value < count; value += 1) if ((value % 3 ? one : other).note(indexOf(value))) found += 1;
    expect(found).toBe(count);
  });

  it('are forgotten by the next list, which takes the same memory', () => {
    const memory = seenMemory();
    new SeenBefore(memory).note(indexOf(1));
    expect(seenMemory()).not.toBe(memory);
    leaveSeenMemory(memory);
    expect(seenMemory()).toBe(memory);
    expect(new SeenBefore(memory).note(indexOf(1))).toBe(false);
    expect(seenMemory()).not.toBe(memory);
  });
});
