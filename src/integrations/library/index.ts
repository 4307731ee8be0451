import { type AdapterFactory } from '../../modules/links/index.js';
import { HTTP_FAILURES } from '../transport/http-failure.js';
import { HttpClient, realSurroundings, type Surroundings } from '../transport/http.js';
import { AccessTokens, basicAuthorization } from './access-tokens.js';
import { KohaAdapter } from './koha-adapter.js';
import { KohaApi } from './koha-api.js';
import { PolarisAdapter } from './polaris/adapter.js';
import { Papi } from './polaris/papi.js';
import { readPolarisSettings } from './polaris/settings.js';
import { readKohaSettings } from './settings.js';
import { Sip2Client } from './sip2/client.js';

export { type LibraryRejection } from './rejections.js';

/** The `koha-rest` profile: see `KohaSettings` for its settings and credentials. */
export const kohaRestFactory: AdapterFactory = kohaRestIn(realSurroundings);

/** The same, with chance and pauses of the caller's choosing; the clock is the one given to `create`. */
export function kohaRestIn(surroundings: Omit<Surroundings, 'now'>): AdapterFactory {
  return {
    service: 'library',
    profile: 'koha-rest',
    failureCodes: [...HTTP_FAILURES, 'client_refused'],
    create(connection, _storage, now) {
      const settings = readKohaSettings(connection);
      const http = client(settings, surroundings, now);
      const { login, sip2 } = settings;
      const authorization = login.auth === 'basic' ? basicAuthorization(login) : new AccessTokens(http, login, now);
      const api = new KohaApi(http, authorization);
      return new KohaAdapter(api, settings, now, () => http.close(), sip2 && new Sip2Client(sip2, now));
    },
  };
}

/** The `polaris-papi` profile: see `PolarisSettings` for its settings and credentials. */
export const polarisPapiFactory: AdapterFactory = polarisPapiIn(realSurroundings);

/** The same, with chance and pauses of the caller's choosing. */
export function polarisPapiIn(surroundings: Omit<Surroundings, 'now'>): AdapterFactory {
  return {
    service: 'library',
    profile: 'polaris-papi',
    failureCodes: [...HTTP_FAILURES, 'papi_failure', 'staff_refused', 'list_too_wide'],
    create(connection, _storage, now) {
      const settings = readPolarisSettings(connection);
      const http = client(settings, surroundings, now);
      return new PolarisAdapter(new Papi(http, settings, now), settings, now, () => http.close());
    },
  };
}

interface Reach {
  readonly baseUrl: URL;
  readonly answerTimeoutMs: number;
  readonly concurrency: number;
}

function client({ baseUrl, answerTimeoutMs, concurrency }: Reach, surroundings: Omit<Surroundings, 'now'>, now: () => Date): HttpClient {
  return new HttpClient(
    baseUrl,
    { answerTimeoutMs, connections: concurrency },
    { now, random: () => surroundings.random(), pause: (ms, signal) => surroundings.pause(ms, signal) },
  );
}
