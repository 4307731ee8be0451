/** What one partner knows of one holder: a token, or tokens that took each other's place, with all that was ever shown of them. */
export interface Holder {
  /** Oldest first. */
  readonly tokens: readonly string[];
  readonly validThrough: string;
  /** In which windows the partner was told what. */
  readonly history: string;
  /** Where it stands in each order that the partner can see, by the name of the order: any number, and the lower ones come first. */
  readonly places: Readonly<Record<string, number>>;
}

/** Everything that one partner knows, in no order. */
export type View = readonly Holder[];

/** What two partners may find out by themselves, and so is no secret between them: who has the same month and the same windows. */
export const admitted = ({ validThrough, history }: Holder): string => `${validThrough} | ${history}`;

/** Holders by what is admitted. */
export function groupsOf(view: View, by: (holder: Holder) => string = admitted): Map<string, Holder[]> {
  const groups = new Map<string, Holder[]>();
  for (const holder of view) groups.set(by(holder), [...(groups.get(by(holder)) ?? []), holder]);
  return groups;
}

/** Every kind of order that a view has. */
export const ordersOf = (view: View): string[] => Object.keys(view[0]?.places ?? {});

/** For holders of one group, the place of each in one of the orders, counted from 0 within the group. */
export function ranked(group: readonly Holder[], order: string): Map<Holder, number> {
  const sorted = [...group].sort((one, other) => (one.places[order] ?? 0) - (other.places[order] ?? 0));
  return new Map(sorted.map((holder, rank) => [holder, rank]));
}
