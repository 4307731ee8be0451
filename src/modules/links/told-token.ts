import { type LinkState, type Service } from './domain/service.js';
import { type ToldRow } from './feed.store.js';
import { type FormerName, replacedAt, tokenAt } from './domain/token-names.js';
import { type LinkSeals } from './link-seals.js';

/** One of a partner's own tokens, as it was told of it. */
export interface ToldToken {
  readonly token: string;
  readonly state: LinkState;
  /** `YYYY-MM` or `never`. */
  readonly validThrough: string;
  /** The token of the same service that this one takes the place of. */
  readonly replaces: string | null;
  /** The link's position in the partner's status list. */
  readonly statusIndex: number;
}

/** How links were called before, by their ids. */
export type FormerNames = ReadonlyMap<string, readonly FormerName[]>;

/** One change: where it stands in the feed, and whether the partner heard of the link for the first time. */
export interface ToldChange {
  readonly state: LinkState;
  readonly first: boolean;
  readonly position: number;
  readonly names: FormerNames;
}

/** @param introduced whether the partner is to hear what the token takes the place of. */
export function toldToken(seals: LinkSeals, service: Service, row: ToldRow, state: LinkState, introduced: boolean): ToldToken {
  return toldChange(seals, service, row, { state, first: introduced, position: Infinity, names: new Map() });
}

/** A link as a change of the feed tells it: by the token that it had then. */
export function toldChange(seals: LinkSeals, service: Service, row: ToldRow, { state, first, position, names }: ToldChange): ToldToken {
  const own = names.get(row.id) ?? [];
  const token = tokenAt(own, seals.openToken(row.id, service, row.sealed_token), position);
  const { former_id, former_sealed_token } = row;
  const hasFormer = first && former_id !== null && former_sealed_token !== null;
  const former = hasFormer ? tokenAt(names.get(former_id) ?? [], seals.openToken(former_id, service, former_sealed_token), position) : null;
  const replaces = replacedAt(own, position) ?? former;
  return {
    token,
    state,
    validThrough: row.valid_through,
    // An identifier that the holder keeps replaces nothing.
    replaces: replaces === token ? null : replaces,
    statusIndex: seals.openStatusIndex(row.id, row.sealed_status_index),
  };
}
