import { defineError } from './domain-error.js';

export const malformedRequest = defineError('request.malformed', 'malformed', 'This is not a whole, well-formed HTTP request.');
export const notUnpacked = defineError(
  'request.not_unpacked',
  'malformed',
  'The body could not be unpacked: it is not gzip, as its Content-Encoding says, or was altered, or breaks off.',
);
export const requestTimedOut = defineError('request.timed_out', 'timed_out', 'The request did not arrive in time.');
export const headersTooLarge = defineError('request.headers_too_large', 'headers_too_large', 'The headers are too large.');
export const malformedJson = defineError(
  'request.malformed_json',
  'malformed',
  'The body is not well-formed JSON in UTF-8, is nested too deeply, or names a field twice.',
);
export const unknownField = defineError(
  'request.unknown_field',
  'malformed',
  'The request has a field or query parameter that this operation does not take. Nothing of it was kept.',
  { findings: [{ at: '/adopt', code: 'field.unknown', allowed: ['library', 'transit'] }] },
);
export const invalidRequest = defineError(
  'request.invalid',
  'malformed',
  'A field is missing or has the wrong form.',
  { findings: [{ at: '/category', code: 'field.missing' }] },
);
export const requestTooLarge = defineError('request.too_large', 'too_large', 'The body is larger than this operation takes.', { limit: 65_536 });
export const unsupportedMediaType = defineError(
  'request.unsupported_media_type',
  'unsupported',
  'This operation takes another media type.',
  { allowed: ['application/json'] },
);
export const routeUnknown = defineError('route.unknown', 'not_found', 'There is nothing at this address.');
export const methodNotAllowed = defineError(
  'route.method_not_allowed',
  'method_not_allowed',
  'This address does not take this method.',
  { allowed: ['GET', 'POST'] },
);
export const credentialsMissing = defineError('auth.credentials_missing', 'unauthenticated', 'Sign in first.');
export const credentialsInvalid = defineError(
  'auth.credentials_invalid',
  'unauthenticated',
  'These credentials are not valid, or are no longer.',
);
export const roleRequired = defineError('auth.role_required', 'forbidden', 'Another role is needed for this.', { allowed: ['supervisor'] });
export const rateLimited = defineError('request.rate_limited', 'limited', 'Too many requests. Try again later.', { retryAfterSeconds: 1 });
export const idempotencyKeyRequired = defineError(
  'idempotency.key_required',
  'malformed',
  'This operation needs an Idempotency-Key header.',
);
export const idempotencyKeyInvalid = defineError(
  'idempotency.key_invalid',
  'malformed',
  'An Idempotency-Key is a UUIDv4 or at least 22 random characters.',
);
export const idempotencyKeyReused = defineError(
  'idempotency.key_reused',
  'invalid',
  'This Idempotency-Key was used before with another request.',
);
export const databaseUnavailable = defineError(
  'database.unavailable',
  'unavailable',
  'The database cannot be reached. Nothing is lost: send the same request with the same Idempotency-Key again.',
);
export const serviceStopping = defineError(
  'service.stopping',
  'unavailable',
  'This instance is stopping. Send the same request with the same Idempotency-Key again.',
);
export const serviceNotReady = defineError(
  'service.not_ready',
  'unavailable',
  'This instance cannot take requests now.',
  { findings: [{ at: '/database', code: 'part.failing' }] },
);
export const internalError = defineError('internal', 'internal', 'Something went wrong here. It was noted without your data.');
