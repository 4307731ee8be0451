import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { type SandboxClient } from '../sandbox-partners.js';
import { type Asked, ask } from './asking.js';
import { DemoFailure } from './demo-failure.js';

const SERVICE = 'The service';

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
  readonly services: readonly { readonly service: string; readonly desired: string; readonly reported: string | null; readonly flag?: string }[];
}

/** What a body is sent with, where it is not JSON. */
export interface Sent {
  readonly method?: 'POST' | 'PUT';
  readonly type?: 'application/json' | 'text/csv';
}

/** The service as its users see it: over HTTP only. */
export class ServiceClient {
  constructor(
    private readonly url: string,
    private readonly accessToken: string | null = null,
  ) {}

  async isReady(): Promise<boolean> {
    return ask(SERVICE, `${this.url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async signIn(username: string, password: string): Promise<ServiceClient> {
    return this.with(await this.send('/v1/auth/login', { username, password }));
  }

  /** Sits down at a station of an event. */
  async sitDown(eventId: string, stationId: string): Promise<ServiceClient> {
    return this.with(await this.send('/v1/auth/station', { eventId, stationId }, { method: 'PUT' }));
  }

  issue(category: string, services: readonly string[], adopt: Readonly<Record<string, string>> = {}): Promise<DemoCard> {
    return this.send('/v1/cards', { category, services, adopt });
  }

  lookUp(presented: object): Promise<DemoCardView> {
    return this.send('/v1/cards/lookup', { presented });
  }

  suspend(presented: object, reason: string): Promise<{ state: string }> {
    return this.send('/v1/cards/suspension', { presented, reason });
  }

  /** @param services where the partner's hold is lifted too. */
  reinstate(presented: object, services: readonly string[] = []): Promise<{ state: string }> {
    return this.send('/v1/cards/reinstatement', { presented, services });
  }

  surrender(presented: object): Promise<{ state: string }> {
    return this.send('/v1/cards/surrender', { presented });
  }

  /** A new card for a presented one. */
  replace(presented: object, reason: string, adopt: Readonly<Record<string, string>> = {}): Promise<DemoCard> {
    return this.send('/v1/cards/replacement', { presented, reason, adopt });
  }

  renew(presented: object): Promise<DemoCard> {
    return this.send('/v1/cards/renewal', { presented });
  }

  /** Adds and drops services. @returns those that changed. */
  changeServices(presented: object, change: { readonly add?: readonly string[]; readonly drop?: readonly string[] }): Promise<Pick<DemoCard, 'services'>> {
    return this.send('/v1/cards/services', { presented, ...change });
  }

  newSlip(presented: object): Promise<{ slipCode: string }> {
    return this.send('/v1/cards/slip', { presented });
  }

  /** What was done to a presented card, by name. */
  async history(presented: object): Promise<string[]> {
    const { entries } = await this.send<{ entries: { act: string }[] }>('/v1/cards/history', { presented });
    return entries.map(({ act }) => act).sort();
  }

  /** One link by its own token, without a card. */
  lookUpLink(service: string, token: string): Promise<Record<string, unknown>> {
    return this.send('/v1/links/lookup', { service, token });
  }

  suspendLink(service: string, token: string): Promise<Record<string, unknown>> {
    return this.send('/v1/links/suspension', { service, token });
  }

  introspect(token: string): Promise<Record<string, unknown>> {
    return this.send('/partner/v1/tokens/introspect', { token });
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
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const answer = await ask(SERVICE, `${this.url}/oauth/token`, { method: 'POST', body });
    if (!answer.ok) throw new DemoFailure(`The token endpoint answered ${answer.status}.`);
    return new ServiceClient(this.url, (JSON.parse(answer.text) as { access_token: string }).access_token);
  }

  /** @throws DemoFailure unless it succeeds. */
  read<T>(path: string): Promise<T> {
    return this.answered(path, ask(SERVICE, this.url + path, { headers: this.credentials() }));
  }

  /** @throws DemoFailure unless it succeeds. */
  async withdraw(path: string): Promise<void> {
    const headers = { 'Idempotency-Key': randomUUID(), ...this.credentials() };
    const answer = await ask(SERVICE, this.url + path, { method: 'DELETE', headers });
    if (!answer.ok) throw new DemoFailure(`${path} answered ${answer.status} ${codeOf(answer)}`);
  }

  /** @throws DemoFailure unless it succeeds. */
  async send<T>(path: string, body: object | string, sent: Sent = {}): Promise<T> {
    return this.answered(path, this.post(path, body, sent));
  }

  /** The code with which something is refused; null when it is done. */
  async refusalOf(path: string, body: object | string, sent: Sent = {}): Promise<string | null> {
    const answer = await this.post(path, body, sent);
    return answer.ok ? null : codeOf(answer);
  }

  private async answered<T>(path: string, asked: Promise<Asked>): Promise<T> {
    const answer = await asked;
    if (answer.ok) return JSON.parse(answer.text) as T;
    throw new DemoFailure(`${path.split('?')[0]} answered ${answer.status} ${codeOf(answer)}`);
  }

  private credentials(): Record<string, string> {
    return this.accessToken === null ? {} : { Authorization: `Bearer ${this.accessToken}` };
  }

  private post(path: string, body: object | string, { method = 'POST', type = 'application/json' }: Sent): Promise<Asked> {
    const headers = {
      'Content-Type': type,
      'Idempotency-Key': randomUUID(),
      ...this.credentials(),
    };
    return ask(SERVICE, this.url + path, { method, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  private with({ accessToken }: { accessToken: string }): ServiceClient {
    return new ServiceClient(this.url, accessToken);
  }
}

function codeOf({ text }: Asked): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}
