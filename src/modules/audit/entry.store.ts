import { type Statement } from '../../kernel/database/index.js';
import { type Cursor } from './domain/cursor.js';

export interface EntryRow {
  readonly id: string;
  readonly actorKind: 'staff' | 'partner' | 'system';
  readonly actor: string;
  readonly role: string;
  readonly act: string;
  readonly reason: string | null;
  readonly place: string | null;
  readonly outcome: 'done' | 'refused';
  readonly day: string;
  /** The staff account an act was about; null for other acts. */
  readonly account: string | null;
}

export interface EntryFilter {
  /** Any of these; null for everybody. */
  readonly actors: readonly string[] | null;
  readonly act: string | null;
  /** First and last day. */
  readonly from: string | null;
  readonly to: string | null;
  /** An event, with all its stations, or one station. */
  readonly place: string | null;
  readonly outcome: string | null;
  readonly after: Cursor | null;
  readonly limit: number;
}

/**
 * A card's reference stays behind: whoever searches is not to see which acts fell on one card. It is twice as long as
 * the id of an account, which is shown.
 */
const ENTRY = `id, actor_kind AS "actorKind", actor, role, act, reason, place, outcome, to_char(day, 'YYYY-MM-DD') AS day,
  CASE WHEN octet_length(subject) = 16 THEN encode(subject, 'hex')::uuid::text END AS account`;

/** Newest day first; within a day by random id, which tells nothing of the order in which things were done. */
export function searchEntries({ actors, act, from, to, place, outcome, after, limit }: EntryFilter): Statement {
  // A text of its own, so that one actor's entries are found by their index also once the server has settled on a plan.
  const [name, whose] = actors === null ? ['audit-search', '$1::text[] IS NULL'] : ['audit-search-actor', 'actor = ANY($1::text[])'];
  return {
    name,
    text: `SELECT ${ENTRY} FROM audit.entry
           WHERE ${whose} AND ($2::text IS NULL OR act = $2)
             AND day BETWEEN coalesce($3::date, '-infinity') AND coalesce($4::date, 'infinity')
             AND ($5::text IS NULL OR place = $5 OR starts_with(place, $5 || '/')) AND ($6::text IS NULL OR outcome = $6)
             AND (day, id) < (coalesce($7::date, 'infinity'), coalesce($8::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           ORDER BY day DESC, id DESC LIMIT $9`,
    values: [actors, act, from, to, place, outcome, after?.day ?? null, after?.id ?? null, limit],
  };
}

/** Every entry about one card, oldest day first. */
export function entriesAbout(subjects: readonly Buffer[]): Statement {
  return {
    name: 'audit-about',
    text: `SELECT ${ENTRY} FROM audit.entry WHERE subject = ANY($1::bytea[]) ORDER BY day, id`,
    values: [subjects],
  };
}
