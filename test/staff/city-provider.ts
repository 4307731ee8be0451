import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Configuration, Provider } from 'oidc-provider';
import { LoopbackSite } from './loopback-site.js';

export const CLIENT_ID = 'citykey';
export const CLIENT_SECRET = 'canary-client-secret-3307';

/** What the provider knows of everybody and puts into its ID tokens, asked for or not. */
export const CLAIMS = { name: 'Canary Name 5512', email: 'canary.mail.9042@city.example' };

/** A city's provider: oidc-provider with everything it needs for sign-in, over a real socket. */
export class CityProvider {
  readonly site: LoopbackSite;
  private provider: Provider | null = null;
  /** Whoever sits at the keyboard, by subject; null declines. */
  person: string | null = null;

  private constructor() {
    this.site = new LoopbackSite((request, response) => void this.answer(request, response));
  }

  static async open(redirectUri: string): Promise<CityProvider> {
    const city = new CityProvider();
    await city.site.open();
    const [{ Provider }, { default: adapter }] = await Promise.all([
      import('oidc-provider/lib/provider.js'),
      import('oidc-provider/lib/adapters/memory_adapter.js'),
    ]);
    // Under another name, so that the library does not warn that its memory is no database.
    class Memory extends adapter {}
    city.provider = new Provider(city.site.url, { ...configuration(redirectUri), adapter: Memory });
    return city;
  }

  get issuer(): string {
    return this.site.url;
  }

  /** In the place of a page that asks for a password. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.provider as Provider;
    if (!request.url?.startsWith('/interaction/')) return void (await provider.callback()(request, response));
    const result = this.person === null ? DECLINED : { login: { accountId: this.person } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}

const DECLINED = { error: 'access_denied', error_description: 'canary description 2281' };

function configuration(redirectUri: string): Configuration {
  const key = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
  return {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
    findAccount: (_context, sub) => Promise.resolve({ accountId: sub, claims: () => Promise.resolve({ sub, ...CLAIMS }) }),
    claims: { openid: ['sub', ...Object.keys(CLAIMS)] },
    conformIdTokenClaims: false,
    // Nobody is asked whether the service may know that they signed in.
    loadExistingGrant: async ({ oidc }) => {
      const ids = { clientId: oidc.client?.clientId ?? '', accountId: oidc.session?.accountId ?? '' };
      const grant = new oidc.provider.Grant(ids);
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    jwks: { keys: [key] as never },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  };
}
