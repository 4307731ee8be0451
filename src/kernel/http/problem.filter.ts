import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError, internalError } from '../errors/index.js';
import { type EventLog } from '../logging/event-log.js';
import { problemOf } from './problem.js';
import { recognised } from './recognised-errors.js';

/** Answers every error as a problem document. What is not recognised becomes `internal` and is logged without its message. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: EventLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const known = recognised(error);
    if (!known) this.log.error('request failed', error, { requestId: request.id, route: request.routeOptions?.url });
    answer(http.getResponse<FastifyReply>(), known ?? internalError(), request.id);
  }
}

/** Sends an error as a problem document, with the headers its kind asks for. */
export function answer(reply: FastifyReply, error: DomainError, requestId: string): void {
  if (reply.sent) return;
  const problem = problemOf(error, requestId);
  const retryAfter = error.details.retryAfterSeconds;
  if (retryAfter !== undefined) void reply.header('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(problem));
}
