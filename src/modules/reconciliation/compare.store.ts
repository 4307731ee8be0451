import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';

/** Which half of the index space a session compares; `null` for all of it. */
export type Half = 'lower' | 'upper' | null;

/** Temporary tables are the session's own: they go with it, nobody else sees them, and no dump has them. */
const STAGING_TABLES = ['staged', 'marked', 'older', 'slice', 'again', 'differing', 'leftover', 'proposed', 'renumbered', 'under_alias'] as const;

export const DROP_STAGING = `DROP TABLE IF EXISTS ${STAGING_TABLES.map((name) => `pg_temp.${name}`).join(', ')}`;

/**
 * Lines of the list by their token index, those apart whose token may stand on an earlier line, older indexes of the same
 * lines, and their tokens sealed for this run. `differing` is there for the form of its rows. What is sealed is not made smaller by compressing it.
 * The last three are for migrations: names that are proposed, tokens that the list has by those, and lines that have aliases.
 */
export const CREATE_STAGING = `
  CREATE TEMPORARY TABLE staged (place bigint NOT NULL, token_index bytea NOT NULL, state smallint NOT NULL, valid_through text);
  CREATE TEMPORARY TABLE marked (place bigint NOT NULL, token_index bytea NOT NULL, state smallint NOT NULL, valid_through text);
  CREATE TEMPORARY TABLE older (place bigint NOT NULL, token_index bytea NOT NULL);
  CREATE TEMPORARY TABLE slice (number bigint NOT NULL, tokens bytea STORAGE EXTERNAL NOT NULL);
  CREATE TEMPORARY TABLE again (token_index bytea NOT NULL, first bigint NOT NULL, beyond integer NOT NULL);
  CREATE TEMPORARY TABLE differing (id uuid, version integer, place bigint, token_index bytea, state smallint);
  CREATE TEMPORARY TABLE leftover (place bigint NOT NULL, token_index bytea NOT NULL, state smallint NOT NULL);
  CREATE TEMPORARY TABLE proposed (now bytea NOT NULL, later bytea NOT NULL);
  CREATE TEMPORARY TABLE renumbered (token_index bytea NOT NULL);
  CREATE TEMPORARY TABLE under_alias (place bigint NOT NULL)`;

export const COPY_STAGED = 'COPY pg_temp.staged (place, token_index, state, valid_through) FROM STDIN (FORMAT binary)';
export const COPY_MARKED = 'COPY pg_temp.marked (place, token_index, state, valid_through) FROM STDIN (FORMAT binary)';
export const COPY_OLDER = 'COPY pg_temp.older (place, token_index) FROM STDIN (FORMAT binary)';
export const COPY_SLICES = 'COPY pg_temp.slice (number, tokens) FROM STDIN (FORMAT binary)';
export const COPY_STAGED_OUT = 'COPY pg_temp.staged (place, token_index, state, valid_through) TO STDOUT (FORMAT binary)';
export const COPY_MARKED_OUT = 'COPY pg_temp.marked (place, token_index, state, valid_through) TO STDOUT (FORMAT binary)';
export const SELECT_SLICES = 'SELECT number, tokens FROM pg_temp.slice WHERE number = ANY($1::bigint[])';

/**
 * One snapshot for all that is counted. Merge joins are switched off because nothing is known of a table that was just
 * filled; a wrong guess would sort a million keys. Both cores have a session of their own: more workers would only stand in
 * each other's way. Nor is anything here asked often enough to be compiled first.
 */
export function beginCompare(workMemory: string): string {
  return `BEGIN ISOLATION LEVEL REPEATABLE READ;
    SET LOCAL work_mem = '${workMemory}';
    SET LOCAL enable_mergejoin = off;
    SET LOCAL max_parallel_workers_per_gather = 0;
    SET LOCAL jit = off;
    SET LOCAL statement_timeout = '1h'`;
}

/**
 * Of the lines of one token only that which opens most stays in the list: a record that is live is not hidden by one before
 * it that is blocked. All but the first line of a token are marked; a few are that stand alone.
 */
export const TAKE_OUT_REPEATED = `
  WITH earlier AS (
    DELETE FROM pg_temp.staged USING (SELECT DISTINCT token_index FROM pg_temp.marked) AS marked
    WHERE staged.token_index = marked.token_index RETURNING staged.*),
  line AS (
    SELECT *, row_number() OVER (PARTITION BY token_index ORDER BY state, place) AS number, count(*) OVER (PARTITION BY token_index) AS lines
    FROM (SELECT * FROM earlier UNION ALL SELECT * FROM pg_temp.marked) AS one),
  stays AS (
    INSERT INTO pg_temp.staged SELECT place, token_index, state, valid_through FROM line WHERE number = 1)
  INSERT INTO pg_temp.again SELECT token_index, place, lines - 1 FROM line WHERE number = 1 AND lines > 1`;

