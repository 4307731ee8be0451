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

type Grouping = (holder: Holder) => string;
type Groups = ReadonlyMap<string, readonly Holder[]>;

// A view is never changed, and a hundred attacks ask the same of it.
const grouped = new WeakMap<View, Map<Grouping, Groups>>();
const sorted = new WeakMap<readonly Holder[], Map<string, ReadonlyMap<Holder, number>>>();

/** Holders by what is admitted. */
export function groupsOf(view: View, by: Grouping = admitted): Groups {
  return remembered(grouped, view, by, () => {
    const groups = new Map<string, Holder[]>();
    for (const holder of view) {
      const group = groups.get(by(holder));
      if (group) group.push(holder);
      else groups.set(by(holder), [holder]);
    }
    return groups;
  });
}

/** Every kind of order that a view has. */
export const ordersOf = (view: View): string[] => Object.keys(view[0]?.places ?? {});

/** For holders of one group, the place of each in one of the orders, counted from 0 within the group. */
export function ranked(group: readonly Holder[], order: string): ReadonlyMap<Holder, number> {
  return remembered(sorted, group, order, () => {
    const inOrder = [...group].sort((one, other) => (one.places[order] ?? 0) - (other.places[order] ?? 0));
    return new Map(inOrder.map((holder, rank) => [holder, rank]));
  });
}

function remembered<Of extends object, By, Found>(all: WeakMap<Of, Map<By, Found>>, of: Of, by: By, find: () => Found): Found {
  const known = all.get(of) ?? new Map<By, Found>();
  all.set(of, known);
  const found = known.get(by) ?? find();
  known.set(by, found);
  return found;
}
