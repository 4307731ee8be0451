import { stopInTime } from './stopping.js';

describe('a stop', () => {
  const limits = { whole: 20, processes: 20 };
  const never = () => new Promise<void>(() => undefined);

  /** A service whose stops are those given; tells what was done. */
  function service(stop: () => Promise<void>, stopProcesses: () => Promise<void> = () => Promise.resolve()) {
    const done: string[] = [];
    return {
      done,
      stop: () => (done.push('stop'), stop()),
      stopProcesses: () => (done.push('processes'), stopProcesses()),
    };
  }

  it('that comes to its end needs no more', async () => {
    const one = service(() => Promise.resolve());
    expect([await stopInTime(one, { whole: 10_000, processes: 10_000 }), one.done]).toEqual([true, ['stop']]);
  });

  it.each([
    ['ends', () => Promise.resolve()],
    ['fail to', () => Promise.reject(new Error('not these either'))],
    ['never end', never],
  ])('that does not come to its end leaves the service, and stops the processes under it: they %s', async (_, processes) => {
    const one = service(never, processes);
    expect([await stopInTime(one, limits), one.done]).toEqual([false, ['stop', 'processes']]);
  });

  it('that fails says so when the processes have been stopped', async () => {
    const one = service(() => Promise.reject(new Error('no way')));
    await expect(stopInTime(one, limits)).rejects.toThrow('no way');
    expect(one.done).toEqual(['stop', 'processes']);
  });
});
