import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { principalOf } from '../../../kernel/auth/index.js';
import { rateLimited } from '../../../kernel/errors/index.js';
import { ClientLimits } from '../client-limits.js';
import { ClientUsage } from '../client-usage.js';
import { policyField, standingField } from '../request-windows.js';

/**
 * Lets each client make so many requests and no more, and says with every answer how many are left
 * (draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`). Stands behind the guard that knows the client.
 */
@Injectable()
export class ClientLimitGuard implements CanActivate {
  private readonly policy: string;

  constructor(
    private readonly limits: ClientLimits,
    private readonly usage: ClientUsage,
  ) {
    this.policy = policyField('client', limits.quota);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const client = principalOf(http.getRequest<FastifyRequest>()).account;
    const standing = this.limits.take(client);
    const reply = http.getResponse<FastifyReply>();
    void reply.header('RateLimit-Policy', this.policy).header('RateLimit', standingField('client', standing));
    if (!standing.allowed) throw rateLimited({ limit: this.limits.quota, retryAfterSeconds: standing.seconds });
    const operation = operationOf(context.getHandler());
    if (operation !== undefined) this.usage.count(client, operation);
    return true;
  }
}

/** Where `@ApiOperation` leaves what it was told; the package does not export the name. */
const API_OPERATION = 'swagger/apiOperation';

const operations = new WeakMap<object, string | undefined>();

/** Its name in the OpenAPI document. */
function operationOf(handler: object): string | undefined {
  if (!operations.has(handler)) {
    const described = Reflect.getMetadata(API_OPERATION, handler) as { readonly operationId?: string } | undefined;
    operations.set(handler, described?.operationId);
  }
  return operations.get(handler);
}
