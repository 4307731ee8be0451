import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import createOpenApiClient, { type Client } from 'openapi-fetch';
import { type paths } from './schema.js';

/** `GET`, `POST`, `PUT`, `PATCH` and `DELETE` by the paths of the OpenAPI document; see openapi-fetch. */
export type CityKeyClient = Client<paths>;

const LONGEST_WAIT_SECONDS = 60;

export interface ClientOptions {
  /** Address of the service, without a slash at its end. */
  readonly baseUrl: string;
  /** An access token, or where to get one: for partners `new AccessTokens(...)`. */
  readonly accessToken?: string | { get(): Promise<string> };
  /** How often a request is sent at most. The service takes it once, whatever becomes of the answers. */
  readonly attempts?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client with types for every operation. It signs requests in, gives each act an `Idempotency-Key` unless the caller has given
 * one, and sends the same request again when the connection broke or the service said when to (`Retry-After`).
 */
export function createClient({ baseUrl, accessToken, attempts = 3, fetch = globalThis.fetch }: ClientOptions): CityKeyClient {
  const client = createOpenApiClient<paths>({ baseUrl, fetch: (request) => sendUntilAnswered(request, attempts, fetch) });
  client.use({
    async onRequest({ request }) {
      const token = typeof accessToken === 'string' ? accessToken : await accessToken?.get();
      if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
      if (request.method !== 'GET' && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', randomUUID());
      return request;
    },
  });
  return client;
}

async function sendUntilAnswered(request: Request, attempts: number, fetch: (request: Request) => Promise<Response>): Promise<Response> {
  for (let sent = 1; ; sent += 1) {
    const isLast = sent >= attempts;
    try {
      const response = await fetch(request.clone());
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const passes = [429, 503].includes(response.status) && seconds <= LONGEST_WAIT_SECONDS;
      if (!passes || isLast) return response;
      await response.body?.cancel();
      await wait(seconds * 1_000, undefined, { signal: request.signal });
    } catch (error) {
      // What fetch throws when there was no answer; what the caller has broken off is not sent again.
      if ((error as Error).name !== 'TypeError' || isLast) throw error;
      await wait(2 ** (sent - 1) * 500, undefined, { signal: request.signal });
    }
  }
}
