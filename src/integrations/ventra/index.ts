import { type AdapterFactory } from '../../modules/links/index.js';
import { HTTP_FAILURES } from '../transport/http-failure.js';
import { HttpClient, realSurroundings, type Surroundings } from '../transport/http.js';
import { SFTP_PROBLEMS } from '../transport/sftp.js';
import { StatusListAdapter } from './status-list/adapter.js';
import { readStatusListSettings } from './status-list/settings.js';
import { readTompSettings } from './settings.js';
import { TompAdapter } from './tomp-adapter.js';
import { TompApi } from './tomp-api.js';

export { type StatusListRejection } from './status-list/adapter.js';
export { type TransitRejection } from './tomp-adapter.js';

/** The `tomp-customer` profile: see `TompSettings` for its settings and credentials. */
export const tompCustomerFactory: AdapterFactory = tompCustomerIn(realSurroundings);

/** The same, with chance and pauses of the caller's choosing; the clock is the one given to `create`. */
export function tompCustomerIn(surroundings: Omit<Surroundings, 'now'>): AdapterFactory {
  return {
    service: 'transit',
    profile: 'tomp-customer',
    failureCodes: HTTP_FAILURES,
    create(connection, _storage, now) {
      const settings = readTompSettings(connection);
      const http = new HttpClient(
        settings.baseUrl,
        { answerTimeoutMs: settings.answerTimeoutMs, connections: settings.concurrency },
        { now, random: () => surroundings.random(), pause: (ms, signal) => surroundings.pause(ms, signal) },
      );
      return new TompAdapter(new TompApi(http, settings), settings, now, () => http.close());
    },
  };
}

/** The `status-list-sftp` profile: see `StatusListSettings` for its settings and credentials. */
export const statusListFactory: AdapterFactory = {
  service: 'transit',
  profile: 'status-list-sftp',
  failureCodes: SFTP_PROBLEMS,
  noticeCodes: ['transit.full_list_wanted'],
  create: (connection, storage, now) => new StatusListAdapter(readStatusListSettings(connection), storage, now),
};
