import { Inject, Injectable } from '@nestjs/common';
import type * as OpenId from 'openid-client';
import { Clock } from '../../../kernel/clock/clock.js';
import { type Config, type OidcSettings } from '../../../kernel/config/config.js';
import { DomainError } from '../../../kernel/errors/index.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { EventLog } from '../../../kernel/logging/event-log.js';
import { oidcNotSetUp, oidcRefused, oidcUnavailable } from '../staff.errors.js';
import { failureOf, type ProviderFailure } from './provider-failure.js';
import { type SignInAttempt } from './sign-in-attempts.js';

export const CALLBACK_PATH = '/v1/auth/oidc/callback';

/** Asked for anew after so long, so that a provider may move its addresses. Its keys are the library's to keep fresh. */
const METADATA_MS = 3_600_000;
const TIMEOUT_SECONDS = 5;
const CLOCK_TOLERANCE_SECONDS = 10;
const RETRY_AFTER_SECONDS = 5;

interface Known {
  readonly library: typeof OpenId;
  readonly configuration: OpenId.Configuration;
  readonly until: number;
}

/**
 * The city's OpenID Connect provider, by openid-client: authorization code with PKCE, nothing asked for but `openid`.
 * Library and metadata are loaded when somebody first signs in this way, so that a provider that is away keeps nothing
 * from starting.
 */
@Injectable()
export class IdentityProvider {
  private known: Known | null = null;
  private asking: Promise<Known> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** @throws DomainError `auth.oidc_not_set_up`. */
  demand(): OidcSettings {
    if (!this.config.oidc) throw oidcNotSetUp();
    return this.config.oidc;
  }

  /**
   * Where to send a browser. The provider is asked to see the person anew: at a counter it may know the colleague before.
   * @throws DomainError `auth.oidc_not_set_up` or `auth.oidc_unavailable`.
   */
  async authorizationUrl({ state, nonce, verifier }: SignInAttempt): Promise<URL> {
    return this.asked(async ({ library, configuration }) =>
      library.buildAuthorizationUrl(configuration, {
        redirect_uri: this.config.publicUrl + CALLBACK_PATH,
        scope: 'openid',
        prompt: 'login',
        state,
        nonce,
        code_challenge: await library.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    );
  }

  /**
   * Exchanges what a browser came back with for the subject the provider vouches for. State, PKCE, signature, issuer,
   * audience, times and nonce are checked; no other claim is looked at, and no token is kept.
   * @param query of the address, as it was sent.
   * @throws DomainError `auth.oidc_not_set_up`, `auth.oidc_refused` or `auth.oidc_unavailable`.
   */
  async subjectOf(query: URLSearchParams, { state, nonce, verifier }: SignInAttempt): Promise<string> {
    const address = new URL(`${this.config.publicUrl}${CALLBACK_PATH}?${query.toString()}`);
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    return this.asked(async ({ library, configuration }) => {
      const subject = (await library.authorizationCodeGrant(configuration, address, checks)).claims()?.sub;
      if (subject === undefined) throw oidcRefused();
      return subject;
    });
  }

  /** Asks the provider for something, and tells the log why it failed: by code, for messages quote what was sent. */
  private async asked<T>(question: (known: Known) => Promise<T>): Promise<T> {
    const settings = this.demand();
    const known = await this.current(settings).catch((error: unknown) => this.giveUp(failureOf(error)));
    try {
      return await question(known);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const failure = failureOf(error);
      if (failure.kind === 'unavailable') this.giveUp(failure);
      if (failure.kind === 'refused') this.log.warn('identity provider answered wrongly', fieldsOf(failure));
      throw oidcRefused();
    }
  }

  private giveUp(failure: ProviderFailure): never {
    this.log.warn('identity provider failed', fieldsOf(failure));
    throw oidcUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  private async current(settings: OidcSettings): Promise<Known> {
    if (this.known && this.known.until > this.clock.now().getTime()) return this.known;
    return (this.asking ??= this.discover(settings).finally(() => (this.asking = null)));
  }

  private async discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Known> {
    const library = await import('openid-client');
    const address = new URL(issuer);
    const configuration = await library.discovery(
      address,
      clientId,
      { [library.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      secretAs(library, clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        // Without the first, an ID token is believed because of the connection it came over, whoever signed it.
        execute: [library.enableNonRepudiationChecks, ...(address.protocol === 'http:' ? [library.allowInsecureRequests] : [])],
      },
    );
    // The library knows hosts that speak for many issuers. A subject is one issuer's.
    if (new URL(configuration.serverMetadata().issuer).href !== address.href) {
      throw Object.assign(new Error('another issuer'), { code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' });
    }
    this.known = { library, configuration, until: this.clock.now().getTime() + METADATA_MS };
    return this.known;
  }
}

const fieldsOf = ({ errorCode, code }: ProviderFailure) => ({ ...(errorCode && { errorCode }), ...(code && { code }) });

/** `client_secret_basic` unless the provider's metadata leaves it out (OpenID Connect Discovery section 3). */
function secretAs(library: typeof OpenId, secret: string): OpenId.ClientAuth {
  const [basic, post] = [library.ClientSecretBasic(secret), library.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}
