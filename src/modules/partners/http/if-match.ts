import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { versionRequired } from '../partners.errors.js';

/** The version in an If-Match header (RFC 9110 section 13.1.1): one strong entity tag such as `"3"`. */
export function versionOf(header: string | undefined): number {
  const digits = /^"([0-9]{1,9})"$/.exec(header ?? '')?.[1];
  if (digits === undefined) throw versionRequired();
  return Number(digits);
}

export function entityTag(version: number): string {
  return `"${version}"`;
}

/** The version the caller has read. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  versionOf(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);
