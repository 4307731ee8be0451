import { type Statement } from '../../kernel/database/index.js';

/** About how often a client asked for something on a day. */
export interface UsageRow {
  readonly clientId: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** `operationId` of the OpenAPI document. */
  readonly operation: string;
  readonly requests: number;
}

/** Adds to what other instances have counted. In one order, so that two instances wait for each other and never in a circle. */
export function addUsage(rows: readonly UsageRow[]): Statement {
  return {
    name: 'usage-add',
    text: `INSERT INTO partners.usage (client_id, day, operation, requests)
           SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::integer[])
           ORDER BY 1, 2, 3
           ON CONFLICT (client_id, day, operation) DO UPDATE SET requests = usage.requests + excluded.requests`,
    values: [rows.map((row) => row.clientId), rows.map((row) => row.day), rows.map((row) => row.operation), rows.map((row) => row.requests)],
  };
}

export function selectUsage(partnerId: string, from: string, to: string): Statement {
  return {
    name: 'usage-of-partner',
    text: `SELECT client_id AS "clientId", day, operation, requests FROM partners.usage
           WHERE client_id IN (SELECT client_id FROM partners.client WHERE partner_id = $1) AND day BETWEEN $2 AND $3
           ORDER BY day, client_id, operation`,
    values: [partnerId, from, to],
  };
}

export function deleteUsageBefore(day: string): Statement {
  return { name: 'usage-forget', text: 'DELETE FROM partners.usage WHERE day < $1 RETURNING 1', values: [day] };
}
