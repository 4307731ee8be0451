import { admitted, groupsOf, type Holder, ordersOf, ranked, type View } from './views.js';

/** Who of one view is taken to be who of the other. Nobody is named twice. */
export type Guess = ReadonlyMap<Holder, Holder>;

/** The truth, known to the test. */
export type SamePerson = (one: Holder, other: Holder) => boolean;

/** How likely two records are one person's: more is likelier. */
export type Score = (mine: Holder, theirs: Holder) => number;

/** Tries to find the same person in two views. */
export interface Attack {
  readonly name: string;
  readonly guess: (one: View, other: View) => Guess;
}

/**
 * By the orders: within each group, the first in one order is taken for the first in the other, and so on, or the last for
 * the first. Of all assignments this is the one of least distance, so it stands for closeness of numbers too.
 */
export function byOrders(one: View, other: View, grouping = admitted): Attack[] {
  const attacks: Attack[] = [];
  for (const mine of ordersOf(one)) {
    for (const theirs of ordersOf(other)) {
      for (const turned of [false, true]) {
        const guess = (left: View, right: View) => inOrder(left, right, { mine, theirs, turned, grouping });
        attacks.push({ name: `${mine} by ${theirs}${turned ? ', turned round' : ''}`, guess });
      }
    }
  }
  return attacks;
}

interface OrderPair {
  readonly mine: string;
  readonly theirs: string;
  readonly turned: boolean;
  readonly grouping: (holder: Holder) => string;
}

function inOrder(one: View, other: View, { mine, theirs, turned, grouping }: OrderPair): Guess {
  const guess = new Map<Holder, Holder>();
  const groups = groupsOf(other, grouping);
  for (const [key, group] of groupsOf(one, grouping)) {
    const candidates = [...ranked(groups.get(key) ?? [], theirs).keys()];
    if (turned) candidates.reverse();
    [...ranked(group, mine).keys()].forEach((holder, rank) => candidates[rank] && guess.set(holder, candidates[rank]));
  }
  return guess;
}

/** By the group alone: anybody in it. Chance, by which the others are measured. */
export const byGroupAlone: Attack = {
  name: 'month and windows alone',
  guess: (one, other) => {
    const groups = groupsOf(other);
    return new Map([...groupsOf(one)].flatMap(([key, group]) => group.flatMap((holder, at) => (groups.get(key)?.[at] ? [[holder, groups.get(key)?.[at] as Holder]] : []))));
  },
};

/** By likeness of the tokens as texts: the more runs of characters two of them have in common, the likelier one made the other. */
export const byCommonParts: Attack = {
  name: 'common parts of tokens',
  guess: (one, other) => greedy(one, other, commonParts(one, other)),
};

const RUN = 4;

const runsOf = ({ tokens }: Holder) => new Set(tokens.flatMap((token) => Array.from({ length: Math.max(0, token.length - RUN + 1) }, (_, at) => token.slice(at, at + RUN))));

/** How many runs two holders' tokens have in common, leaving out what many have. */
export function commonParts(one: View, other: View): Score {
  const mine = new Map(one.map((holder) => [holder, runsOf(holder)]));
  const theirs = new Map(other.map((holder) => [holder, runsOf(holder)]));
  const counts = new Map<string, number>();
  for (const runs of [...mine.values(), ...theirs.values()]) for (const run of runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  const usual = (one.length + other.length) / 20;
  for (const runs of [...mine.values(), ...theirs.values()]) for (const run of runs) if ((counts.get(run) ?? 0) > usual) runs.delete(run);
  return (left, right) => {
    let common = 0;
    for (const run of mine.get(left) ?? []) if (theirs.get(right)?.has(run)) common += 1;
    return common;
  };
}

/** Within each group, the best pair first, then the best of what is left. */
export function greedy(one: View, other: View, score: Score): Guess {
  const guess = new Map<Holder, Holder>();
  const groups = groupsOf(other);
  for (const [key, group] of groupsOf(one)) {
    const pairs = group.flatMap((mine) => (groups.get(key) ?? []).map((theirs) => ({ mine, theirs, score: score(mine, theirs) })));
    const taken = new Set<Holder>();
    for (const { mine, theirs } of pairs.sort((a, b) => b.score - a.score)) {
      if (guess.has(mine) || taken.has(theirs)) continue;
      guess.set(mine, theirs);
      taken.add(theirs);
    }
  }
  return guess;
}

export function hits(guess: Guess, same: SamePerson): number {
  return [...guess].filter(([mine, theirs]) => same(mine, theirs)).length;
}
