import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { principalOf } from '../../../kernel/auth/index.js';
import { rateLimited } from '../../../kernel/errors/index.js';
import { ClientLimits } from '../client-limits.js';
import { policyField, standingField } from '../request-windows.js';

/**
 * Lets each client make so many requests and no more, and says with every answer how many are left
 * (draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`). Stands behind the guard that knows the client.
 */
@Injectable()
export class ClientLimitGuard implements CanActivate {
  private readonly policy: string;

  constructor(private readonly limits: ClientLimits) {
    this.policy = policyField('client', limits.quota);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const standing = this.limits.take(principalOf(http.getRequest<FastifyRequest>()).account);
    const reply = http.getResponse<FastifyReply>();
    void reply.header('RateLimit-Policy', this.policy).header('RateLimit', standingField('client', standing));
    if (!standing.allowed) throw rateLimited({ limit: this.limits.quota, retryAfterSeconds: standing.seconds });
    return true;
  }
}
