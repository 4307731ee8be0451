import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { policyField, standingField } from '../request-windows.js';
import { AuthorizationServer, TOKEN_PATH } from './authorization-server.js';
import { ADDRESS_QUOTA, TokenLimits } from './token-limits.js';

const BODY_LIMIT_BYTES = 16 * 1024;

/** Mounts the token endpoint on the HTTP server. It speaks OAuth's own errors (RFC 6749 section 5.2), not problem documents. */
@Injectable()
export class TokenEndpoint implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly server: AuthorizationServer,
    private readonly limits: TokenLimits,
  ) {}

  onModuleInit(): void {
    // A program without HTTP, such as the command line, has no adapter.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    if (adapter?.getType() !== 'fastify') return;
    const root = adapter.getInstance<FastifyInstance>();
    void root.register((scope, _options, done) => {
      // The library reads the body itself; whatever its type, nothing is to consume it here.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
      scope.post(TOKEN_PATH, (request, reply) => this.answer(request, reply));
      done();
    });
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('Cache-Control', 'no-store').header('Pragma', 'no-cache');
    const standing = this.limits.ofAddress(request.ip);
    void reply.header('RateLimit-Policy', policyField('address', ADDRESS_QUOTA)).header('RateLimit', standingField('address', standing));
    if (!standing.allowed) {
      void reply.header('Retry-After', String(standing.seconds));
      return refuse(reply, 429, 'temporarily_unavailable', 'too many requests');
    }
    const length = request.headers['content-length'];
    if (length === undefined) return refuse(reply, 411, 'invalid_request', 'a Content-Length header is needed');
    if (Number(length) > BODY_LIMIT_BYTES) return refuse(reply, 413, 'invalid_request', 'the body is too large');
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    await this.server.handle(request.raw, reply.raw);
  }
}

function refuse(reply: FastifyReply, status: number, error: string, description: string): void {
  // What is left of the body is not read, so the connection cannot be used again.
  void reply.status(status).header('Connection', 'close').send({ error, error_description: description });
}
