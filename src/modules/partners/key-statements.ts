import { Inject, Injectable } from '@nestjs/common';
import { compactVerify, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { algorithmsOf, thumbprintOf } from './client-keys.js';
import { type Client, type PublicKeys } from './domain/partner.js';
import { keyStatementInvalid } from './partners.errors.js';

export const KEYS_PATH = '/partner/v1/keys';

const CLOCK_TOLERANCE_SECONDS = 10;
const LONGEST_SECONDS = 300;

/** Claims of a JWT (RFC 7519) beside the one that says what is to be done. */
const USUAL_CLAIMS = ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'];

/** What a client has signed about its own keys. */
export interface KeyStatement {
  /** What is to be added or removed. */
  readonly said: unknown;
  readonly jti: string;
  readonly expiresAt: Date;
}

/**
 * Statements about keys, signed by a key of the same client. An access token alone changes no key: whoever has stolen one
 * could keep what he has.
 */
@Injectable()
export class KeyStatements {
  private readonly audience: string;

  constructor(
    @Inject(CONFIG) { publicUrl }: Config,
    private readonly clock: Clock,
  ) {
    // Not the audience of client assertions: one cannot be used as the other.
    this.audience = publicUrl + KEYS_PATH;
  }

  /**
   * Reads a statement.
   * @param claim `add` or `remove`.
   * @throws DomainError `partner.key_statement_invalid`.
   */
  async read(statement: string, { clientId, jwks }: Pick<Client, 'clientId' | 'jwks'>, claim: 'add' | 'remove'): Promise<KeyStatement> {
    const payload = await this.verified(statement, clientId, jwks);
    const { jti, exp = 0 } = payload;
    const longest = this.clock.now().getTime() / 1_000 + LONGEST_SECONDS + CLOCK_TOLERANCE_SECONDS;
    const strange = Object.keys(payload).some((name) => name !== claim && !USUAL_CLAIMS.includes(name));
    const fits = typeof jti === 'string' && jti !== '' && exp <= longest && payload.aud === this.audience;
    if (!fits || strange || !Object.hasOwn(payload, claim)) throw keyStatementInvalid({ at: '/statement' });
    return { said: payload[claim], jti, expiresAt: new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1_000) };
  }

  private async verified(statement: string, clientId: string, jwks: PublicKeys): Promise<JWTPayload> {
    const key = await signerOf(statement, jwks);
    if (!key) throw keyStatementInvalid({ at: '/statement' });
    try {
      const { payload } = await jwtVerify(statement, await importJWK(key as JWK, String(headerOf(statement).alg)), {
        issuer: clientId,
        subject: clientId,
        audience: this.audience,
        currentDate: this.clock.now(),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'jti'],
      });
      return payload;
    } catch {
      throw keyStatementInvalid({ at: '/statement' });
    }
  }
}

/** The key of a set that a JWT was signed with, or null. */
export async function signerOf(jwt: string, { keys }: PublicKeys): Promise<PublicKeys['keys'][number] | null> {
  const { alg, kid } = headerOf(jwt);
  for (const key of keys) {
    const may = typeof alg === 'string' && algorithmsOf(key).includes(alg) && (kid === undefined || key.kid === undefined || key.kid === kid);
    if (!may) continue;
    try {
      await compactVerify(jwt, await importJWK(key as JWK, alg), { algorithms: [alg] });
      return key;
    } catch {
      // Another key of the set may have signed it.
    }
  }
  return null;
}

/** How keys are named: RFC 7638. */
export async function signerThumbprint(jwt: string, jwks: PublicKeys): Promise<string | null> {
  const key = await signerOf(jwt, jwks);
  return key && thumbprintOf(key);
}

function headerOf(jwt: string): Readonly<Record<string, unknown>> {
  try {
    const header = JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as unknown;
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
