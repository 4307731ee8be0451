import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { staffVersionRequired } from '../staff.errors.js';

/** The version of an account the caller has read, from an If-Match header (RFC 9110 section 13.1.1). */
export const AccountVersion = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  const digits = /^"([0-9]{1,9})"$/.exec(header ?? '')?.[1];
  if (digits === undefined) throw staffVersionRequired();
  return Number(digits);
});
