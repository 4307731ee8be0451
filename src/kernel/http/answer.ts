import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type DomainError, internalError } from '../errors/index.js';
import { type EventLog } from '../logging/event-log.js';
import { problemOf } from './problem.js';
import { recognised } from './recognised-errors.js';

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem document this reply carries, for the access log. */
    problemCode?: string;
  }
}

/**
 * Answers an error as a problem document. One that nobody foresaw becomes `internal` and is logged
 * without its message, which may quote what the caller sent.
 */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: EventLog): void {
  const known = recognised(error, request);
  if (!known) log.error('request failed', error, { requestId: request.id, route: request.routeOptions.url });
  answerProblem(known ?? internalError(), request, reply);
}

/** Sends an error as a problem document, with the headers its kind asks for. */
export function answerProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) return;
  const problem = problemOf(error, request.id);
  reply.problemCode = problem.code;
  const { retryAfterSeconds } = error.details;
  if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  // The rest of it may never come: nothing else could be asked on its connection.
  if (problem.status === 408) void reply.header('Connection', 'close');
  if (problem.status === 401) void reply.header('WWW-Authenticate', challenge(problem.code));
  void reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(problem));
}

/** RFC 6750, section 3.1: an error is named only to those who sent a token. */
function challenge(code: string): string {
  return code === 'auth.credentials_invalid' ? 'Bearer error="invalid_token"' : 'Bearer';
}
