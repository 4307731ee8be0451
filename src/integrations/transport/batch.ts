/** This many failures in one batch and the partner is taken to be down: nothing more is sent to it. */
const FAILURES_BEFORE_STOPPING = 3;

export interface BatchOptions {
  /** How many items are worked on at once. */
  readonly atOnce: number;
  /** Whether a failure concerns every item, so that going on is pointless. */
  readonly fatal: (failure: unknown) => boolean;
}

/**
 * Answers the items of a batch, a few at a time, and returns the answers in the order of the items.
 *
 * An item that fails alone does not take the others' answers with it: it is missing from the result.
 * @throws the fatal failure, if there was one; the first failure, if no item was answered.
 */
export async function answerBatch<T, A>(
  items: readonly T[],
  options: BatchOptions,
  answer: (item: T) => Promise<A>,
): Promise<A[]> {
  const answers = new Map<T, A>();
  const failures: unknown[] = [];
  const queue = items.values();

  async function work(): Promise<void> {
    for (const item of queue) {
      try {
        answers.set(item, await answer(item));
      } catch (failure) {
        failures.push(failure);
      }
      if (failures.length >= FAILURES_BEFORE_STOPPING || failures.some(options.fatal)) return;
    }
  }

  await Promise.all(Array.from({ length: Math.min(options.atOnce, items.length) }, work));
  const hopeless = failures.some(options.fatal) || (answers.size === 0 && failures.length > 0);
  if (hopeless) throw failures.find(options.fatal) ?? failures[0];
  return items.flatMap((item) => (answers.has(item) ? [answers.get(item) as A] : []));
}
