import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { roleRequired } from '../errors/index.js';
import { bearerToken, type Role, setPrincipal } from './principal.js';
import { StaffTokens } from './staff-tokens.js';

const STAFF_ROLES = 'staff roles';

/** Lets in staff with a live access token and one of the roles that `@Staff` names. */
@Injectable()
export class StaffGuard implements CanActivate {
  constructor(
    private readonly tokens: StaffTokens,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const claims = await this.tokens.verify(bearerToken(request));
    const wanted = this.reflector.getAllAndOverride<readonly Role[]>(STAFF_ROLES, [context.getHandler(), context.getClass()]);
    const role = wanted.length === 0 ? claims.roles[0] : wanted.find((name) => claims.roles.includes(name));
    if (role === undefined) throw roleRequired({ allowed: wanted });
    setPrincipal(request, { kind: 'staff', account: claims.accountId, role, within: claims.sessionId, place: claims.place });
    return true;
  }
}

/** The route is for staff with one of these roles; with none named, for any staff. */
export function Staff(...roles: Role[]): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(STAFF_ROLES, roles), UseGuards(StaffGuard));
}
