import { type LaneStorage } from '../src/modules/links/index.js';

/**
 * Where an adapter keeps what must survive a crash, without a database: in memory, for measuring the adapter alone.
 * @param numbersFrom what its counters begin after.
 */
export function noStorage(numbersFrom = 0): LaneStorage {
  const counters = new Map<string, number>();
  const files = new Map<string, { readonly file: Parameters<LaneStorage['keepOutbound']>[0]; sent: boolean }>();
  const kept = (sent: boolean) => [...files.values()].filter((one) => one.sent === sent).map(({ file }) => file);
  return {
    nextNumber: (counter, atLeast = 1) => {
      const next = Math.max((counters.get(counter) ?? numbersFrom) + 1, atLeast);
      counters.set(counter, next);
      return Promise.resolve(next);
    },
    keepOutbound: (file) => {
      files.set(file.reference, { file, sent: false });
      return Promise.resolve();
    },
    unsentOutbound: () => Promise.resolve(kept(false)),
    markSent: (reference) => {
      const known = files.get(reference);
      if (known) known.sent = true;
      return Promise.resolve();
    },
    sentOutbound: () => Promise.resolve(kept(true)),
    findOutbound: (reference) => Promise.resolve(files.get(reference)?.file ?? null),
  };
}
