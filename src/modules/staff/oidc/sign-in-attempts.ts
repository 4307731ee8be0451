import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { definePurpose, Keyring } from '../../../kernel/keyring/index.js';

const ATTEMPT = definePurpose('staff.oidc-attempt');
const CONTEXT = 'oidc attempt';

const LIFE_MS = 10 * 60_000;
const RANDOM_BYTES = 32;

/** What has to be remembered between sending a browser to the identity provider and its coming back. */
export interface SignInAttempt {
  /** Comes back with the browser: it began here (RFC 6749 section 10.12). */
  readonly state: string;
  /** Comes back in the ID token: it was made for this attempt (OpenID Connect Core section 15.5.2). */
  readonly nonce: string;
  /** Shown to the provider with the code: whoever caught the code cannot use it (RFC 7636). */
  readonly verifier: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Attempts to sign in at the identity provider. They travel sealed in a cookie, and nothing of them is kept here. */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** A new one, good for ten minutes. */
  begin(): SignInAttempt {
    const [state, nonce, verifier] = [random(), random(), random()];
    return { state, nonce, verifier, expiresAt: this.clock.now().getTime() + LIFE_MS };
  }

  /** For a cookie: base64url. */
  sealed(attempt: SignInAttempt): string {
    return this.keyring.seal(ATTEMPT, Buffer.from(JSON.stringify(attempt)), CONTEXT).toString('base64url');
  }

  /** Null for anything but a sealed attempt of ours that is still good. */
  open(cookie: string | undefined): SignInAttempt | null {
    if (cookie === undefined) return null;
    try {
      const attempt = JSON.parse(this.keyring.open(ATTEMPT, Buffer.from(cookie, 'base64url'), CONTEXT).toString()) as SignInAttempt;
      return attempt.expiresAt > this.clock.now().getTime() ? attempt : null;
    } catch {
      return null;
    }
  }
}

/** 256 bits, and the 43 characters that RFC 7636 section 4.1 asks of a verifier. */
function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}
