import { randomUUID } from 'node:crypto';
import { type Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { methodNotAllowed, routeUnknown, serviceStopping } from '../errors/index.js';
import { type EventLog } from '../logging/event-log.js';
import { type Metrics } from '../metrics/metrics.js';
import { answerError, answerProblem } from './answer.js';
import { limitWhereAsked } from './body-limit.js';
import { refuseOnSocket } from './client-errors.js';
import { streamWhereAsked } from './streamed-body.js';
import { takeOnlyJson } from './json-body.js';
import { KnownRoutes } from './known-routes.js';
import { RequestWatch } from './request-watch.js';
import { securityHeaders } from './security-headers.js';

/** Bytes of a body that no route takes unless it says so itself. */
export const BODY_LIMIT_BYTES = 64 * 1024;

const HEADER_LIMIT_BYTES = 16 * 1024;
const SECOND = 1_000;
const TIME_TO_READ_MILLISECONDS = 1_000;
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
  private readonly watch: RequestWatch;
  private stopping = false;

  constructor({ log, trustProxy }: ServerOptions, metrics: Metrics) {
    super({
      ...LIMITS,
      trustProxy: trustProxy === undefined ? false : [trustProxy].flat(),
      genReqId: () => randomUUID(),
      clientErrorHandler: (error: { code: string }, socket: Socket) => refuseOnSocket(error, socket, log),
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        this.prepare(request, reply);
        answerError(error, request, reply, log);
        // No hook runs for a request that never came to a route.
        this.watch.answered(request, reply);
      },
    });
    this.log = log;
    this.watch = new RequestWatch(log, metrics, this.routes);
    takeOnlyJson(this.server);
    streamWhereAsked(this.server);
    limitWhereAsked(this.server);
    this.server.addHook('onRoute', ({ url, method }) => this.routes.add(url, method));
    this.server.addHook('onRequest', (request, reply, next) => {
      this.prepare(request, reply);
      if (this.stopping) {
        void reply.header('connection', 'close');
        return answerProblem(serviceStopping({ retryAfterSeconds: RETRY_AFTER_SECONDS }), request, reply);
      }
      // Before its body is read: whatever that is, there is nothing here that could take it.
      if (request.is404) return this.refuse(request, reply);
      next();
    });
    this.server.addHook('onResponse', (request, reply, next) => {
      this.watch.answered(request, reply);
      if (this.stopping && !request.raw.complete) letGo(request.raw.socket);
      next();
    });
  }

  get server(): FastifyInstance {
    return this.getInstance<FastifyInstance>();
  }

  /** From now on new requests are refused; those under way are answered. */
  override beforeClose(): void {
    this.stopping = true;
    super.beforeClose();
  }

  // Nest would put the address into the error.
  override setNotFoundHandler() {
    return this.instance.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => this.refuse(request, reply));
  }

  override setErrorHandler() {
    return this.instance.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      answerError(error, request, reply, this.log),
    );
  }

  private refuse(request: FastifyRequest, reply: FastifyReply): void {
    const allowed = this.routes.methodsAt(request.raw.url ?? '');
    // An address that does take the method has itself found nothing behind it.
    if (allowed.length === 0 || allowed.includes(request.method)) return answerProblem(routeUnknown(), request, reply);
    void reply.header('allow', allowed.join(', '));
    answerProblem(methodNotAllowed({ allowed }), request, reply);
  }

  private prepare(request: FastifyRequest, reply: FastifyReply): void {
    void reply.header('x-request-id', request.id).headers(securityHeaders(request.raw.url));
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

/** A sender that was answered while it still sends would hold up the stop for as long as it likes. It is left time to read. */
function letGo(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), TIME_TO_READ_MILLISECONDS).unref();
}
