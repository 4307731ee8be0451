import { databaseUnavailable, DomainError } from '../errors/index.js';

const RETRY_AFTER_SECONDS = 2;

const SOCKET_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENETUNREACH']);

/** What node-postgres says without a code when the server goes away or does not let anybody in. */
const DRIVER_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end)/;

interface Coded {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly severity?: unknown;
  readonly message?: unknown;
}

/** The SQLSTATE or socket code of an error, or null. */
export function errorCode(error: unknown): string | null {
  const code = (error as Coded | null)?.code;
  return typeof code === 'string' ? code : null;
}

/**
 * True when the server could not be reached, is shutting down or ran out of room, so that the same request may
 * succeed later: whatever ended or refused the whole session (FATAL, PANIC), classes 08 (connection) and
 * 53 (resources), 57014 (timed out), 57P0x (shutting down), 58 (system).
 */
export function isUnavailable(error: unknown): boolean {
  const severity = (error as Coded | null)?.severity;
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  const code = errorCode(error);
  if (code !== null) return SOCKET_ERRORS.has(code) || /^(08|53|58|57014|57P0|25006)/.test(code);
  const message = (error as Coded | null)?.message;
  return typeof message === 'string' && DRIVER_MESSAGES.test(message);
}

/** The name of the unique constraint or index that a statement violated, or null (SQLSTATE 23505). */
export function violatedUnique(error: unknown): string | null {
  if (errorCode(error) !== '23505') return null;
  const constraint = (error as Coded).constraint;
  return typeof constraint === 'string' ? constraint : '';
}

/** True when running the same transaction again may succeed (serialization failure or deadlock). */
export function isTransient(error: unknown): boolean {
  const code = errorCode(error);
  return code === '40001' || code === '40P01';
}

/** Turns "cannot reach the database" into its public error and leaves everything else as it is. */
export function translated(error: unknown): unknown {
  if (error instanceof DomainError || !isUnavailable(error)) return error;
  return databaseUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS });
}
