import { type Database, type Statement } from '../../kernel/database/index.js';
import { type AuditedLink } from './domain/partner-port.js';
import { type LinkState, type Service, type TokenOrigin } from './domain/service.js';
import { type LinkSeals } from './link-seals.js';

const PAGE = 1_000;

interface AuditedRow {
  readonly id: string;
  readonly origin: TokenOrigin;
  readonly sealed_token: Buffer;
  readonly state: LinkState;
  readonly valid_through: string;
}

/**
 * Every link that the partner of a service was told of, a page at a time, in the order of random ids: memory stays flat,
 * and the order tells nothing.
 */
export async function* auditedLinks(database: Database, seals: LinkSeals, service: Service): AsyncGenerator<AuditedLink> {
  let after: string | null = null;
  for (;;) {
    const rows: AuditedRow[] = await database.query(selectAuditedPage(service, after));
    for (const { id, origin, sealed_token, state, valid_through } of rows) {
      yield { token: seals.openToken(id, service, sealed_token), origin, state, validThrough: valid_through };
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/**
 * A link whose file is not answered yet stands with the state in that file, and what it takes the place of as ended: the
 * partner may have applied the file, and must not be told the old state after it. A link that ended before its partner
 * knew of it has no position in the status list.
 */
function selectAuditedPage(service: Service, after: string | null): Statement {
  return {
    name: 'link-audited-page',
    text: `WITH RECURSIVE replaced AS (
             SELECT link.replaces AS id FROM links.work JOIN links.link ON link.id = work.link_id
               WHERE work.service = $1 AND stage = 'pending' AND link.replaces IS NOT NULL
             UNION
             SELECT link.replaces FROM replaced JOIN links.link ON link.id = replaced.id WHERE link.replaces IS NOT NULL)
           SELECT link.id, origin, sealed_token, valid_through,
             CASE WHEN link.id IN (SELECT id FROM replaced) THEN 'ended' WHEN stage = 'pending' THEN submitted_state ELSE reported_state END AS state
           FROM links.link LEFT JOIN links.work ON work.link_id = link.id
           WHERE link.service = $1 AND (reported_version > 0 OR stage = 'pending') AND sealed_status_index IS NOT NULL
             AND ($2::uuid IS NULL OR link.id > $2)
           ORDER BY link.id LIMIT $3`,
    values: [service, after, PAGE],
  };
}
