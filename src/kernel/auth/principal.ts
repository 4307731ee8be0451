import { type FastifyRequest } from 'fastify';
import { credentialsMissing } from '../errors/index.js';

export const ROLES = ['clerk', 'supervisor', 'auditor', 'counsel', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Who sent a request, once a guard has made sure. */
export interface Principal {
  readonly kind: 'staff' | 'partner';
  /** Staff account id or partner client id. */
  readonly account: string;
  /** The role that opened the route. */
  readonly role: string;
  /** Staff session id, or the partner's id. */
  readonly within: string;
  /** Where a person works, as the session says; null for partners. */
  readonly place: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it, once a guard has made sure. Ask `principalOf`. */
    principal?: Principal;
  }
}

export function setPrincipal(request: FastifyRequest, principal: Principal): void {
  request.principal = principal;
}

/** @throws DomainError `auth.credentials_missing` when no guard has let the request in. */
export function principalOf(request: FastifyRequest): Principal {
  const { principal } = request;
  if (!principal) throw credentialsMissing();
  return principal;
}

/**
 * The bearer token of a request (RFC 6750).
 * @throws DomainError `auth.credentials_missing` when there is none.
 */
export function bearerToken(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (header === undefined || header.length < 8 || header.slice(0, 7).toLowerCase() !== 'bearer ') throw credentialsMissing();
  return header.slice(7);
}