/** Of several links that had a token, the one that is told of a repetition first. */
const TOLD_OF = `link.state = 'ended', link.changed_on DESC, link.id`;

/** Of several links that had a token, the one that its line is about: which is not ended, then which is in flight, then the latest. */
const NEAREST = `(link.state = 'ended', NOT (link.under_way OR link.changed_on >= $2), DATE 'epoch' - link.changed_on, link.id)`;

/** A number that was migrated stands for the link that has it as an alias, whoever had it before. */
const noAlias = (index: string) => `NOT EXISTS (SELECT FROM links.comparable_alias AS alias WHERE alias.token_index = ${index} AND alias.service = $1)`;

/**
 * Where keys have changed, a link may still stand under an older one: its index takes the place of the newest, unless the
 * line is about a link that stands under that. Parameters: service, first day of changes that are in flight.
 */
export const USE_OLDER_INDEXES = `
  UPDATE pg_temp.staged SET token_index = found.token_index
  FROM (SELECT DISTINCT ON (older.place) older.place, link.token_index, ${NEAREST} AS nearest
        FROM pg_temp.older JOIN links.comparable AS link ON link.token_index = older.token_index AND link.service = $1
        ORDER BY older.place, nearest) AS found
  WHERE found.place = staged.place AND NOT EXISTS (
    SELECT FROM links.comparable AS link WHERE link.token_index = staged.token_index AND link.service = $1 AND ${NEAREST} < found.nearest)
    AND ${noAlias('staged.token_index')}`;

/** A token that is repeated goes by the index of the link that it is told of, under whichever key that stands. */
export const REPEATED_UNDER_OLDER = `
  UPDATE pg_temp.again SET token_index = found.token_index
  FROM (SELECT DISTINCT ON (line.first) line.first, link.token_index
        FROM (SELECT first, token_index FROM pg_temp.again
              UNION ALL SELECT first, older.token_index FROM pg_temp.again JOIN pg_temp.older ON older.place = again.first) AS line
          JOIN links.comparable AS link ON link.token_index = line.token_index AND link.service = $1
        ORDER BY line.first, ${TOLD_OF}) AS found
  WHERE found.first = again.first AND ${noAlias('again.token_index')}`;

/**
 * A token that was migrated stands for the one that took its place: an old number on a card that goes on is no difference.
 * The alias may stand under an older key too.
 */
export const ALIASES_REPEATED = `
  UPDATE pg_temp.again SET token_index = alias.stands_for
  FROM (SELECT first, token_index FROM pg_temp.again
        UNION ALL SELECT first, older.token_index FROM pg_temp.again JOIN pg_temp.older ON older.place = again.first) AS line
    JOIN links.comparable_alias AS alias ON alias.token_index = line.token_index AND alias.service = $1
  WHERE line.first = again.first`;

/**
 * The same of lines. Where the list has the new token too, or two old ones, its owner has two records of one link: as of the
 * lines of one token, that which opens most stays, whatever its name, and the others are lines beyond the first. Where it is
 * that of an alias, telling the partner of the new token may not help: it is noted.
 */
export const USE_ALIASES = `
  WITH named AS MATERIALIZED (
    SELECT DISTINCT ON (staged.place) staged.place, staged.state, alias.stands_for
    FROM (SELECT place, token_index FROM pg_temp.staged UNION ALL SELECT place, token_index FROM pg_temp.older) AS line
      JOIN links.comparable_alias AS alias ON alias.token_index = line.token_index AND alias.service = $1
      -- Older indexes are still there of lines that were taken out.
      JOIN pg_temp.staged ON staged.place = line.place
    ORDER BY staged.place),
  line AS MATERIALIZED (
    SELECT place, stands_for, by_alias, row_number() OVER (PARTITION BY stands_for ORDER BY state, by_alias, place) AS number
    FROM (SELECT place, state, stands_for, true AS by_alias FROM named
          UNION ALL SELECT place, state, token_index, false FROM pg_temp.staged
          WHERE token_index IN (SELECT stands_for FROM named) AND place NOT IN (SELECT place FROM named)) AS one),
  gone AS (
    DELETE FROM pg_temp.staged USING line WHERE staged.place = line.place AND number > 1 RETURNING line.stands_for, staged.place),
  counted AS (
    INSERT INTO pg_temp.again (token_index, first, beyond) SELECT stands_for, min(place), count(*)::integer FROM gone GROUP BY stands_for),
  noted AS (INSERT INTO pg_temp.under_alias SELECT place FROM line WHERE number = 1 AND by_alias)
  UPDATE pg_temp.staged SET token_index = line.stands_for FROM line WHERE staged.place = line.place AND number = 1`;

