import { type Statement } from '../../kernel/database/index.js';
import { type LinkState, type Service } from './domain/service.js';
import { linksNamed } from './token-migrations/alias.store.js';

export interface DeskRow {
  readonly id: string;
  readonly service: Service;
  readonly desired_state: LinkState;
  readonly reported_state: LinkState | null;
  readonly partner_hold: boolean;
  readonly last_error_code: string | null;
}

/** The link with a token; a live one stands before ended ones that had the same token. */
export function selectByToken(tokenIndexes: readonly Buffer[], forChange: boolean): Statement {
  return {
    name: `link-by-token${forChange ? '-locked' : ''}`,
    text: `SELECT link.id, link.service, desired_state, reported_state, partner_hold, last_error_code
           FROM links.link LEFT JOIN links.work ON work.link_id = link.id
           WHERE link.id = ANY(${linksNamed('$1')}) ORDER BY desired_state = 'ended', reported_version DESC LIMIT 1${forChange ? ' FOR UPDATE OF link' : ''}`,
    values: [tokenIndexes],
  };
}

/** Sets the hold that a partner's report would set: this link alone, and flagged. */
export function holdLink(id: string, day: string): Statement {
  return {
    name: 'link-partner-hold',
    text: `UPDATE links.link SET partner_hold = true, desired_state = 'suspended', changed_on = $2,
             desired_version = desired_version + (desired_state <> 'suspended')::int
           WHERE id = $1 AND desired_state <> 'ended' RETURNING desired_state, partner_hold`,
    values: [id, day],
  };
}

/** Makes the state of a link news, so that it is published and submitted again; not for one that has a successor. */
export function bumpLink(id: string): Statement {
  return {
    name: 'link-bump',
    text: `UPDATE links.link SET desired_version = desired_version + 1
           WHERE id = $1 AND NOT EXISTS (SELECT FROM links.link AS successor WHERE successor.replaces = $1)
           RETURNING desired_state, partner_hold`,
    values: [id],
  };
}

/** Tries again with its partner what was set aside: the end of a token that has a successor. */
export function resumeLink(id: string, now: Date): Statement {
  return {
    name: 'link-resume',
    text: `UPDATE links.work SET stage = 'due', next_attempt_at = $2, last_error_code = NULL FROM links.link
           WHERE link_id = $1 AND link.id = link_id AND stage = 'set_aside' RETURNING desired_state, partner_hold, last_error_code`,
    values: [id, now],
  };
}

/** Lets go of a number that another link holds, so that it can be adopted anew. */
export function releaseToken(tokenIndexes: readonly Buffer[], day: string): Statement {
  return {
    name: 'link-release-token',
    text: `UPDATE links.link SET desired_state = 'ended', desired_version = desired_version + 1, changed_on = $2
           WHERE token_index = ANY($1) AND desired_state <> 'ended' AND origin = 'adopted'`,
    values: [tokenIndexes, day],
  };
}
