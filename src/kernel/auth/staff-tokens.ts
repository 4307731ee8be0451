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
  /** The version of the account when the token was issued. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What is known of accounts now. An access token of an older version than its account's is dead, however young. */
export interface StaffStanding {
  /** Whether such a token still counts, at once; null when what is known is too old to tell. */
  allows(accountId: string, version: number): boolean | null;
  /** The same, after asking. */
  ask(accountId: string, version: number): Promise<boolean>;
}

/** Issues and checks the short access tokens of staff (JWT, HS256 under a keyring key). */
export class StaffTokens {
  private readonly remembered: RememberedTokens<StaffClaims>;
  private standing: StaffStanding | null = null;

  constructor(
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {
    this.remembered = new RememberedTokens(() => this.clock.now().getTime());
  }

  /** From now on tokens count only as long as their account has not changed. */
  watch(standing: StaffStanding): void {
    this.standing = standing;
  }

  async issue(accountId: string, sessionId: string, roles: readonly Role[], place: string | null = null, version = 1): Promise<string> {
    const seconds = Math.floor(this.clock.now().getTime() / 1000);
    const keyVersion = this.keyring.versions(SIGNING)[0] ?? 1;
    return new SignJWT({ sid: sessionId, roles, ver: version, ...(place === null ? {} : { place }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: String(keyVersion) })
      .setSubject(accountId)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + STAFF_TOKEN_SECONDS)
      .sign(this.keyring.secret(SIGNING, keyVersion));
  }

  /** What a token says that was seen before and still counts, at once; null when that has to be found out. */
  known(token: string): StaffClaims | null {
    const claims = this.remembered.get(token);
    return claims && (this.standing === null || this.standing.allows(claims.accountId, claims.version)) ? claims : null;
  }

  /** @throws DomainError `auth.credentials_invalid` for anything but a live token of ours. */
  async verify(token: string): Promise<StaffClaims> {
    const known = this.known(token);
    if (known) return known;
    const claims = this.remembered.get(token) ?? (await this.check(token));
    if (this.standing && !(await this.standing.ask(claims.accountId, claims.version))) throw credentialsInvalid();
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
        requiredClaims: ['sub', 'exp', 'sid', 'roles', 'ver'],
      });
      const roles = (payload['roles'] as string[]).filter((role): role is Role => ROLES.includes(role as Role));
      return {
        accountId: payload.sub as string,
        sessionId: payload['sid'] as string,
        roles,
        place: (payload['place'] as string | undefined) ?? null,
        version: payload['ver'] as number,
        expiresAt: (payload.exp as number) * 1000,
      };
    } catch {
      throw credentialsInvalid();
    }
  }
}
