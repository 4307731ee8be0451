import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AddressLimit } from '../../../kernel/auth/index.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/index.js';
import { type OpenSession, Sessions } from '../sessions.service.js';
import { oidcAttemptInvalid, oidcRefused } from '../staff.errors.js';
import { BoundAccounts } from './bound-accounts.js';
import { IdentityProvider } from './identity-provider.js';
import { type SignInAttempt, SignInAttempts } from './sign-in-attempts.js';
import { SubjectIndex } from './subject-index.js';

/** A browser that is about to be sent to the identity provider. */
export interface BegunSignIn {
  readonly location: URL;
  /** For the browser to keep, and for nobody else. */
  readonly sealedAttempt: string;
  readonly expires: Date;
}

/**
 * Sign-in at the city's identity provider. Whatever goes wrong is one of two answers: this was not begun here, or it
 * did not lead to an account. Neither says more, so that nobody learns here who has one.
 */
@Injectable()
export class OidcSignIn {
  private readonly beginnings: AddressLimit;
  private readonly endings: AddressLimit;

  constructor(
    private readonly provider: IdentityProvider,
    private readonly attempts: SignInAttempts,
    private readonly subjects: SubjectIndex,
    private readonly accounts: BoundAccounts,
    private readonly sessions: Sessions,
    clock: Clock,
  ) {
    const now = () => clock.now().getTime();
    [this.beginnings, this.endings] = [new AddressLimit(now), new AddressLimit(now)];
  }

  /** @throws DomainError `auth.oidc_not_set_up`, `auth.oidc_unavailable` or `request.rate_limited`. */
  async begin(address: string): Promise<BegunSignIn> {
    this.provider.demand();
    this.beginnings.pass(address);
    const attempt = this.attempts.begin();
    const location = await this.provider.authorizationUrl(attempt);
    return { location, sealedAttempt: this.attempts.sealed(attempt), expires: new Date(attempt.expiresAt) };
  }

  /**
   * Opens a session for whoever the provider vouches for.
   * @param query what the browser came back with.
   * @param sealedAttempt what it kept.
   * @throws DomainError `auth.oidc_not_set_up`, `auth.oidc_attempt_invalid`, `auth.oidc_refused`, `auth.oidc_unavailable`
   *   or `request.rate_limited`.
   */
  async finish(address: string, query: URLSearchParams, sealedAttempt: string | undefined): Promise<OpenSession> {
    this.provider.demand();
    this.endings.pass(address);
    const attempt = this.attempts.open(sealedAttempt);
    if (!attempt || !beganHere(query, attempt)) throw oidcAttemptInvalid();
    const subject = this.subjects.here(await this.vouchedFor(query, attempt));
    return this.sessions.open(await this.accounts.entered(subject), 'oidc');
  }

  private async vouchedFor(query: URLSearchParams, attempt: SignInAttempt): Promise<string> {
    try {
      return await this.provider.subjectOf(query, attempt);
    } catch (error) {
      if (error instanceof DomainError && error.definition === oidcRefused.definition) await this.accounts.noteRefusal('oidc');
      throw error;
    }
  }
}

/** Looked at before the provider is asked anything: who did not begin here makes no work there. */
function beganHere(query: URLSearchParams, { state }: SignInAttempt): boolean {
  const [given = '', ...more] = query.getAll('state');
  const [sent, kept] = [Buffer.from(given), Buffer.from(state)];
  return more.length === 0 && sent.length === kept.length && timingSafeEqual(sent, kept);
}
