import { type LinkState } from './service.js';

/** A link that is being published. */
export interface Publishable {
  readonly id: string;
  /** What the partner is about to learn. */
  readonly state: LinkState;
  /** What it was told last; null when it has never heard of the link. */
  readonly told: LinkState | null;
  /** The link it takes the place of. */
  readonly replaces: string | null;
  /** Whether it has a new token that the partner is to hear of. */
  readonly renamed?: boolean;
}

/** One change as the feed keeps it. */
export interface Change {
  readonly linkId: string;
  readonly state: LinkState;
  /** Whether the partner hears of the link for the first time. */
  readonly first: boolean;
}

/**
 * What a partner is told of the links published together, in drawn order. A successor comes before the end of what it
 * replaces, so that an account can follow before its old token is closed. Not told: a link that ended before anybody
 * knew of it, a state the partner has been told already, and the end of a link whose token goes on under another.
 * @param below draws a whole number from 0 to one less than the given one.
 * @param sameToken whether two of the links have one token.
 */
export function changesToTell<T extends Publishable>(
  links: readonly T[],
  below: (count: number) => number,
  sameToken: (one: T, other: T) => boolean,
): Change[] {
  const told = new Map(links.filter(isNews).map((link) => [link.id, link]));
  const successors = new Map([...told.values()].flatMap((link) => (link.replaces === null ? [] : [[link.replaces, link] as const])));
  const changes: Change[] = [];
  for (const drawn of shuffled([...told.values()], below)) {
    if (successors.has(drawn.id)) continue;
    for (let link: T | undefined = drawn; link; link = told.get(link.replaces ?? '')) {
      const successor = successors.get(link.id);
      const goesOn = link.state === 'ended' && successor !== undefined && sameToken(successor, link);
      if (!goesOn) changes.push({ linkId: link.id, state: link.state, first: link.told === null });
    }
  }
  return changes;
}

function isNews({ state, told, renamed = false }: Publishable): boolean {
  return told === null ? state !== 'ended' : state !== told || renamed;
}

/** Fisher and Yates: every order is as likely as any other. */
export function shuffled<T>(things: readonly T[], below: (count: number) => number): T[] {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
