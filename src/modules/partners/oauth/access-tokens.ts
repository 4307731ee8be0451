import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify } from 'jose';
import { RememberedTokens } from '../../../kernel/auth/index.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { type Config } from '../../../kernel/config/config.js';
import { credentialsInvalid } from '../../../kernel/errors/index.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { KEY_CLAIM, PARTNER_CLAIM } from './authorization-server.js';
import { SigningKeys, TOKEN_ALGORITHM } from './signing-keys.js';

export interface PartnerClaims {
  readonly clientId: string;
  readonly partnerId: string;
  /** Thumbprint of the key by which the client signed in. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Checks partners' access tokens (RFC 9068), and remembers the good ones. */
@Injectable()
export class PartnerAccessTokens {
  private readonly known: RememberedTokens<PartnerClaims>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {
    this.known = new RememberedTokens(() => this.clock.now().getTime());
  }

  /** What a token says, when it was verified before and is still alive. */
  remembered(token: string): PartnerClaims | undefined {
    return this.known.get(token);
  }

  /** @throws DomainError `auth.credentials_invalid` for anything but a live token of ours. */
  async verify(token: string): Promise<PartnerClaims> {
    const claims = this.known.get(token) ?? (await this.check(token));
    this.known.put(token, claims);
    return claims;
  }

  private async check(token: string): Promise<PartnerClaims> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keys.publicKey(kid) ?? Promise.reject(new Error('kid')), {
        algorithms: [TOKEN_ALGORITHM],
        typ: 'at+jwt',
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
        currentDate: this.clock.now(),
        requiredClaims: ['exp', 'client_id', PARTNER_CLAIM, KEY_CLAIM],
      });
      return {
        clientId: payload['client_id'] as string,
        partnerId: payload[PARTNER_CLAIM] as string,
        key: payload[KEY_CLAIM] as string,
        expiresAt: (payload.exp as number) * 1000,
      };
    } catch {
      throw credentialsInvalid();
    }
  }
}
