import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { unsupportedMediaType } from '../errors/index.js';

interface CsvRoute {
  readonly takesCsv?: true;
}

/** The route takes `text/csv` and reads it by itself, piece by piece: see `csvOf`. */
export function TakesCsv(): MethodDecorator {
  const config: CsvRoute = { takesCsv: true };
  return RouteConfig(config);
}

/** Hands CSV on unread to the routes that take it, and refuses it everywhere else. */
export function takeCsvWhereAsked(server: FastifyInstance): void {
  server.addContentTypeParser('text/csv', (request, body, done) => {
    const { takesCsv } = request.routeOptions.config as CsvRoute;
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (!takesCsv || encoding !== 'identity') return done(unsupportedMediaType());
    done(null, body);
  });
}

/**
 * The body of a route that takes CSV.
 * @throws DomainError `request.unsupported_media_type` when something else was sent.
 */
export function csvOf(request: FastifyRequest): AsyncIterable<Buffer> {
  const body = request.body;
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) throw unsupportedMediaType();
  return body as AsyncIterable<Buffer>;
}
