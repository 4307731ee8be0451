import { giveBack } from './give-back.js';

describe('memory that is given back', () => {
  it('is gone at once', () => {
    const [piece, before] = [new Uint8Array(2 ** 26).fill(1), process.memoryUsage().arrayBuffers];
    giveBack(piece);
    expect(piece).toHaveLength(0);
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before - 2 ** 26);
  });

  it('is not that of others', () => {
    const all = Uint8Array.from([1, 2, 3, 4]);
    giveBack(all.subarray(1, 3));
    giveBack(all.subarray(0, 0));
    expect([...all]).toEqual([1, 2, 3, 4]);
  });
});
