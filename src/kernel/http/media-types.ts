import { type FastifyRequest } from 'fastify';
import { type DomainError, unsupportedMediaType } from '../errors/index.js';

const JSON_TYPE = 'application/json';

/** RFC 7396, for PATCH alone. */
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';

/** Media types that a route can read by itself, piece by piece, whatever their size. */
export const STREAMED_TYPES = ['text/csv', 'application/x-ndjson'] as const;

export type StreamedType = (typeof STREAMED_TYPES)[number];

export interface StreamedRoute {
  readonly streamed?: { readonly types: readonly StreamedType[]; readonly gzip: boolean };
}

/** Refuses a body for its type, or for how it is packed, and says which types the route takes. */
export function refuseType({ method, routeOptions }: FastifyRequest): DomainError {
  const { streamed } = (routeOptions.config ?? {}) as StreamedRoute;
  const json = method === 'PATCH' ? [JSON_TYPE, MERGE_PATCH_TYPE] : [JSON_TYPE];
  return unsupportedMediaType({ allowed: streamed?.types ?? json });
}
