import { HttpException } from '@nestjs/common';
import { databaseUnavailable } from '../errors/index.js';
import {
  credentialsInvalid,
  DomainError,
  invalidRequest,
  malformedJson,
  methodNotAllowed,
  rateLimited,
  requestTooLarge,
  roleRequired,
  routeUnknown,
  unsupportedMediaType,
} from '../errors/index.js';

/** Fastify refuses a request before any of our code sees it; these are its codes for that. */
const FASTIFY_ERRORS: Readonly<Record<string, () => DomainError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMediaType,
  FST_ERR_CTP_BODY_TOO_LARGE: requestTooLarge,
  FST_ERR_CTP_EMPTY_JSON_BODY: malformedJson,
  FST_ERR_CTP_INVALID_JSON_BODY: malformedJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformedJson,
  FST_ERR_BAD_URL: routeUnknown,
  FST_ERR_ASYNC_CONSTRAINT: routeUnknown,
};

const BY_STATUS: Readonly<Record<number, () => DomainError>> = {
  400: invalidRequest,
  401: credentialsInvalid,
  403: roleRequired,
  404: routeUnknown,
  405: methodNotAllowed,
  413: requestTooLarge,
  415: unsupportedMediaType,
  429: rateLimited,
  503: databaseUnavailable,
};

/** The public error that an error stands for, or null when it was not foreseen. */
export function recognised(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof SyntaxError && 'statusCode' in error) return malformedJson();
  const code = (error as { code?: unknown } | null)?.code;
  const byCode = typeof code === 'string' ? FASTIFY_ERRORS[code] : undefined;
  if (byCode) return byCode();
  if (error instanceof HttpException) return BY_STATUS[error.getStatus()]?.() ?? null;
  return null;
}
