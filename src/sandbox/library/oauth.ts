import { randomBytes } from 'node:crypto';
import { type FastifyInstance } from 'fastify';
import { Refusal } from './refusal.js';

const LIFETIME_SECONDS = 3_600;

/** The token endpoint: client credentials only, forms only. Tokens live in memory, so a restart ends them all. */
export class TokenEndpoint {
  private readonly expiries = new Map<string, number>();

  constructor(
    private readonly client: { readonly clientId: string; readonly clientSecret: string },
    private readonly now: () => Date,
  ) {}

  register(app: FastifyInstance): void {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.post('/api/v1/oauth/token', (request) => this.issue((request.body ?? {}) as Record<string, string>));
  }

  /** @throws Refusal 401 unless the header carries a token that is still good, or the client's id and secret (Basic). */
  check(authorization: string | undefined): void {
    const { clientId, clientSecret } = this.client;
    if (authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`) return;
    const expiry = this.expiries.get(authorization?.match(/^Bearer (\S+)$/)?.[1] ?? '') ?? 0;
    if (expiry <= this.now().getTime()) throw Refusal.because(401, 'Authentication failure.');
  }

  private issue(form: Readonly<Record<string, string>>) {
    if (form.grant_type !== 'client_credentials') throw Refusal.because(400, 'Unimplemented grant type');
    if (form.client_id !== this.client.clientId || form.client_secret !== this.client.clientSecret) {
      throw Refusal.because(403, 'unauthorized_client');
    }
    const token = randomBytes(32).toString('base64url');
    this.expiries.set(token, this.now().getTime() + LIFETIME_SECONDS * 1_000);
    return { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS };
  }
}
