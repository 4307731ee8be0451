import { type LinkState } from '../../src/modules/links/index.js';
import { type BreakClass, NO_COUNTS, type RunCounts } from '../../src/modules/reconciliation/index.js';

/** A link as it is to stand in the table. */
export interface PlannedLink {
  readonly token: string;
  readonly state: LinkState;
  readonly validThrough: string;
  readonly version: number;
  readonly reportedVersion: number;
  readonly changedOn: string;
}

/** A break that a run must find: its class and the token it is about. */
export type PlannedBreak = `${BreakClass} ${string}`;

/** Links, a partner's list about them, and what a comparison of both must come to. */
export interface Plan {
  readonly links: readonly PlannedLink[];
  readonly lines: readonly string[];
  readonly counts: RunCounts;
  readonly breaks: readonly PlannedBreak[];
}

export interface PlanOptions {
  readonly seed: number;
  /** Cases: most are a link and its line. */
  readonly size: number;
  /** Share of cases that differ in some way. */
  readonly differing?: number;
  /** The day of the list. */
  readonly asOf: string;
  /** First token; another one for another plan in the same table. */
  readonly firstToken?: number;
}

const OLD = '2026-01-05';
const MONTHS = ['never', '2027-03', '2031-12'];
const NONSENSE = ['', 'token', ',active', 'canary-token-41,paused', 'a b,active', '1634567890123456,active,2031-13', '1634567890123456,active,2031-12,x', 'é,active'];

/** Numbers that look random and are the same for one seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Tally = { -readonly [K in keyof RunCounts]: number };

/** Builds a plan case by case. What a case adds to the counts is written down where the case is made, not worked out from it. */
class Planner {
  readonly links: PlannedLink[] = [];
  readonly lines: string[] = [];
  readonly breaks: PlannedBreak[] = [];
  readonly counts: Tally = { ...NO_COUNTS };
  private readonly random: () => number;
  private tokens: number;

  constructor(private readonly options: PlanOptions) {
    this.random = seeded(options.seed);
    this.tokens = options.firstToken ?? 0;
  }

  plan(): Plan {
    const { size, differing = 0.2 } = this.options;
    for (let at = 0; at < size; at += 1) {
      this.pick(this.random() < differing ? DIFFERING : AGREEING)(this);
    }
    this.shuffle(this.lines);
    this.shuffle(this.links);
    return { links: this.links, lines: this.lines, counts: this.counts, breaks: [...this.breaks].sort() };
  }

  matched(): void {
    const state = this.live();
    const token = this.link({ state });
    const month = this.links.at(-1)?.validThrough ?? '';
    this.line(token, state, this.pick([month, '']));
    this.count('ours', 'matched');
  }

  endedOnBothSides(): void {
    this.line(this.link({ state: 'ended' }), 'ended');
    this.count('endedMatched');
  }

  endedAndForgotten(): void {
    this.link({ state: 'ended' });
  }

  inFlight(): void {
    this.link({ state: this.live(), ...this.underWay() });
    this.count('ours', 'inFlight');
  }

  inFlightAndListed(): void {
    this.line(this.link({ state: this.live(), ...this.underWay() }), this.anyState(), this.pick(['', '2029-01']));
    this.count('ours', 'inFlight', 'inFlightPresent');
  }

  endingInFlight(): void {
    // A partner lists nothing that it was never told of.
    const told = this.underWay();
    this.line(this.link({ state: 'ended', ...(told.reportedVersion === 0 ? { version: 3, reportedVersion: 2 } : told) }), this.anyState());
    this.count('inFlightPresent');
  }

  missing(): void {
    this.breakOf('missing', this.link({ state: this.live() }));
    this.count('ours', 'missing');
  }

  unknown(): void {
    const token = this.token();
    this.line(token, this.anyState());
    this.breakOf('unknown', token);
    this.count('unknown');
  }

  blockedHere(): void {
    const token = this.link({ state: 'suspended' });
    this.line(token, 'active');
    this.breakOf('state_mismatch', token);
    this.count('ours', 'stateMismatch');
  }

  otherMonth(): void {
    const state = this.live();
    const token = this.link({ state, validThrough: '2031-12' });
    this.line(token, state, this.pick(['2031-11', 'never']));
    this.breakOf('attribute_mismatch', token);
    this.count('ours', 'attributeMismatch');
  }

