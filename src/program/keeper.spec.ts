import { Keeper, type Kept } from './keeper.js';

const SHORT = { first: 1, longest: 4, steady: 60_000 };

/** Something that ends when it is told to. */
class Fragile implements Kept {
  readonly name = 'The thing';
  starts = 0;
  failing = 0;
  private end: () => void = () => undefined;
  private over = false;

  break(): void {
    this.over = true;
    this.end();
  }

  ended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.end = resolve;
      signal.addEventListener('abort', () => resolve());
      if (this.over || signal.aborted) resolve();
    });
  }

  startAgain(): Promise<void> {
    this.starts += 1;
    if (this.failing-- > 0) return Promise.reject(new Error('no room'));
    this.over = false;
    return Promise.resolve();
  }
}

function kept(pauses = SHORT) {
  const [thing, said] = [new Fragile(), [] as string[]];
  let heard: () => void = () => undefined;
  const keeper = new Keeper(thing, (line) => {
    said.push(line);
    heard();
  }, pauses);
  const lines = async (count: number) => {
    while (said.length < count) await new Promise<void>((resolve) => (heard = resolve));
    return said;
  };
  return { thing, said, keeper, lines };
}

describe('a keeper', () => {
  it('says what ended and starts it again, as often as it takes', async () => {
    const { thing, keeper, lines } = kept();
    thing.failing = 2;
    thing.break();
    const [ended, failed, again] = ['The thing has ended unexpectedly; starting it again ...', 'The thing could not be started again: no room', 'The thing runs again.'];
    expect(await lines(6)).toEqual([ended, failed, ended, failed, ended, again]);
    thing.break();
    expect((await lines(8)).slice(6)).toEqual([ended, again]);
    await keeper.stop();
    expect(thing.starts).toBe(4);
  });

  it('starts nothing when it has been stopped, not even while it pauses', async () => {
    const { thing, said, keeper } = kept({ first: 3_600_000, longest: 3_600_000, steady: 60_000 });
    thing.break();
    await keeper.stop();
    thing.break();
    expect([thing.starts, said]).toEqual([0, []]);
  });

  it('waits longer the more often something ends', async () => {
    const { thing, keeper, lines } = kept({ first: 20, longest: 100, steady: 60_000 });
    const begun = performance.now();
    for (const times of [1, 2, 3, 4]) {
      thing.break();
      await lines(times * 2);
    }
    // 20, 40, 80, 100.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(235);
    await keeper.stop();
  });
});
