import { type Statement } from '../../kernel/database/index.js';

/** Marks an assertion as used, at once for all instances; no row back means that it was used before. */
export function spendAssertion(index: Buffer, liveIndexes: readonly Buffer[], expiresAt: Date): Statement {
  return {
    name: 'partners-assertion-spend',
    text: `INSERT INTO partners.spent_assertion (assertion_index, expires_at)
           SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM partners.spent_assertion WHERE assertion_index = ANY($3::bytea[]))
           ON CONFLICT (assertion_index) DO NOTHING RETURNING 1`,
    values: [index, expiresAt, liveIndexes],
  };
}

export function deleteExpiredAssertions(now: Date): Statement {
  return {
    name: 'partners-assertion-expire',
    text: 'DELETE FROM partners.spent_assertion WHERE expires_at < $1 RETURNING 1',
    values: [now],
  };
}
