import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Caller } from '../auth/caller.js';
import { type Principal, principalOf } from '../auth/principal.js';
import { type Ticket, ticketFor } from '../idempotency/index.js';

/** The caller of a read. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const principal = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
  return callerOf(principal, null);
});

/** The caller of an act; the request must carry an Idempotency-Key. */
export const CalledOnceBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  calledOnce(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller of an act that does no harm when it is done again; an Idempotency-Key is honoured where one is sent. */
export const CalledPerhapsOnceBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return request.headers['idempotency-key'] === undefined ? callerOf(principalOf(request), null) : calledOnce(request);
});

function calledOnce(request: FastifyRequest): Caller {
  const principal = principalOf(request);
  const header = request.headers['idempotency-key'];
  const scope = `${principal.account} ${request.method} ${request.routeOptions.url ?? ''}`;
  // The address may name what is acted on, so it belongs to the request as the body does.
  const asked = { body: request.body, params: request.params };
  const once = ticketFor(scope, Array.isArray(header) ? header[0] : header, asked);
  return callerOf(principal, once);
}

function callerOf({ kind, account, role, place }: Principal, once: Ticket | null): Caller {
  return { kind, account, role, place, once };
}

/** Who a guard let in. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
