import { AddressLimit } from '../../src/kernel/auth/index.js';
import { Turns } from '../../src/modules/staff/turns.js';

describe('turns', () => {
  it('run so many at once, let so many wait, and turn the rest away', async () => {
    const turns = new Turns(2, 3);
    const ends: (() => void)[] = [];
    const work = () => turns.take(() => new Promise<void>((resolve) => ends.push(resolve)));
    const taken = Array.from({ length: 5 }, work);
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    expect(turns.full).toBe(true);
    await expect(work()).rejects.toMatchObject({ code: 'request.rate_limited' });
    for (let ended = 0; ended < 5; ended += 1) {
      ends[ended]?.();
      await new Promise(setImmediate);
    }
    await Promise.all(taken);
    expect(ends).toHaveLength(5);
    expect(turns.full).toBe(false);
  });

  it('go on after a failure', async () => {
    const turns = new Turns(1, 1);
    await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turns.take(() => Promise.resolve('done'))).toBe('done');
  });
});

describe('the limit of attempts per address', () => {
  const tries = (limit: AddressLimit, address: string, most = 100) => {
    for (let made = 0; made < most; made += 1) {
      try {
        limit.pass(address);
      } catch {
        return made;
      }
    }
    return most;
  };

  it('lets a burst through and then one a second', () => {
    let now = 0;
    const limit = new AddressLimit(() => now);
    expect(tries(limit, '192.0.2.1')).toBe(60);
    now += 5_000;
    expect(tries(limit, '192.0.2.1')).toBe(5);
    now += 3_600_000;
    expect(tries(limit, '192.0.2.1')).toBe(60);
  });

  it('counts addresses apart, and a whole /64 of IPv6 together', () => {
    const limit = new AddressLimit(() => 0);
    expect(tries(limit, '192.0.2.1')).toBe(60);
    expect(tries(limit, '192.0.2.2')).toBe(60);
    expect(tries(limit, '::ffff:192.0.2.1')).toBe(60);
    expect(tries(limit, '2001:db8:0:1::1')).toBe(60);
    expect(tries(limit, '2001:db8:0:1:ffff::2')).toBe(0);
    expect(tries(limit, '2001:db8:0:2::1')).toBe(60);
    expect(tries(limit, '::1')).toBe(60);
  });
});
