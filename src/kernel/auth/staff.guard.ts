import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { roleRequired } from '../errors/index.js';
import { bearerToken, type Role, setPrincipal } from './principal.js';
import { type StaffClaims, StaffTokens } from './staff-tokens.js';

const STAFF_ROLES = 'staff roles';

/** In the place of a role, for somebody who has to choose a password before anything else. */
export const NO_ROLE = 'none';

/** Lets in staff with a live access token and one of the roles that `@Staff` names. */
@Injectable()
export class StaffGuard implements CanActivate {
  constructor(
    private readonly tokens: StaffTokens,
    private readonly reflector: Reflector,
  ) {}

  /** Every request of staff passes here: a token that was seen before costs no promise. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request);
    const wanted = this.reflector.getAllAndOverride<readonly string[]>(STAFF_ROLES, [context.getHandler(), context.getClass()]);
    const known = this.tokens.known(token);
    return known ? this.admit(request, known, wanted) : this.tokens.verify(token).then((claims) => this.admit(request, claims, wanted));
  }

  private admit(request: FastifyRequest, claims: StaffClaims, wanted: readonly string[]): boolean {
    const held: readonly string[] = claims.roles.length > 0 ? claims.roles : [NO_ROLE];
    const role = wanted.length === 0 ? claims.roles[0] : wanted.includes(NO_ROLE) ? held[0] : wanted.find((name) => held.includes(name));
    if (role === undefined) throw roleRequired({ allowed: wanted });
    setPrincipal(request, { kind: 'staff', account: claims.accountId, role, within: claims.sessionId, place: claims.place });
    return true;
  }
}

/** The route is for staff with one of these roles; with none named, for any staff. */
export function Staff(...roles: Role[]): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(STAFF_ROLES, roles), UseGuards(StaffGuard));
}

/** The route is for anybody who is signed in, also with a password that has to be changed first: what people do with their own account. */
export function OwnAccount(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(STAFF_ROLES, [NO_ROLE]), UseGuards(StaffGuard));
}
