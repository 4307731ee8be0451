import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { methodNotAllowed, routeUnknown, serviceStopping } from '../errors/index.js';
import { type EventLog } from '../logging/event-log.js';
import { answerError, answerProblem } from './answer.js';
import { refuseOnSocket } from './client-errors.js';
import { takeOnlyJson } from './json-body.js';
import { KnownRoutes } from './known-routes.js';
import { securityHeaders } from './security-headers.js';

/** Bytes of a body that no route takes unless it says so itself. */
export const BODY_LIMIT_BYTES = 64 * 1024;

const HEADER_LIMIT_BYTES = 16 * 1024;
const SECOND = 1_000;
const RETRY_AFTER_SECONDS = 2;

export interface ServerOptions {
  readonly log: EventLog;
  /** Proxies in front that may say for whom they speak, as Fastify's `trustProxy` takes them. */
  readonly trustProxy?: string | readonly string[];
}

/** Fastify, with every refusal of its own and of Nest's turned into a problem document. */
export class ServerAdapter extends FastifyAdapter {
  private readonly routes = new KnownRoutes();
  private readonly log: EventLog;
  private stopping = false;

  constructor({ log, trustProxy }: ServerOptions) {
    super({
      ...LIMITS,
      trustProxy: trustProxy === undefined ? false : [trustProxy].flat(),
      genReqId: () => randomUUID(),
      clientErrorHandler: refuseOnSocket,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        this.prepare(request, reply);
        answerError(error, request, reply, log);
      },
    });
    this.log = log;
    takeOnlyJson(this.server);
    this.server.addHook('onRoute', ({ url, method }) => this.routes.add(url, method));
    this.server.addHook('onRequest', (request, reply, next) => {
      this.prepare(request, reply);
      if (!this.stopping) return next();
      void reply.header('connection', 'close');
      answerProblem(serviceStopping({ retryAfterSeconds: RETRY_AFTER_SECONDS }), request, reply);
    });
  }

  get server(): FastifyInstance {
    return this.getInstance() as unknown as FastifyInstance;
  }

  /** From now on new requests are refused; those under way are answered. */
  override beforeClose(): void {
    this.stopping = true;
    super.beforeClose();
  }

  // Nest would put the address into the error.
  override setNotFoundHandler() {
    return this.instance.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
      const allowed = this.routes.methodsAt(request.raw.url ?? '');
      if (allowed.length === 0) return answerProblem(routeUnknown(), request, reply);
      void reply.header('allow', allowed.join(', '));
      answerProblem(methodNotAllowed({ allowed }), request, reply);
    });
  }

  override setErrorHandler() {
    return this.instance.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerError(error, request, reply, this.log),
    );
  }

  private prepare(request: FastifyRequest, reply: FastifyReply): void {
    void reply.header('x-request-id', request.id).headers(securityHeaders(request.routeOptions.url));
  }
}

const LIMITS = {
  bodyLimit: BODY_LIMIT_BYTES,
  // A socket on which nothing moves, a request that does not come to its end, a connection kept for the next one.
  connectionTimeout: 120 * SECOND,
  requestTimeout: 300 * SECOND,
  keepAliveTimeout: 75 * SECOND,
  http: { maxHeaderSize: HEADER_LIMIT_BYTES, headersTimeout: 20 * SECOND },
  return503OnClosing: false,
  requestIdHeader: false,
} as const;