/** A repeated token is told by its link where it has one, whether that is ended or not. */
export const INSERT_REPEATED = `
  INSERT INTO reconciliation.difference (run_id, class, subject, link_id, urgent, place)
  SELECT $2, 'duplicate', coalesce(uuid_send(link.id), again.token_index), link.id, false, first
  FROM (SELECT token_index, min(first) AS first FROM pg_temp.again GROUP BY token_index) AS again LEFT JOIN LATERAL (
    SELECT id FROM links.comparable AS link WHERE service = $1 AND token_index = again.token_index
    ORDER BY ${TOLD_OF} LIMIT 1) AS link ON true`;

export const COUNT_REPEATED = 'SELECT coalesce(sum(beyond), 0)::integer AS count FROM pg_temp.again';

const SLICES = { lower: `AND token_index < '\\x80'`, upper: `AND token_index >= '\\x80'` } as const;

const sliceOf = (half: Half) => (half === null ? '' : SLICES[half]);

/** A row of classes and counts, or of a class with the one thing that is in it. */
export interface ClassRow {
  readonly class: string;
  readonly count: number;
}

/** What a pair of a link that is not ended and a line can be. In PostgreSQL by number: a million are told apart, and a number is quicker. */
const PAIRS = [
  ...['matched', 'leftover', 'apart', 'apart_both', 'in_flight', 'in_flight_both'],
  ...['missing', 'state_mismatch', 'attribute_mismatch', 'partner_hold'],
] as const;

const is = (pair: (typeof PAIRS)[number]) => PAIRS.indexOf(pair);

const NAME_OF_PAIR = `(ARRAY[${PAIRS.map((pair) => `'${pair}'`).join(', ')}])[class + 1]`;

/** How a link stands: its strictness, or why it is not compared. */
const [IN_FLIGHT, APART] = [8, 9];

/** Breaks that are not over: while their link is on its way, a list tells nothing about them. */
const WITH_BREAK = `(SELECT link_id FROM reconciliation.break WHERE service = $1 AND state <> 'resolved' AND link_id IS NOT NULL)`;

/** A link that the list has by a name that is only proposed: what becomes of it, the migration will tell. */
const RENUMBERED = 'token_index IN (SELECT token_index FROM pg_temp.renumbered)';

/** The place of a line that has an alias of its link. */
const aliasPlace = (place: string) => `CASE WHEN ${place} IN (SELECT place FROM pg_temp.under_alias) THEN ${place} END`;

/**
 * Both sides in one pass. What differs is kept one by one, and everything else is only counted. Lines without a link that
 * is not ended are left over for `COMPARE_LEFTOVER`. Our side is also counted by itself, before it meets the list, to
 * balance the classes against: the row `ours`. Where the partner ends what is suspended, a list need not have it, as it need
 * not have what is ended: such a link is apart. Parameters: service, run, first day of changes that are in flight, whether
 * the partner ends what is suspended.
 */
