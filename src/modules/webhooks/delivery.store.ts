import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { type DeliveryState, type MessageType, type Outcome } from './domain/delivery.js';

export interface NewDelivery {
  readonly idIndex: Buffer;
  readonly service: Service;
  readonly sealedId: Buffer;
  readonly type: MessageType;
  readonly at: Date;
  readonly day: string;
}

export function insertDelivery({ idIndex, service, sealedId, type, at, day }: NewDelivery): Statement {
  return {
    name: 'delivery-insert',
    text: `INSERT INTO webhooks.delivery (id_index, service, sealed_id, type, state, attempts, next_attempt_at, made_on)
           VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6)`,
    values: [idIndex, service, sealedId, type, at, day],
  };
}

export interface DeliveryRow {
  readonly sealed_id: Buffer;
  readonly type: MessageType;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly outcome: Outcome | null;
  readonly next_attempt_at: Date | null;
  readonly made_on: string;
}

const SHOWN = 'sealed_id, type, state, attempts, outcome, next_attempt_at, made_on';

export function findDelivery(service: Service, indexes: readonly Buffer[]): Statement {
  return {
    name: 'delivery-find',
    text: `SELECT ${SHOWN} FROM webhooks.delivery WHERE service = $1 AND id_index = ANY($2)`,
    values: [service, indexes],
  };
}

export function findWaitingPing(service: Service): Statement {
  return {
    name: 'delivery-ping',
    text: `SELECT ${SHOWN} FROM webhooks.delivery WHERE service = $1 AND type = 'webhook.ping' AND state = 'waiting'`,
    values: [service],
  };
}

/** The newest days first; within a day in an order that has nothing to do with time. */
export function selectDeliveries(service: Service, state: DeliveryState | null, after: readonly Buffer[] | null, limit: number): Statement {
  return {
    name: 'delivery-page',
    text: `SELECT ${SHOWN} FROM webhooks.delivery
           WHERE service = $1 AND ($2::text IS NULL OR state = $2)
             AND ($3::bytea[] IS NULL OR (made_on, id_index) < (SELECT made_on, id_index FROM webhooks.delivery WHERE id_index = ANY($3)))
           ORDER BY made_on DESC, id_index DESC LIMIT $4`,
    values: [service, state, after, limit],
  };
}

/** Puts a message back to the beginning of its schedule, or brings its next attempt forward. One that is being sent is left alone. */
export function replayDelivery(service: Service, indexes: readonly Buffer[], now: Date): Statement {
  return {
    name: 'delivery-replay',
    text: `UPDATE webhooks.delivery SET state = 'waiting', next_attempt_at = $3,
             attempts = CASE WHEN state = 'waiting' THEN attempts ELSE 0 END, outcome = CASE WHEN state = 'waiting' THEN outcome END
           WHERE service = $1 AND id_index = ANY($2) RETURNING ${SHOWN}`,
    values: [service, indexes, now],
  };
}

/**
 * Has all that waits sent at once, from the beginning of its schedule. An attempt that is under way loses its lease: what
 * comes of it is about the address that was.
 */
export function restartDeliveries(service: Service, now: Date): Statement {
  return {
    name: 'delivery-restart',
    text: `UPDATE webhooks.delivery SET next_attempt_at = $2, attempts = 0, outcome = NULL, lease_until = NULL
           WHERE service = $1 AND state = 'waiting'`,
    values: [service, now],
  };
}

export interface ClaimedRow {
  readonly id_index: Buffer;
  readonly sealed_id: Buffer;
  readonly type: MessageType;
  readonly attempts: number;
  readonly sealed_url: Buffer;
  readonly sealed_secrets: Buffer;
}

/** Takes a lease on messages that are due and that nobody else holds. It ends by itself when its holder dies. */
export function claimDeliveries(service: Service, limit: number, now: Date, leaseUntil: Date): Statement {
  return {
    name: 'delivery-claim',
    text: `WITH due AS (
             SELECT id_index FROM webhooks.delivery
             WHERE service = $1 AND state = 'waiting' AND next_attempt_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
             ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           UPDATE webhooks.delivery SET lease_until = $4 FROM due, webhooks.endpoint
           WHERE delivery.id_index = due.id_index AND endpoint.service = $1 AND endpoint.state = 'active'
           RETURNING delivery.id_index, sealed_id, type, attempts, sealed_url, sealed_secrets`,
    values: [service, limit, now, leaseUntil],
  };
}

/** What became of an attempt, as long as its lease is still the one it began under. */
export function settleDelivery(idIndex: Buffer, leaseUntil: Date, state: DeliveryState, outcome: Outcome, nextAttemptAt: Date | null): Statement {
  return {
    name: 'delivery-settle',
    text: `UPDATE webhooks.delivery SET state = $3, outcome = $4, next_attempt_at = $5, attempts = attempts + 1, lease_until = NULL
           WHERE id_index = $1 AND lease_until = $2 RETURNING service`,
    values: [idIndex, leaseUntil, state, outcome, nextAttemptAt],
  };
}

/** Gives a lease back; the attempt does not count. */
export function releaseDelivery(idIndex: Buffer, leaseUntil: Date): Statement {
  return {
    name: 'delivery-release',
    text: `UPDATE webhooks.delivery SET lease_until = NULL WHERE id_index = $1 AND lease_until = $2`,
    values: [idIndex, leaseUntil],
  };
}

/** Gives up whatever waits for an endpoint. */
export function endDeliveries(service: Service, outcome: Outcome): Statement {
  return {
    name: 'delivery-end',
    text: `UPDATE webhooks.delivery SET state = 'dead', outcome = $2, next_attempt_at = NULL, lease_until = NULL
           WHERE service = $1 AND state = 'waiting'`,
    values: [service, outcome],
  };
}

/** Deletes messages that were made before a day and wait no more. */
export function forgetDeliveries(day: string): Statement {
  return {
    name: 'delivery-forget',
    text: `WITH gone AS (DELETE FROM webhooks.delivery WHERE made_on < $1 AND state <> 'waiting' RETURNING 1) SELECT count(*)::integer AS count FROM gone`,
    values: [day],
  };
}
