/** Names that a migration is to give to links, by the index of the token that each has now. */
export const NOTE_PROPOSED = 'INSERT INTO pg_temp.proposed (now, later) SELECT now, later FROM unnest($1::bytea[], $2::bytea[]) AS pair (now, later)';

/**
 * A partner changes its numbers before its migration is applied. A line with a proposed number stands for the link that is
 * to have it, where the list has not the number that the link has now: then nothing is missing, and nothing unknown. With
 * both there are two records of one account, and a person should see that. Parameter: service.
 */
export const USE_PROPOSED = `
  WITH link AS (
    SELECT DISTINCT link.token_index, later FROM pg_temp.proposed JOIN links.comparable AS link ON link.token_index = now AND link.service = $1),
  moved AS (
    UPDATE pg_temp.staged SET token_index = link.token_index FROM link
    WHERE staged.token_index = later AND NOT EXISTS (SELECT FROM pg_temp.staged AS own WHERE own.token_index = link.token_index)
    RETURNING staged.token_index)
  INSERT INTO pg_temp.renumbered SELECT DISTINCT token_index FROM moved`;
