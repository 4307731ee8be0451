import { type Statement } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';

export type EndpointState = 'active' | 'disabled';

export interface EndpointRow {
  readonly state: EndpointState;
  readonly sealed_url: Buffer;
  readonly sealed_secrets: Buffer;
}

export function findEndpoint(service: Service): Statement {
  return { name: 'webhook-endpoint', text: `SELECT state, sealed_url, sealed_secrets FROM webhooks.endpoint WHERE service = $1`, values: [service] };
}

/** Whoever changes an endpoint, or adds a message to it, waits for the others. */
export function lockEndpoint(service: Service): Statement {
  return {
    name: 'webhook-endpoint-lock',
    text: `SELECT state, sealed_url, sealed_secrets FROM webhooks.endpoint WHERE service = $1 FOR UPDATE`,
    values: [service],
  };
}

export interface SetRow extends EndpointRow {
  readonly created: boolean;
}

const UNHEARD = `EXISTS (SELECT FROM webhooks.delivery
  WHERE delivery.service = endpoint.service AND type = 'changes.published' AND delivery.state = 'dead')`;

/**
 * Makes an endpoint that tells of what is published from now on, or gives the one there is another address and enables it.
 * A message about changes that was given up was not heard: it is as if the last position had not been told.
 */
export function setEndpoint(service: Service, sealedUrl: Buffer, sealedSecrets: Buffer, position: number): Statement {
  return {
    name: 'webhook-endpoint-set',
    text: `INSERT INTO webhooks.endpoint (service, state, sealed_url, sealed_secrets, told_position) VALUES ($1, 'active', $2, $3, $4)
           ON CONFLICT (service) DO UPDATE SET state = 'active', sealed_url = excluded.sealed_url, told_position = endpoint.told_position - ${UNHEARD}::integer
           RETURNING state, sealed_url, sealed_secrets, xmax = 0 AS created`,
    values: [service, sealedUrl, sealedSecrets, position],
  };
}

/** With everything that waited for it. */
export function deleteEndpoint(service: Service): Statement {
  return { name: 'webhook-endpoint-delete', text: `DELETE FROM webhooks.endpoint WHERE service = $1 RETURNING service`, values: [service] };
}

/** @param before the secrets as they were read; nothing is written over newer ones. */
export function setSecrets(service: Service, sealed: Buffer, before: Buffer): Statement {
  return {
    name: 'webhook-endpoint-secrets',
    text: `UPDATE webhooks.endpoint SET sealed_secrets = $2 WHERE service = $1 AND sealed_secrets = $3`,
    values: [service, sealed, before],
  };
}

/** Unless it was given another address meanwhile. */
export function disableEndpoint(service: Service, sealedUrl: Buffer): Statement {
  return {
    name: 'webhook-endpoint-disable',
    text: `UPDATE webhooks.endpoint SET state = 'disabled' WHERE service = $1 AND sealed_url = $2 RETURNING service`,
    values: [service, sealedUrl],
  };
}

export interface ActiveRow {
  readonly service: Service;
  readonly told_position: string;
  /** A message about changes is on its way: whoever reads the feed for it sees later ones too. */
  readonly under_way: boolean;
}

const UNDER_WAY = `EXISTS (SELECT FROM webhooks.delivery
  WHERE delivery.service = endpoint.service AND type = 'changes.published' AND delivery.state = 'waiting')`;

export function activeEndpoints(): Statement {
  return {
    name: 'webhook-endpoints',
    text: `SELECT service, told_position, ${UNDER_WAY} AS under_way FROM webhooks.endpoint WHERE state = 'active'`,
    values: [],
  };
}

/** Takes the endpoint for this transaction; no row when another instance has it, or it is disabled or gone. */
export function takeEndpoint(service: Service): Statement {
  return {
    name: 'webhook-endpoint-take',
    text: `SELECT service FROM webhooks.endpoint WHERE service = $1 AND state = 'active' FOR UPDATE SKIP LOCKED`,
    values: [service],
  };
}

/** Notes how far the partner is told of. No row when it has been told of that, or a message is under way. */
export function advanceEndpoint(service: Service, position: number): Statement {
  return {
    name: 'webhook-endpoint-advance',
    text: `UPDATE webhooks.endpoint SET told_position = $2 WHERE service = $1 AND told_position < $2 AND NOT ${UNDER_WAY} RETURNING service`,
    values: [service, position],
  };
}
