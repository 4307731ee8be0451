import { Clock } from './clock.js';
import { FreshCopy } from './fresh-copy.js';

class Stopped extends Clock {
  at = 0;

  constructor() {
    super('UTC');
  }

  override now(): Date {
    return new Date(this.at);
  }
}

describe('a fresh copy', () => {
  /** A copy that is read from `source`, each time as `answer` lets it. */
  function copy() {
    const clock = new Stopped();
    const source = { value: 1, reads: 0, answer: (value: number) => Promise.resolve({ value }) };
    const read = () => {
      source.reads += 1;
      return source.answer(source.value);
    };
    return { clock, source, of: new FreshCopy(clock, 100, read) };
  }

  it('is read once for all who ask together, and not again while it is fresh', async () => {
    const { of, source } = copy();
    expect(of.fresh()).toBeNull();
    expect(await Promise.all([of.current(), of.current()])).toEqual([{ value: 1 }, { value: 1 }]);
    source.value = 2;
    expect([await of.current(), of.fresh(), source.reads]).toEqual([{ value: 1 }, { value: 1 }, 1]);
  });

  it('is as old as the moment at which its reading began', async () => {
    const { clock, of, source } = copy();
    source.answer = (value) => {
      clock.at += 60;
      return Promise.resolve({ value });
    };
    await of.current();
    clock.at = 99;
    expect(of.fresh()).toEqual({ value: 1 });
    clock.at = 100;
    expect(of.fresh()).toBeNull();
    source.value = 2;
    expect(await of.current()).toEqual({ value: 2 });
  });

  it('is read again after a change, also by whoever asks while it is still being read', async () => {
    const { of, source } = copy();
    let finish: () => void = () => undefined;
    source.answer = (value) => new Promise((resolve) => (finish = () => resolve({ value })));
    const before = of.current();
    source.value = 2;
    of.forget();
    source.answer = (value) => Promise.resolve({ value });
    expect(await of.current()).toEqual({ value: 2 });
    finish();
    expect([await before, await of.current(), of.fresh(), source.reads]).toEqual([{ value: 1 }, { value: 2 }, { value: 2 }, 2]);
  });

  it('that could not be read is asked for again', async () => {
    const { of, source } = copy();
    source.answer = () => Promise.reject(new Error('away'));
    await expect(of.current()).rejects.toThrow('away');
    source.answer = (value) => Promise.resolve({ value });
    expect(await of.current()).toEqual({ value: 1 });
  });
});
