import { PaceWatch } from './pace.js';

describe('the pace of a body', () => {
  const pace = { bytesPerSecond: 100, graceSeconds: 10 };

  /** A reader whose seconds and bytes are told, and who is told what made it give up. */
  function reader() {
    const at = { seconds: 0, bytes: 0 };
    const watch = new PaceWatch(pace, () => at.bytes, () => at.seconds);
    const read = async (seconds: number, bytes: number) => {
      const gaveUp = jest.fn();
      await watch.while(() => {
        at.seconds += seconds;
        at.bytes += bytes;
        // Whoever has waited too long is told by a clock of the machine, which has not moved.
        return Promise.resolve();
      }, gaveUp);
      return watch.secondsLeft;
    };
    return { read, busy: (seconds: number) => void (at.seconds += seconds) };
  }

  it('costs what it takes, and is paid for with bytes', async () => {
    const { read } = reader();
    expect([await read(4, 0), await read(4, 0), await read(1, 300)]).toEqual([6, 2, 4]);
  });

  it('saves no more than the grace, however fast it came before', async () => {
    const { read } = reader();
    expect([await read(1, 1_000_000), await read(9, 0)]).toEqual([10, 1]);
  });

  it('is not charged for what its reader was busy with', async () => {
    const { read, busy } = reader();
    await read(1, 0);
    busy(1_000);
    expect(await read(1, 0)).toBe(8);
  });
});
