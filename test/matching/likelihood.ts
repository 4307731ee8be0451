import { commonParts, greedy, type Guess, type SamePerson, type Score } from './attack.js';
import { admitted, groupsOf, type Holder, ordersOf, ranked, type View } from './views.js';

const CLASSES = 12;

// Some thirty million times each; under Jest, looking a global up takes longer than calling it.
const { abs, floor, log, min } = Math;

export interface Learned {
  readonly guess: Guess;
  /** For each person who is not alone in the group: the share of the other candidates that looked less likely than the right one. */
  readonly shares: readonly number[];
}

/**
 * The strongest of the attacks: it was told who is who of half of all people, learned from them how much every difference and
 * sum of two orders, and every likeness of tokens, says, and looks for the other half by all of it together.
 * @param told whether somebody belongs to the half that is told.
 */
export function byLikelihood(one: View, other: View, same: SamePerson, told: (holder: Holder) => boolean): Learned {
  const evidence = new Evidence(one, other);
  for (const [mine, theirs] of pairsOf(one.filter(told), other)) evidence.learn(mine, theirs, same(mine, theirs));
  evidence.weigh();
  const score: Score = (mine, theirs) => evidence.of(mine, theirs);
  const [mine, theirs] = [one.filter((holder) => !told(holder)), other.filter((holder) => !told(holder))];
  return { guess: greedy(mine, theirs, score), shares: sharesOf(mine, theirs, same, score) };
}

function* pairsOf(mine: View, other: View): Generator<[Holder, Holder]> {
  const groups = groupsOf(other);
  for (const holder of mine) for (const candidate of groups.get(admitted(holder)) ?? []) yield [holder, candidate];
}

/** How likely two records are one person's, by the logarithm of the odds; what is compared falls into a few classes each. */
class Evidence {
  private readonly mine: ReadonlyMap<Holder, Float64Array>;
  private readonly theirs: ReadonlyMap<Holder, Float64Array>;
  private readonly common: Score;
  private readonly counts: readonly [apart: Float64Array, alike: Float64Array];
  private readonly pairs: [apart: number, alike: number] = [0, 0];
  private readonly weights: Float64Array;
  /** Where each class of the pair at hand stands in the tables. */
  private readonly classes: Uint32Array;

  constructor(one: View, other: View) {
    this.mine = rowsOf(one);
    this.theirs = rowsOf(other);
    this.common = commonParts(one, other);
    this.classes = new Uint32Array(2 * ordersOf(one).length * ordersOf(other).length + 1);
    const size = this.classes.length * CLASSES;
    this.counts = [new Float64Array(size), new Float64Array(size)];
    this.weights = new Float64Array(size);
  }

  learn(mine: Holder, theirs: Holder, alike: boolean): void {
    this.classify(mine, theirs);
    const counts = this.counts[alike ? 1 : 0];
    this.pairs[alike ? 1 : 0] += 1;
    for (let at = 0; at < this.classes.length; at += 1) counts[this.classes[at] as number] = (counts[this.classes[at] as number] as number) + 1;
  }

  weigh(): void {
    const share = (of: 0 | 1, at: number) => ((this.counts[of][at] ?? 0) + 1) / (this.pairs[of] + CLASSES);
    for (let at = 0; at < this.weights.length; at += 1) this.weights[at] = log(share(1, at) / share(0, at));
  }

  of(mine: Holder, theirs: Holder): number {
    this.classify(mine, theirs);
    let sum = 0;
    for (let at = 0; at < this.classes.length; at += 1) sum += this.weights[this.classes[at] as number] as number;
    return sum;
  }

  private classify(mine: Holder, theirs: Holder): void {
    const [left, right] = [this.mine.get(mine) as Float64Array, this.theirs.get(theirs) as Float64Array];
    let feature = 0;
    const put = (share: number) => {
      this.classes[feature] = feature * CLASSES + min(CLASSES - 1, floor(share * CLASSES));
      feature += 1;
    };
    for (const one of left) {
      for (const other of right) {
        put(abs(one - other));
        put(abs(one + other - 1));
      }
    }
    put(this.common(mine, theirs) / CLASSES);
  }
}

/** Where each holder stands in each order, as a share of its group: what month and windows say is not said again. */
function rowsOf(view: View): Map<Holder, Float64Array> {
  const orders = ordersOf(view);
  const rows = new Map(view.map((holder) => [holder, new Float64Array(orders.length)]));
  for (const group of groupsOf(view).values()) {
    orders.forEach((order, at) => {
      for (const [holder, rank] of ranked(group, order)) (rows.get(holder) as Float64Array)[at] = (rank + 0.5) / group.length;
    });
  }
  return rows;
}

function sharesOf(mine: View, theirs: View, same: SamePerson, score: Score): number[] {
  const groups = groupsOf(theirs);
  return mine.flatMap((holder) => {
    const candidates = groups.get(admitted(holder)) ?? [];
    const right = candidates.find((candidate) => same(holder, candidate));
    if (!right || candidates.length < 2) return [];
    const of = score(holder, right);
    const places = candidates.filter((candidate) => candidate !== right).map((candidate) => score(holder, candidate));
    return [places.reduce((sum, one) => sum + (one < of ? 1 : one === of ? 0.5 : 0), 0) / places.length];
  });
}
