import { type Statement } from '../../../kernel/database/index.js';
import { type Service } from '../../links/index.js';

/** All breaks of a service, counted by all that a report tells of them. */
export function groupBreaks(service: Service): Statement {
  return {
    name: 'break-groups',
    text: `SELECT class, state, urgent, first_seen AS "firstSeen", resolved_on AS "resolvedOn", count(*)::integer AS count
           FROM reconciliation.break WHERE service = $1 GROUP BY 1, 2, 3, 4, 5`,
    values: [service],
  };
}