  heldThere(): void {
    const state = this.live();
    const token = this.link({ state });
    this.line(token, state === 'suspended' ? 'ended' : this.pick(['suspended', 'ended'] as const), '2029-01');
    this.breakOf('partner_hold', token);
    this.count('ours', 'partnerHold');
  }

  endedHere(): void {
    const token = this.link({ state: 'ended' });
    this.line(token, this.live());
    this.breakOf('ended_still_live', token);
    this.count('endedStillLive');
  }

  repeated(): void {
    const beyond = this.pick([1, 1, 2]);
    const [token, state] = this.pick([
      () => [this.link({ state: 'active' }), 'active', 'matched'] as const,
      () => [this.token(), 'active', 'unknown'] as const,
      () => [this.link({ state: 'ended' }), 'ended', 'endedMatched'] as const,
    ])();
    const known = this.links.at(-1)?.token === token;
    const ended = state === 'ended';
    for (let copy = 0; copy <= beyond; copy += 1) this.line(token, state);
    if (!known) {
      this.breakOf('unknown', token);
      this.count('unknown');
    } else if (ended) this.count('endedMatched');
    else this.count('ours', 'matched');
    this.breakOf('duplicate', token);
    this.counts.duplicate += beyond;
  }

  unreadable(): void {
    this.lines.push(this.pick(NONSENSE));
    this.counts.theirs += 1;
    this.count('unreadable');
    if (!this.breaks.includes('unreadable ')) this.breakOf('unreadable', '');
  }

  private link(given: Partial<PlannedLink> & Pick<PlannedLink, 'state'>): string {
    const version = 1 + Math.floor(this.random() * 4);
    const token = this.token();
    const link = { token, validThrough: this.pick(MONTHS), version, reportedVersion: version, changedOn: OLD, ...given };
    this.links.push({ ...link, reportedVersion: Math.min(link.reportedVersion, link.version) });
    return token;
  }

  /** Changed too late for the list, or on its way, or not even told. */
  private underWay(): Partial<PlannedLink> {
    const { asOf } = this.options;
    const dayBefore = new Date(Date.parse(asOf) - 86_400_000).toISOString().slice(0, 10);
    return this.pick([
      { changedOn: asOf },
      { changedOn: dayBefore },
      { version: 3, reportedVersion: 2 },
      { version: 1, reportedVersion: 0 },
    ]);
  }

  private token(): string {
    this.tokens += 1;
    // Tokens that follow each other are not to lie beside each other in any order.
    return `16${String((this.tokens * 7_919_113_573) % 10 ** 14).padStart(14, '0')}`;
  }

  private line(token: string, state: LinkState, month = ''): void {
    this.lines.push(month === '' && this.random() < 0.5 ? `${token},${state}` : `${token},${state},${month}`);
    this.counts.theirs += 1;
  }

  private count(...names: (keyof RunCounts)[]): void {
    for (const name of names) this.counts[name] += 1;
  }

  private breakOf(ofClass: BreakClass, token: string): void {
    this.breaks.push(`${ofClass} ${token}`);
  }

  private live(): 'active' | 'suspended' {
    return this.pick(['active', 'active', 'suspended'] as const);
  }

  private anyState(): LinkState {
    return this.pick(['active', 'suspended', 'ended'] as const);
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  private shuffle(items: unknown[]): void {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.random() * (last + 1));
      [items[last], items[other]] = [items[other], items[last]];
    }
  }
}

const matched = (to: Planner) => to.matched();

const AGREEING: readonly ((to: Planner) => void)[] = [
  matched,
  matched,
  matched,
  matched,
  (to) => to.endedOnBothSides(),
  (to) => to.endedAndForgotten(),
  (to) => to.inFlight(),
  (to) => to.inFlightAndListed(),
  (to) => to.endingInFlight(),
];

const DIFFERING: readonly ((to: Planner) => void)[] = [
  (to) => to.missing(),
  (to) => to.unknown(),
  (to) => to.blockedHere(),
  (to) => to.otherMonth(),
  (to) => to.heldThere(),
  (to) => to.endedHere(),
  (to) => to.repeated(),
  (to) => to.unreadable(),
];

/** Links and a list with differences of every class at known places, in any order of rows. */
export function planned(options: PlanOptions): Plan {
  return new Planner(options).plan();
}

/** The lines as a partner sends them. */
export function textOf(lines: readonly string[], heading = true): Buffer {
  return Buffer.from(`${heading ? 'token,state,validThrough\n' : ''}${lines.map((line) => `${line}\n`).join('')}`, 'utf8');
}
