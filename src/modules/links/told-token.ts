import { type LinkState, type Service } from './domain/service.js';
import { type ToldRow } from './feed.store.js';
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

/** @param introduced whether the partner is to hear what the token takes the place of. */
export function toldToken(seals: LinkSeals, service: Service, row: ToldRow, state: LinkState, introduced: boolean): ToldToken {
  const token = seals.openToken(row.id, service, row.sealed_token);
  const { former_id, former_sealed_token } = row;
  const former = introduced && former_id !== null && former_sealed_token !== null ? seals.openToken(former_id, service, former_sealed_token) : null;
  return {
    token,
    state,
    validThrough: row.valid_through,
    // An identifier that the holder keeps replaces nothing.
    replaces: former === token ? null : former,
    statusIndex: seals.openStatusIndex(row.id, row.sealed_status_index),
  };
}
