import { type SamePerson } from './attack.js';
import { groupsOf, type Holder, ordersOf, ranked, type View } from './views.js';

/** How many people can be told apart by what is admitted, and the fewest hits that are more than that and chance. */
export function hitsNotAdmitted(view: View, probability: number): number {
  const sizes = [...groupsOf(view).values()].map((group) => group.length);
  const alone = sizes.filter((size) => size === 1).length;
  return alone + hitsBeyondChance(sizes.length - alone, probability);
}

/**
 * The fewest hits that chance has with at most this probability, where nothing but the group is known. Within a group of any
 * size, whoever guesses everybody once is right about one person on average; of `groups` of them, k or more are right with a
 * probability of at most groups^k / k! (Markov's inequality for the number of sets of k right ones).
 */
export function hitsBeyondChance(groups: number, probability: number): number {
  let bound = 1;
  for (let hits = 1; ; hits += 1) {
    bound *= groups / hits;
    if (bound < probability) return hits;
  }
}

/** How far the mean of shares is from one half, in standard deviations of what chance would give. */
export function deviationOfShares(shares: readonly number[]): number {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return (mean - 0.5) * Math.sqrt(12 * shares.length);
}

export interface Likeness {
  readonly orders: string;
  /** Spearman's rank correlation times the root of the number of people less one: how many standard deviations from chance. */
  readonly deviation: number;
}

/** How alike two partners' orders are, for every order of each and every group that is large enough to tell. */
export function likenesses(one: View, other: View, same: SamePerson, atLeast: number): Likeness[] {
  const found: Likeness[] = [];
  const groups = groupsOf(other);
  for (const [key, group] of groupsOf(one)) {
    if (group.length < atLeast) continue;
    const theirs = groups.get(key) ?? [];
    const partner = new Map(group.map((holder) => [holder, theirs.find((candidate) => same(holder, candidate)) as Holder]));
    for (const mine of ordersOf(one)) {
      for (const order of ordersOf(other)) {
        const [left, right] = [ranked(group, mine), ranked(theirs, order)];
        const squares = group.reduce((sum, holder) => sum + ((left.get(holder) ?? NaN) - (right.get(partner.get(holder) as Holder) ?? NaN)) ** 2, 0);
        const rho = 1 - (6 * squares) / (group.length * (group.length ** 2 - 1));
        found.push({ orders: `${mine} by ${order} among ${group.length} (${key})`, deviation: rho * Math.sqrt(group.length - 1) });
      }
    }
  }
  return found;
}
