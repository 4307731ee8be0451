import { PartnerFailure } from '../../modules/links/index.js';
import { type HttpClient, HttpFailure } from '../transport/http.js';

/** Renewed this long before it expires, so that no request arrives with a token just expired. */
const MARGIN_MS = 60_000;

interface AccessToken {
  readonly value: string;
  readonly renewAt: number;
}

/** How requests say who we are. */
export interface Authorization {
  /** @returns the value of the `Authorization` header for now. */
  current(): Promise<string>;
  /** Told that the partner refused a header. @returns whether `current` may now have a better one. */
  refused(header: string): Promise<boolean>;
}

/** HTTP Basic (RFC 7617), for libraries that switched OAuth off. The same header for ever. */
export function basicAuthorization({ username, password }: { readonly username: string; readonly password: string }): Authorization {
  const header = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return { current: () => Promise.resolve(header), refused: () => Promise.resolve(false) };
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4) at Koha's token endpoint; one token is shared by all requests. */
export class AccessTokens implements Authorization {
  private held: Promise<AccessToken> | null = null;

  constructor(
    private readonly http: HttpClient,
    private readonly client: { readonly clientId: string; readonly clientSecret: string },
    private readonly now: () => Date,
  ) {}

  /**
   * A header with a token that is good for now.
   * @throws HttpFailure; PartnerFailure `credentials` when the client is refused.
   */
  async current(): Promise<string> {
    const held = this.held;
    if (held) {
      const token = await held;
      if (this.now().getTime() < token.renewAt) return headerOf(token);
      if (this.held === held) this.held = null;
    }
    this.held ??= this.fetch();
    return headerOf(await this.held);
  }

  /** Drops a token that the partner no longer takes, unless another request has renewed it meanwhile. */
  async refused(header: string): Promise<boolean> {
    const held = this.held;
    if (held && headerOf(await held) === header && this.held === held) this.held = null;
    return true;
  }

  private async fetch(): Promise<AccessToken> {
    try {
      return await this.request();
    } catch (failure) {
      this.held = null;
      throw failure;
    }
  }

  private async request(): Promise<AccessToken> {
    const asked = this.now().getTime();
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/v1/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: this.client.clientId,
        client_secret: this.client.clientSecret,
      }).toString(),
      repeatable: true,
    });
    if ([400, 401, 403].includes(answer.status)) throw new PartnerFailure('credentials', 'client_refused');
    if (answer.status !== 200) throw new PartnerFailure('retry', `http_${answer.status}`);
    const { access_token: value, expires_in: seconds } = (answer.json() ?? {}) as Record<string, unknown>;
    if (typeof value !== 'string' || value === '' || typeof seconds !== 'number') {
      throw new HttpFailure('unreadable_answer');
    }
    // A token that lives for less than twice the margin is renewed at half its life.
    return { value, renewAt: asked + Math.max(seconds * 1_000 - MARGIN_MS, seconds * 500) };
  }
}

function headerOf(token: AccessToken): string {
  return `Bearer ${token.value}`;
}
