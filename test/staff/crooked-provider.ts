import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { CLIENT_ID } from './city-provider.js';
import { LoopbackSite } from './loopback-site.js';

type Claims = Readonly<Record<string, unknown>>;

interface Keys {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** What a provider may do wrong. All of it is right where nothing is said. */
export interface Crookedness {
  readonly claims?: (right: Claims) => Claims;
  /** Signs in the place of the provider's key. */
  readonly sign?: (claims: Claims, keys: { readonly published: Keys; readonly other: Keys }) => Promise<string>;
  /** In the place of the token endpoint's answer. */
  readonly token?: { readonly status: number; readonly body: object };
  /** Added to, or in the place of, what the metadata says. */
  readonly metadata?: Claims;
}

const KID = 'key-1';

/** The least that is a provider, and does whatever a test tells it to: what a real one never would. */
export class CrookedProvider {
  readonly site: LoopbackSite;
  crooked: Crookedness = {};
  subject = 'crooked-subject';
  /** How the service proved itself, request by request. */
  readonly proofs: string[] = [];
  private nonce = '';

  private constructor(private readonly keys: { readonly published: Keys; readonly other: Keys }) {
    this.site = new LoopbackSite((request, response) => void this.answer(request, response));
  }

  static async open(): Promise<CrookedProvider> {
    const [published, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const provider = new CrookedProvider({ published, other });
    await provider.site.open();
    return provider;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.site.url);
    if (url.pathname === '/authorize') {
      this.nonce = url.searchParams.get('nonce') ?? '';
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({ code: 'a-code', state: url.searchParams.get('state') ?? '' }).toString();
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === '/token') this.proofs.push(`${request.headers.authorization ?? ''} ${await textOf(request)}`);
    const { status = 200, body } = await this.document(url.pathname);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private async document(path: string): Promise<{ status?: number; body: object }> {
    if (path === '/.well-known/openid-configuration') return { body: this.metadata() };
    if (path === '/jwks') return { body: { keys: [{ ...(await exportJWK(this.keys.published.publicKey)), kid: KID, alg: 'RS256', use: 'sig' }] } };
    if (path !== '/token') return { status: 404, body: {} };
    return this.crooked.token ?? { body: { access_token: 'unused', token_type: 'Bearer', id_token: await this.idToken() } };
  }

  private metadata(): object {
    const at = (path: string) => this.site.url + path;
    return {
      issuer: this.site.url,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      jwks_uri: at('/jwks'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256'],
      ...this.crooked.metadata,
    };
  }

  private async idToken(): Promise<string> {
    const { claims = (right) => right, sign = (told) => signed(told, this.keys.published) } = this.crooked;
    const now = Math.floor(Date.now() / 1000);
    const right = { iss: this.site.url, sub: this.subject, aud: CLIENT_ID, iat: now, exp: now + 60, nonce: this.nonce };
    return sign(claims(right), this.keys);
  }
}

/** An ID token under a key, by the name of the one that is published. */
export function signed(claims: Claims, { privateKey }: Keys): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KID }).sign(privateKey);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
