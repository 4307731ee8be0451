import { type AsyncLocalStorage } from 'node:async_hooks';
import { type EventEmitter } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Adapter, AdapterPayload, ClientMetadata, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type Config } from '../../../kernel/config/config.js';
import { DomainError, rateLimited } from '../../../kernel/errors/index.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { EventLog } from '../../../kernel/logging/event-log.js';
import { type Client } from '../domain/partner.js';
import { signerThumbprint } from '../key-statements.js';
import { PartnerDirectory } from '../partner.directory.js';
import { policyField, standingField } from '../request-windows.js';
import { SigningKeys, TOKEN_ALGORITHM } from './signing-keys.js';
import { SpentAssertions } from './spent-assertions.js';
import { CLIENT_QUOTA, TokenLimits } from './token-limits.js';

/** Seconds a partner's access token lives. */
export const PARTNER_TOKEN_SECONDS = 300;

/** Claim that binds an access token to one partner. */
export const PARTNER_CLAIM = 'partner_id';

/** Claim that binds an access token to the key by which its client signed in: it ends with that key. */
export const KEY_CLAIM = 'client_key';

export const TOKEN_PATH = '/oauth/token';
export const JWKS_PATH = '/oauth/jwks';

/** What a client assertion may be signed with (FAPI 2.0 section 5.4). */
export const ASSERTION_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256'] as const;

const CLOCK_TOLERANCE_SECONDS = 10;
/** An assertion that lives longer would have to be remembered longer, and is worth more to a thief. */
const LONGEST_ASSERTION_SECONDS = 300;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface RunningServer {
  readonly handler: RequestHandler;
  /** Where the library keeps what it is at for each request. */
  readonly context: AsyncLocalStorage<unknown>;
}

type Errors = typeof import('oidc-provider/lib/helpers/errors.js');

/** The token endpoint: `oidc-provider` with everything off but client credentials by `private_key_jwt`. */
@Injectable()
export class AuthorizationServer {
  private server: Promise<RunningServer> | null = null;
  private underWay = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
    private readonly directory: PartnerDirectory,
    private readonly spent: SpentAssertions,
    private readonly limits: TokenLimits,
    private readonly log: EventLog,
  ) {}

  /** Answers requests for access tokens. The library is loaded when a partner first asks: it costs start-up time and memory. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { handler, context } = await (this.server ??= this.start());
    this.underWay += 1;
    try {
      await handler(request, response);
    } finally {
      this.underWay -= 1;
      // Node 20 traces every promise of the process for as long as a context is in use.
      if (this.underWay === 0) context.disable();
    }
  }

  private async start(): Promise<RunningServer> {
    const [{ Provider }, errors, { default: context }] = await Promise.all([
      import('oidc-provider/lib/provider.js'),
      import('oidc-provider/lib/helpers/errors.js'),
      import('oidc-provider/lib/helpers/als.js'),
    ]);
    const provider = new Provider(this.config.publicUrl, {
      ...FIXED,
      ...this.clientsAndTokens(errors),
      jwks: { keys: this.keys.secretJwks() },
    });
    this.listen(provider);
    return { handler: provider.callback(), context };
  }

  private clientsAndTokens(errors: Errors): Configuration {
    const issuer = this.config.publicUrl;
    const assertions = new WeakMap<KoaContextWithOIDC, string>();
    return {
      adapter: (model: string) => this.adapter(model, errors),
      assertJwtClientAuthClaimsAndHeader: (context, claims) => {
        assertions.set(context, String(context.oidc.params?.client_assertion));
        if (!isFor(claims.aud, issuer)) throw new errors.InvalidClientAuth('audience must be the issuer and nothing else');
        const seconds = (claims.exp as number) - Date.now() / 1000;
        if (seconds > LONGEST_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS) throw new errors.InvalidClientAuth('lives too long');
        return Promise.resolve();
      },
      extraTokenClaims: async (context, token) => {
        const clientId = token.clientId ?? '';
        const snapshot = await this.directory.current();
        const partner = snapshot.partnerFor(clientId);
        const key = await signerThumbprint(assertions.get(context) ?? '', snapshot.client(clientId)?.jwks ?? NO_KEYS);
        if (!partner || !key) throw new errors.InvalidClientAuth('disabled meanwhile');
        this.count(context, clientId);
        return { [PARTNER_CLAIM]: partner.id, [KEY_CLAIM]: key };
      },
      features: {
        ...OFF,
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => issuer,
          getResourceServerInfo: (_context, resource) => {
            if (resource !== issuer) throw new errors.InvalidTarget();
            return {
              audience: issuer,
              scope: '',
              accessTokenFormat: 'jwt',
              accessTokenTTL: PARTNER_TOKEN_SECONDS,
              jwt: { sign: { alg: TOKEN_ALGORITHM, kid: this.keys.newest } },
            };
          },
        },
      },
    };
  }

  /** From here on it is certain who asks. @throws DomainError `request.rate_limited`. */
  private count(context: KoaContextWithOIDC, clientId: string): void {
    const standing = this.limits.ofClient(clientId);
    context.append('RateLimit-Policy', policyField('client', CLIENT_QUOTA));
    context.append('RateLimit', standingField('client', standing));
    if (!standing.allowed) throw rateLimited({ retryAfterSeconds: standing.seconds });
  }

  /** The library asks for clients and for used assertions; nothing else of it needs storage. */
  private adapter(model: string, errors: Errors): Adapter {
    if (model === 'Client') return { ...NO_STORAGE, find: (id) => this.findClient(id) };
    if (model !== 'ReplayDetection') return NO_STORAGE;
    return {
      ...NO_STORAGE,
      // Looking first and marking later would let two at once through, so that marking alone decides.
      upsert: async (id: string, _payload: AdapterPayload, expiresIn: number) => {
        const fresh = await this.spent.spend(id, new Date(Date.now() + expiresIn * 1000));
        if (!fresh) throw new errors.InvalidClientAuth('used before');
      },
    };
  }

  private async findClient(clientId: string): Promise<AdapterPayload | undefined> {
    const snapshot = await this.directory.current();
    const client = snapshot.partnerFor(clientId) && snapshot.client(clientId);
    return client ? (metadataOf(client)) : undefined;
  }

  private listen(provider: Provider): void {
    // Without listeners the library prints errors, and they quote what was sent.
    (provider as unknown as EventEmitter).on('error', (error: unknown) => this.log.error('token endpoint failed', error));
    provider.on('server_error', (context: KoaContextWithOIDC, error: Error) => {
      const status = error instanceof DomainError ? STATUSES[error.definition.kind] : undefined;
      if (!(error instanceof DomainError) || status === undefined) {
        this.log.error('token endpoint failed', error);
        return;
      }
      context.status = status;
      context.set('Retry-After', String(error.details.retryAfterSeconds ?? 1));
      context.body = { error: 'temporarily_unavailable', error_description: error.definition.title };
    });
  }
}

