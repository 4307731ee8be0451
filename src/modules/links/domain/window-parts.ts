/** A link that a window lets out. */
export interface Due {
  readonly id: string;
  /** The link it takes the place of. */
  readonly replaces: string | null;
}

/**
 * Cuts what a window lets out into parts of so many links, in the given order. Links that take the place of each other stay in
 * one part, which may be longer for it: a partner must not see the old one end by itself.
 */
export function partsOf<T extends Due>(due: readonly T[], size: number): T[][] {
  const successors = new Map(due.flatMap((link) => (link.replaces === null ? [] : [[link.replaces, link] as const])));
  const formers = new Map(due.flatMap((link) => (successors.has(link.id) ? [[link.id, link] as const] : [])));
  const taken = new Set<string>();
  const parts: T[][] = [];
  for (const link of due) {
    if (taken.has(link.id)) continue;
    const together = lineOf(link, formers, successors);
    if (together.length > 1) together.forEach(({ id }) => taken.add(id));
    const last = parts.at(-1);
    if (last && last.length < size) last.push(...together);
    else parts.push(together);
  }
  return parts;
}

/** All that take the place of each other, the first one first. */
function lineOf<T extends Due>(link: T, formers: ReadonlyMap<string, T>, successors: ReadonlyMap<string, T>): T[] {
  let first = link;
  for (let former: T | undefined = link; former; former = formers.get(former.replaces ?? '')) first = former;
  const line: T[] = [];
  for (let next: T | undefined = first; next; next = successors.get(next.id)) line.push(next);
  return line;
}
