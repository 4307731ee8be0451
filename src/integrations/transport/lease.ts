import { AsyncLocalStorage } from 'node:async_hooks';

const ends = new AsyncLocalStorage<number>();

/**
 * Does what may reach a partner only until a time, in milliseconds since 1970: afterwards another instance may speak of the same
 * link. It holds for every request on the way, whoever makes it.
 */
export function underLease<T>(until: number, work: () => Promise<T>): Promise<T> {
  return ends.run(until, work);
}

/** When the lease ends under which this is done, in milliseconds since 1970; never where there is none. */
export function leaseEnd(): number {
  return ends.getStore() ?? Infinity;
}
