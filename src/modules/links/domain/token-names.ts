/** A token that a link had until a change of its partner's feed told the next one. */
export interface FormerName {
  readonly token: string;
  /** Place of that change in the feed; infinite while it is not told. */
  readonly until: number;
}

/** The token by which the partner knew a link when a change was told: the new one from its own change on. */
export function tokenAt(former: readonly FormerName[], current: string, position: number): string {
  const later = former.filter(({ until }) => until > position);
  return later.reduce<FormerName | null>((first, name) => (first && first.until <= name.until ? first : name), null)?.token ?? current;
}

/** The token that a change told the end of, where it told a new one. */
export function replacedAt(former: readonly FormerName[], position: number): string | null {
  return former.find(({ until }) => until === position)?.token ?? null;
}
