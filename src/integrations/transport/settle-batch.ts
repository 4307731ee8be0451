import { answerBatch, type BatchOptions } from './batch.js';
import { underLease } from './lease.js';

export interface SettleOptions extends BatchOptions {
  /** When the links may be taken over by another instance; never where it is left out. */
  readonly until: Date | undefined;
  readonly now: () => Date;
  /** Milliseconds that one link takes with a partner that is as slow as it may be. */
  readonly linkMs: number;
}

/** One link of a batch. */
interface Item {
  readonly linkId: string;
  readonly version: number;
}

type Settled = Item & ({ readonly outcome: 'accepted' | 'untried' } | { readonly outcome: 'rejected'; readonly code: string });

/**
 * Settles the links of a batch one by one, a few at a time, and answers a receipt for each that did not fail. A link is
 * begun only while there is time for all of it, or half the time of the batch where that is less: those that were not are untried.
 * @param settle answers `accepted`, or the code of a rejection.
 * @throws as `answerBatch` does.
 */
export async function settleBatch<T extends Item>(batch: readonly T[], options: SettleOptions, settle: (wanted: T) => Promise<string>): Promise<Settled[]> {
  const { until, now, linkMs } = options;
  const end = until?.getTime() ?? Infinity;
  const latest = end - Math.min(linkMs, (end - now().getTime()) / 2);
  return answerBatch(batch, options, async (wanted): Promise<Settled> => {
    const about = { linkId: wanted.linkId, version: wanted.version };
    if (now().getTime() > latest) return { ...about, outcome: 'untried' };
    const verdict = await underLease(end, () => settle(wanted));
    return verdict === 'accepted' ? { ...about, outcome: verdict } : { ...about, outcome: 'rejected', code: verdict };
  });
}
