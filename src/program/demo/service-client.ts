import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { type SandboxClient } from '../sandbox-partners.js';
import { DemoFailure, must } from './demo-failure.js';

const REQUEST_MILLISECONDS = 10_000;

export interface DemoCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly slipCode: string;
  readonly category: string;
  readonly validThrough: string;
  readonly services: readonly { readonly service: string; readonly token: string }[];
}

export interface DemoCardView {
  readonly state: string;
  readonly services: readonly { readonly service: string; readonly desired: string; readonly reported: string | null }[];
}

/** The service as its users see it: over HTTP only. */
export class ServiceClient {
  constructor(
    private readonly url: string,
    private readonly accessToken: string | null = null,
  ) {}

  /** @throws DemoFailure when nobody answers there. */
  async requireReady(): Promise<void> {
    const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(REQUEST_MILLISECONDS) }).catch(() => null);
    must(answer?.ok === true, `The service does not answer at ${this.url}. Start it first: npm start`);
  }

  async signIn(username: string, password: string): Promise<ServiceClient> {
    const { accessToken } = await this.post<{ accessToken: string }>('/v1/auth/login', { username, password });
    return new ServiceClient(this.url, accessToken);
  }

  issue(category: string, services: readonly string[]): Promise<DemoCard> {
    return this.post('/v1/cards', { category, services });
  }

  lookUp(presented: object): Promise<DemoCardView> {
    return this.post('/v1/cards/lookup', { presented });
  }

  suspend(presented: object, reason: string): Promise<{ state: string }> {
    return this.post('/v1/cards/suspension', { presented, reason });
  }

  reinstate(presented: object): Promise<{ state: string }> {
    return this.post('/v1/cards/reinstatement', { presented });
  }

  /** A new card for a presented one. */
  replace(presented: object, reason: string): Promise<DemoCard> {
    return this.post('/v1/cards/replacement', { presented, reason });
  }

  renew(presented: object): Promise<DemoCard> {
    return this.post('/v1/cards/renewal', { presented });
  }

  drop(presented: object, services: readonly string[]): Promise<unknown> {
    return this.post('/v1/cards/services', { presented, drop: services });
  }

  /** One link by its own token, without a card. */
  lookUpLink(service: string, token: string): Promise<Record<string, unknown>> {
    return this.post('/v1/links/lookup', { service, token });
  }

  introspect(token: string): Promise<Record<string, unknown>> {
    return this.post('/partner/v1/tokens/introspect', { token });
  }

  /** Signs in as a partner's own program does: client credentials with `private_key_jwt` (RFC 7523). */
  async asPartner({ clientId, privateKey }: SandboxClient): Promise<ServiceClient> {
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.url)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(await importJWK(privateKey, 'EdDSA'));
    const answer = await fetch(`${this.url}/oauth/token`, {
      method: 'POST',
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    if (!answer.ok) throw new DemoFailure(`The token endpoint answered ${answer.status}.`);
    const { access_token } = (await answer.json()) as { access_token: string };
    return new ServiceClient(this.url, access_token);
  }

  private async post<T>(path: string, body: object): Promise<T> {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        ...(this.accessToken === null ? {} : { Authorization: `Bearer ${this.accessToken}` }),
      },
      body: JSON.stringify(body),
    });
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as { code?: string };
    throw new DemoFailure(`${path} answered ${answer.status} ${problem.code ?? ''}`);
  }
}
