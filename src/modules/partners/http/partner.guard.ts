import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { bearerToken, setPrincipal } from '../../../kernel/auth/index.js';
import { credentialsInvalid, credentialsMissing } from '../../../kernel/errors/index.js';
import { type Service } from '../domain/service.js';
import { PartnerAccessTokens, type PartnerClaims } from '../oauth/access-tokens.js';
import { PartnerDirectory, type Snapshot } from '../partner.directory.js';
import { ClientLimitGuard } from './client-limit.guard.js';

/** The partner that sent a request, once the guard has made sure. */
export interface CallingPartner {
  readonly partnerId: string;
  readonly clientId: string;
  readonly service: Service;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The partner that sent it, once the guard has made sure. Ask `callingPartnerOf`. */
    callingPartner?: CallingPartner;
  }
}

/** @throws DomainError `auth.credentials_missing` when the guard has not let the request in. */
export function callingPartnerOf(request: FastifyRequest): CallingPartner {
  const { callingPartner } = request;
  if (!callingPartner) throw credentialsMissing();
  return callingPartner;
}

/** Lets in a partner's client with a live access token, as long as client and partner are active and the client has the key by which it signed in. */
@Injectable()
export class PartnerGuard implements CanActivate {
  constructor(
    private readonly tokens: PartnerAccessTokens,
    private readonly directory: PartnerDirectory,
  ) {}

  /** Every request of every partner passes here: a known token under a fresh snapshot costs no promise. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request);
    const claims = this.tokens.remembered(token);
    const snapshot = this.directory.fresh();
    return claims && snapshot ? admit(request, claims, snapshot) : this.look(request, token);
  }

  private async look(request: FastifyRequest, token: string): Promise<boolean> {
    const claims = await this.tokens.verify(token);
    return admit(request, claims, await this.directory.current());
  }
}

function admit(request: FastifyRequest, { clientId, partnerId, key }: PartnerClaims, snapshot: Snapshot): boolean {
  const partner = snapshot.partnerFor(clientId);
  if (partner?.id !== partnerId || !snapshot.hasKey(clientId, key)) throw credentialsInvalid();
  setPrincipal(request, { kind: 'partner', account: clientId, role: 'partner', within: partnerId, place: null });
  request.callingPartner = { partnerId, clientId, service: partner.service };
  return true;
}

/** The route is for partners, each client within its limit. */
export function ForPartners(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(PartnerGuard, ClientLimitGuard));
}

/** The partner a guard let in: `@AskingPartner() partner: CallingPartner`. */
export const AskingPartner = createParamDecorator((_: unknown, context: ExecutionContext): CallingPartner =>
  callingPartnerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
