import { jwtVerify, SignJWT } from 'jose';
import { type Clock } from '../clock/clock.js';
import { credentialsInvalid } from '../errors/index.js';
import { definePurpose, type Keyring } from '../keyring/index.js';
import { type Role, ROLES } from './principal.js';
import { RememberedTokens } from './remembered-tokens.js';

const SIGNING = definePurpose('staff.access-token');
const AUDIENCE = 'citykey-staff';

/** Seconds a staff access token lives. */
export const STAFF_TOKEN_SECONDS = 300;

export interface StaffClaims {
  readonly accountId: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
  /** Event and station where the person works, or null. */
  readonly place: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Issues and checks the short access tokens of staff (JWT, HS256 under a keyring key). */
export class StaffTokens {
  private readonly remembered: RememberedTokens<StaffClaims>;

  constructor(
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {
    this.remembered = new RememberedTokens(() => this.clock.now().getTime());
  }

  async issue(accountId: string, sessionId: string, roles: readonly Role[], place: string | null = null): Promise<string> {
    const seconds = Math.floor(this.clock.now().getTime() / 1000);
    const version = this.keyring.versions(SIGNING)[0] ?? 1;
    return new SignJWT({ sid: sessionId, roles, ...(place === null ? {} : { place }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: String(version) })
      .setSubject(accountId)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + STAFF_TOKEN_SECONDS)
      .sign(this.keyring.secret(SIGNING, version));
  }

  /** @throws DomainError `auth.credentials_invalid` for anything but a live token of ours. */
  async verify(token: string): Promise<StaffClaims> {
    const known = this.remembered.get(token);
    if (known) return known;
    const claims = await this.check(token);
    this.remembered.put(token, claims);
    return claims;
  }

  /** Makes this instance look at a session's tokens anew, after sign-out or a change of roles. */
  forget(sessionId: string): void {
    this.remembered.forget((claims) => claims.sessionId === sessionId);
  }

  private async check(token: string): Promise<StaffClaims> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyring.secret(SIGNING, Number(header.kid)), {
        algorithms: ['HS256'],
        audience: AUDIENCE,
        typ: 'at+jwt',
        currentDate: this.clock.now(),
        requiredClaims: ['sub', 'exp', 'sid', 'roles'],
      });
      const roles = (payload['roles'] as string[]).filter((role): role is Role => ROLES.includes(role as Role));
      return {
        accountId: payload.sub as string,
        sessionId: payload['sid'] as string,
        roles,
        place: (payload['place'] as string | undefined) ?? null,
        expiresAt: (payload.exp as number) * 1000,
      };
    } catch {
      throw credentialsInvalid();
    }
  }
}
