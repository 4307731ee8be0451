import { type Statement } from '../../kernel/database/index.js';
import { FREE_TRIES, lockLengths } from './domain/lock-out.js';

export interface TryRow {
  readonly failures: number;
  readonly nextTryAt: Date;
}

const TRY = `failures, next_try_at AS "nextTryAt"`;

/**
 * Takes one try under a name, counted as failed until a sign-in succeeds, and locks the name when it was the last
 * one free. No row back means that the name is locked. One statement, so that of many at once only as many get in
 * as there are tries left.
 */
export function takeTry(usernameIndex: Buffer, now: Date): Statement {
  return {
    name: 'staff-try-take',
    text: `INSERT INTO staff.sign_in_try AS held (username_index, failures, next_try_at) VALUES ($1, 1, $2)
           ON CONFLICT (username_index) DO UPDATE SET
             failures = held.failures + 1,
             next_try_at = $2 + CASE WHEN held.failures + 1 < $3 THEN interval '0'
               ELSE make_interval(secs => ($4::float8[])[least(held.failures + 2 - $3, cardinality($4::float8[]))]) END
           WHERE held.next_try_at <= $2
           RETURNING ${TRY}`,
    values: [usernameIndex, now, FREE_TRIES, LOCK_LENGTHS],
  };
}

const LOCK_LENGTHS = lockLengths();

export function findTry(usernameIndex: Buffer): Statement {
  return {
    name: 'staff-try',
    text: `SELECT ${TRY} FROM staff.sign_in_try WHERE username_index = $1`,
    values: [usernameIndex],
  };
}

export function forgetTries(usernameIndexes: readonly Buffer[]): Statement {
  return {
    name: 'staff-try-forget',
    text: 'DELETE FROM staff.sign_in_try WHERE username_index = ANY($1::bytea[])',
    values: [usernameIndexes],
  };
}

export function deleteTriesBefore(moment: Date): Statement {
  return {
    name: 'staff-try-expire',
    text: 'DELETE FROM staff.sign_in_try WHERE next_try_at < $1 RETURNING 1',
    values: [moment],
  };
}
