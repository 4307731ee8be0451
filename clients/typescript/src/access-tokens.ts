import { CityKeyProblem } from './problem.js';
import { type Signer, signed } from './signed.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** An access token that is about to end is not handed out any more: it would end on the way. */
const MARGIN_MS = 30_000;

/** Who a partner's program is. */
export interface PartnerCredentials extends Signer {
  /** Address of the service, without a slash at its end. */
  readonly baseUrl: string;
  /** The issuer that the service calls itself, where it is not `baseUrl`: the one audience an assertion may have. */
  readonly issuer?: string;
  readonly fetch?: typeof globalThis.fetch;
}

interface Held {
  readonly token: string;
  readonly goodUntil: number;
}

/** Access tokens by client credentials with `private_key_jwt` (RFC 6749 section 4.4, RFC 7523), fetched when needed and kept while they last. */
export class AccessTokens {
  private held: Promise<Held> | null = null;

  constructor(private readonly credentials: PartnerCredentials) {}

  /**
   * An access token that lives for half a minute at least. Whoever asks at the same time shares one request.
   * @throws CityKeyProblem when the service refuses the credentials.
   */
  async get(): Promise<string> {
    const held = this.held && (await this.held);
    if (held && Date.now() < held.goodUntil) return held.token;
    const fetching = (this.held = this.fetch());
    try {
      return (await fetching).token;
    } catch (error) {
      if (this.held === fetching) this.held = null;
      throw error;
    }
  }

  private async fetch(): Promise<Held> {
    const { baseUrl, issuer = baseUrl, fetch = globalThis.fetch } = this.credentials;
    const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: await signed(this.credentials, issuer) };
    const response = await fetch(`${baseUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new CityKeyProblem(response, body);
    const { access_token: token, expires_in: seconds } = body as { access_token: string; expires_in: number };
    return { token, goodUntil: Date.now() + seconds * 1_000 - MARGIN_MS };
  }
}
