/** What stands at the top of a roster. */
export interface RosterHead {
  readonly from: string;
  readonly to: string;
  readonly usage: 'P' | 'T';
  /** `YYYYMMDD`. */
  readonly day: string;
  readonly number: number;
}

export interface RosterMember {
  readonly id: string;
  readonly covered: boolean;
  /** `YYYYMMDD`, or null for no end. */
  readonly until: string | null;
}

/** A roster of all members, as agreed with the city. */
export function rosterFile({ from, to, usage, day, number }: RosterHead, members: readonly RosterMember[]): { readonly name: string; readonly text: string } {
  const head = ['H', 'CKROSTER', from, to, usage, day, number].join(',');
  const lines = members.map(({ id, covered, until }) => ['M', id, covered ? 'A' : 'C', until ?? ''].join(','));
  const hash = members.reduce((sum, { id }) => (sum + BigInt(id.replaceAll(/[^0-9]/g, '') || '0')) % 1_000_000_000_000n, 0n);
  return { name: `CKROSTER_${usage}_${day}_${number}.csv`, text: `${[head, ...lines, `T,${members.length},${hash}`].join('\n')}\n` };
}