/** What passes by itself. */
const STATUSES: Readonly<Partial<Record<DomainError['definition']['kind'], number>>> = { unavailable: 503, limited: 429 };

function metadataOf(client: Client): ClientMetadata {
  return {
    client_id: client.clientId,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: TOKEN_ALGORITHM,
    jwks: client.jwks,
  };
}

/** RFC 7523bis and FAPI 2.0: the issuer as the only audience, or an assertion for one server could be replayed at another. */
function isFor(audience: unknown, issuer: string): boolean {
  const [first, ...more] = Array.isArray(audience) ? (audience as unknown[]) : [audience];
  return first === issuer && more.length === 0;
}

const NO_KEYS = { keys: [] };

const NO_STORAGE: Adapter = {
  find: () => Promise.resolve(undefined),
  findByUid: () => Promise.resolve(undefined),
  findByUserCode: () => Promise.resolve(undefined),
  upsert: () => Promise.resolve(),
  consume: () => Promise.resolve(),
  destroy: () => Promise.resolve(),
  revokeByGrantId: () => Promise.resolve(),
};

const OFF: Configuration['features'] = {
  devInteractions: { enabled: false },
  dPoP: { enabled: false },
  pushedAuthorizationRequests: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  userinfo: { enabled: false },
};

const FIXED: Configuration = {
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS], idTokenSigningAlgValues: [TOKEN_ALGORITHM] },
  clientDefaults: { id_token_signed_response_alg: TOKEN_ALGORITHM },
  clockTolerance: CLOCK_TOLERANCE_SECONDS,
  responseTypes: [],
  scopes: [],
  routes: { token: TOKEN_PATH, jwks: JWKS_PATH },
  clientBasedCORS: () => false,
  ttl: { ClientCredentials: PARTNER_TOKEN_SECONDS },
  // A browser that asks for HTML gets the same JSON as everybody.
  renderError: (context, out) => {
    context.type = 'application/json';
    context.body = out;
  },
};
