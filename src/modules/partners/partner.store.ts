import { type Statement } from '../../kernel/database/index.js';
import { type Client, type ClientState, type Partner, type PublicKeys } from './domain/partner.js';
import { type Service } from './domain/service.js';

/** A partner as it lies in the database. */
export type PartnerRow = Partner & { readonly sealedCredentials: Buffer };

const PARTNER = `id, service, name, state, profile, settings, sealed_credentials AS "sealedCredentials", policy, version`;
const CLIENT = `client_id AS "clientId", partner_id AS "partnerId", jwks, state`;

export function allPartners(): Statement {
  return { name: 'partners-all', text: `SELECT ${PARTNER} FROM partners.partner ORDER BY service`, values: [] };
}

export function allClients(): Statement {
  return { name: 'partners-clients', text: `SELECT ${CLIENT} FROM partners.client ORDER BY client_id`, values: [] };
}

export function lockPartner(id: string): Statement {
  return {
    name: 'partners-lock',
    text: `SELECT ${PARTNER} FROM partners.partner WHERE id = $1 FOR UPDATE`,
    values: [id],
  };
}

/** A taken service violates `partner_service`. */
export function insertPartner(partner: PartnerRow): Statement {
  return {
    name: 'partners-insert',
    text: `INSERT INTO partners.partner
             (id, service, name, state, profile, settings, sealed_credentials, policy, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [partner.id, partner.service, ...changeable(partner)],
  };
}

export function updatePartner(partner: PartnerRow): Statement {
  return {
    name: 'partners-update',
    text: `UPDATE partners.partner
           SET name = $2, state = $3, profile = $4, settings = $5, sealed_credentials = $6, policy = $7, version = $8
           WHERE id = $1`,
    values: [partner.id, ...changeable(partner)],
  };
}

function changeable(partner: PartnerRow): readonly unknown[] {
  const { name, state, profile, settings, sealedCredentials, policy, version } = partner;
  return [name, state, profile, JSON.stringify(settings), sealedCredentials, JSON.stringify(policy), version];
}

/** Adds nothing when there is no such partner; a row back tells that there is. */
export function insertClient(clientId: string, partnerId: string, jwks: PublicKeys): Statement {
  return {
    name: 'partners-client-insert',
    text: `INSERT INTO partners.client (client_id, partner_id, jwks, state)
           SELECT $1, id, $3, 'active' FROM partners.partner WHERE id = $2
           RETURNING (SELECT service FROM partners.partner WHERE id = $2) AS service`,
    values: [clientId, partnerId, JSON.stringify(jwks)],
  };
}

/** No row back means that this partner has no such client. */
export function setClientState(clientId: string, partnerId: string, state: ClientState): Statement {
  return {
    name: 'partners-client-state',
    text: `UPDATE partners.client SET state = $3 WHERE client_id = $1 AND partner_id = $2
           RETURNING (SELECT service FROM partners.partner WHERE id = $2) AS service`,
    values: [clientId, partnerId, state],
  };
}

export function selectClient(clientId: string): Statement {
  return { name: 'partners-client', text: `SELECT ${CLIENT} FROM partners.client WHERE client_id = $1`, values: [clientId] };
}

export function lockClient(clientId: string): Statement {
  return {
    name: 'partners-client-lock',
    text: `SELECT ${CLIENT} FROM partners.client WHERE client_id = $1 FOR UPDATE`,
    values: [clientId],
  };
}

export function setClientKeys(clientId: string, jwks: PublicKeys): Statement {
  return {
    name: 'partners-client-keys',
    text: `UPDATE partners.client SET jwks = $2 WHERE client_id = $1`,
    values: [clientId, JSON.stringify(jwks)],
  };
}

export interface ServiceRow {
  readonly service: Service;
}

export type ClientRow = Client;
