import { type Statement } from '../../kernel/database/index.js';
import { type LinkState } from './domain/service.js';
import { linksNamed } from './token-migrations/alias.store.js';

/** A UUID of version 8 (RFC 9562, section 5.8), where every other link has one of version 4. */
const MADE_IN_THE_SANDBOX = `id::text LIKE '______________8%'`;

/** The id of a link that a partner makes for itself: what is not marked so, no partner can move. */
export function sandboxLinkId(random: string): string {
  return `${random.slice(0, 14)}8${random.slice(15)}`;
}

/** Makes a link what its partner asks, as if its card had been suspended, reinstated or revoked. */
export function moveSandboxLink(tokenIndexes: readonly Buffer[], state: LinkState, day: string): Statement {
  return {
    name: 'link-sandbox-move',
    text: `UPDATE links.link SET desired_state = $2, city_hold = ($2 = 'suspended'), partner_hold = false, changed_on = $3,
             desired_version = desired_version + (desired_state <> $2)::int
           WHERE id = ANY(${linksNamed('$1')}) AND ${MADE_IN_THE_SANDBOX} AND (desired_state <> 'ended' OR $2 = 'ended') RETURNING id`,
    values: [tokenIndexes, state, day],
  };
}

export function selectSandboxLink(tokenIndexes: readonly Buffer[]): Statement {
  return {
    name: 'link-sandbox',
    text: `SELECT FROM links.link WHERE id = ANY(${linksNamed('$1')}) AND ${MADE_IN_THE_SANDBOX}`,
    values: [tokenIndexes],
  };
}
