import { type Statement } from '../../../kernel/database/index.js';

/**
 * The ids of links that have a token, or had it before it was migrated. An alias leads to a token, and from there to
 * whichever links have that one.
 * @param indexes the parameter with the token's indexes, such as `$1`.
 */
export const linksNamed = (indexes: string): string => `ARRAY(
  SELECT id FROM links.link WHERE token_index = ANY(${indexes})
  UNION ALL
  SELECT heir.id FROM links.aliases_followed(${indexes}) AS alias JOIN links.link AS heir ON heir.token_index = alias.stands_for)`;

export interface AliasRow {
  readonly link_id: string;
  readonly sealed_token: Buffer;
  /** Null while the partner has not been told. */
  readonly sealed_position: Buffer | null;
}

export function selectAliases(linkIds: readonly string[]): Statement {
  return {
    name: 'alias-of-links',
    text: 'SELECT link_id, sealed_token, sealed_position FROM links.alias WHERE link_id = ANY($1)',
    values: [linkIds],
  };
}

/** Notes where in the feed the new tokens of some links were told. */
export function markTold(linkIds: readonly string[], sealedPositions: readonly Buffer[]): Statement {
  return {
    name: 'alias-told',
    text: `UPDATE links.alias SET sealed_position = told.position FROM unnest($1::uuid[], $2::bytea[]) AS told (id, position)
           WHERE alias.link_id = told.id AND alias.sealed_position IS NULL`,
    values: [linkIds, sealedPositions],
  };
}