export function compareLive(half: Half): string {
  return `
    WITH link AS MATERIALIZED (
      SELECT id, token_index, version, valid_through,
        (CASE WHEN apart THEN ${APART} WHEN under_way OR changed_on >= $3 ${half === null ? `OR ${RENUMBERED}` : ''} THEN ${IN_FLIGHT} WHEN state = 'active' THEN 0 ELSE 1 END)::smallint AS stands
      FROM links.comparable WHERE service = $1 AND state <> 'ended' ${sliceOf(half)}),
    pair AS (
      SELECT link.id, link.version, list.place, list.token_index, list.state,
        CASE
          WHEN link.id IS NULL THEN ${is('leftover')}
          WHEN link.stands = ${APART} THEN CASE WHEN list.place IS NULL THEN ${is('apart')} ELSE ${is('apart_both')} END
          WHEN link.stands = ${IN_FLIGHT} THEN CASE WHEN list.place IS NULL THEN ${is('in_flight')} ELSE ${is('in_flight_both')} END
          WHEN list.place IS NULL THEN CASE WHEN link.stands = 1 AND $4 THEN ${is('apart')} ELSE ${is('missing')} END
          WHEN list.state < link.stands THEN ${is('state_mismatch')}
          WHEN list.state = 2 AND link.stands = 1 AND $4 THEN ${is('matched')}
          WHEN list.state > link.stands THEN ${is('partner_hold')}
          WHEN list.valid_through <> link.valid_through THEN ${is('attribute_mismatch')}
          ELSE ${is('matched')} END AS class
      FROM link FULL JOIN pg_temp.staged AS list ON list.token_index = link.token_index
      -- Keeps the class from being worked out anew for each column that depends on it.
      OFFSET 0),
    gathered AS (
      SELECT class, count(*)::integer AS count,
        CASE WHEN class >= ${is('missing')} OR class = ${is('leftover')} OR class IN (${is('in_flight')}, ${is('in_flight_both')}) AND id IN ${WITH_BREAK}
          THEN ROW(id, version, place, token_index, state)::pg_temp.differing END AS one
      FROM pair GROUP BY 1, 3),
    kept AS (
      INSERT INTO reconciliation.difference (run_id, class, subject, link_id, urgent, version, place)
      SELECT $2, CASE WHEN class = ${is('in_flight_both')} THEN 'in_flight' ELSE ${NAME_OF_PAIR} END,
        uuid_send((one).id), (one).id, class = ${is('state_mismatch')}, (one).version, ${aliasPlace('(one).place')}
      FROM gathered WHERE (one).id IS NOT NULL),
    unmatched AS (
      INSERT INTO pg_temp.leftover (place, token_index, state)
      SELECT (one).place, (one).token_index, (one).state FROM gathered WHERE class = ${is('leftover')})
    SELECT ${NAME_OF_PAIR} AS class, sum(count)::integer AS count FROM gathered GROUP BY gathered.class
    UNION ALL SELECT 'ours', count(*)::integer FROM link`;
}

/** Lines without a live link: their links are ended, or there is none. The same parameters but the last. */
export const COMPARE_LEFTOVER = `
  WITH told AS (
    SELECT list.place, list.token_index, list.state, link.id, link.version,
      CASE
        WHEN link.id IS NULL THEN 'unknown'
        WHEN link.apart THEN 'apart_present'
        WHEN link.in_flight THEN 'in_flight_present'
        WHEN list.state = 2 THEN 'ended_matched'
        ELSE 'ended_still_live' END AS class
    FROM pg_temp.leftover AS list LEFT JOIN LATERAL (
      SELECT id, version, apart, under_way OR changed_on >= $3 OR ${RENUMBERED} AS in_flight FROM links.comparable
      WHERE service = $1 AND token_index = list.token_index AND state = 'ended'
      ORDER BY in_flight DESC, changed_on DESC, id LIMIT 1) AS link ON true),
  kept AS (
    INSERT INTO reconciliation.difference (run_id, class, subject, link_id, urgent, version, place)
    SELECT $2, CASE WHEN class = 'in_flight_present' THEN 'in_flight' ELSE class END, coalesce(uuid_send(id), token_index), id,
      class = 'ended_still_live' AND state = 0, version, CASE WHEN id IS NULL THEN place ELSE ${aliasPlace('place')} END
    FROM told WHERE class IN ('unknown', 'ended_still_live') OR class = 'in_flight_present' AND id IN ${WITH_BREAK})
  SELECT class, count(*)::integer AS count FROM told GROUP BY class`;

/** A row where there is a link that a list has to show: none that is ended, in flight, or in no list, and none that its partner has ended because it is suspended. */
export function selectDue(service: Service, inFlightFrom: string, suspendsByEnding: boolean): Statement {
  return {
    name: 'comparable-due',
    text: `SELECT 1 FROM links.comparable WHERE service = $1 AND state <> 'ended' AND NOT apart AND NOT under_way AND changed_on < $2
             AND NOT (state = 'suspended' AND $3) LIMIT 1`,
    values: [service, inFlightFrom, suspendsByEnding],
  };
}

/** All links of a service, those that have ended too: a list may tell of any. */
export function countLinks(service: Service): Statement {
  return { name: 'comparable-count', text: 'SELECT count(*)::integer AS count FROM links.comparable WHERE service = $1', values: [service] };
}

/** What a run that came to nothing has left. */
export function forgetDifferences(service: Service): Statement {
  return {
    name: 'difference-forget',
    text: `DELETE FROM reconciliation.difference USING reconciliation.run
           WHERE run.id = difference.run_id AND run.service = $1 AND run.state <> 'comparing'`,
    values: [service],
  };
}
