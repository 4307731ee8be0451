import { HttpException } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import {
  credentialsInvalid,
  DomainError,
  type ErrorFactory,
  invalidRequest,
  malformedJson,
  malformedRequest,
  methodNotAllowed,
  rateLimited,
  requestTimedOut,
  requestTooLarge,
  roleRequired,
  routeUnknown,
  unsupportedMediaType,
} from '../errors/index.js';
import { refuseType } from './media-types.js';

/** Fastify refuses a request before any of our code sees it; these are its codes for that. */
const FASTIFY_ERRORS: Readonly<Record<string, ErrorFactory>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMediaType,
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: unsupportedMediaType,
  FST_ERR_CTP_BODY_TOO_LARGE: requestTooLarge,
  FST_ERR_CTP_EMPTY_JSON_BODY: malformedJson,
  FST_ERR_CTP_INVALID_JSON_BODY: malformedJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformedRequest,
  FST_ERR_BAD_URL: routeUnknown,
  FST_ERR_MAX_PARAM_LENGTH: routeUnknown,
  FST_ERR_ASYNC_CONSTRAINT: routeUnknown,
};

const BY_STATUS: Readonly<Record<number, ErrorFactory>> = {
  400: invalidRequest,
  401: credentialsInvalid,
  403: roleRequired,
  404: routeUnknown,
  405: methodNotAllowed,
  408: requestTimedOut,
  413: requestTooLarge,
  415: unsupportedMediaType,
  429: rateLimited,
};

interface Foreign {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/**
 * The public error that an error stands for, or null when it was not foreseen.
 * @param request its route knows how many bytes it takes, and of which types, to tell whoever sent something else.
 */
export function recognised(error: unknown, request: FastifyRequest): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) return BY_STATUS[error.getStatus()]?.() ?? null;
  const { code, statusCode } = (error ?? {}) as Foreign;
  const factory = typeof code === 'string' ? FASTIFY_ERRORS[code] : undefined;
  if (factory === requestTooLarge) return requestTooLarge({ limit: request.routeOptions.bodyLimit });
  if (factory === unsupportedMediaType) return refuseType(request);
  if (factory) return factory();
  // The caller hung up in the middle of a body; Fastify marks it so.
  return code === 'ECONNRESET' && statusCode === 400 ? malformedRequest() : null;
}
