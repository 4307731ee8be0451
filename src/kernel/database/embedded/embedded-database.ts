import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { prepareBinaries } from './binaries.js';
import { checkCluster, createCluster, hasCluster } from './cluster.js';
import { EmbeddedDatabaseError } from './error.js';
import { withLock } from './lock.js';
import { APP, type LoginRole, OWNER, passwordOf } from './passwords.js';
import { findPlace, type Place } from './place.js';
import { choosePort } from './port.js';
import { findPostmaster, goneFrom, lastPort, launchPostmaster, stopPostmaster } from './postmaster.js';
import { Presence } from './presence.js';
import { DATABASE, ensureRoles } from './roles.js';
import { serverSettings } from './settings.js';
import { until } from './until.js';

const MAINTENANCE = 'postgres';
const SETTLE_LIMIT_MS = 60_000;
const RETRY_MS = 100;
const CANNOT_CONNECT_NOW = '57P03';

export interface EmbeddedOptions {
  /** Folder of this installation; the data is in `{home}/postgres`. Made when missing. */
  home: string;
  /** TCP port that must be used; left out, a free one is. A server that runs already keeps its own. */
  port?: number;
  /** False: faster, and the data may be lost in a crash. For tests. Default true. */
  durable?: boolean;
  /** Takes one line of progress for the operator. */
  log: (line: string) => void;
}

/** A running embedded server, and this process's use of it. */
export interface EmbeddedDatabase {
  /** The superuser in database `citykey`: runs migrations. */
  readonly ownerUrl: string;
  /** The service's role, in `citykey` unless another database is named. */
  readonly serviceUrl: (database?: string) => string;
  readonly url: (role: LoginRole, database: string) => string;
  readonly port: number;
  /** True when the server was running already. */
  readonly adopted: boolean;
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** PostgreSQL's own log. */
  readonly logFile: string;
  /** Resolves when the server is gone, whoever ended it; or when nobody wants to know any more. */
  readonly ended: (signal: AbortSignal) => Promise<void>;
  /**
   * Starts the server again on its port, or joins the one that another process has started there.
   * @throws EmbeddedDatabaseError when it cannot be had on that port, or this use has ended
   */
  readonly startAgain: () => Promise<void>;
  /** Ends this use; the last user to leave stops the server and waits until it is gone. */
  readonly stop: () => Promise<void>;
  /** Ends this use and leaves the server running for others to find. */
  readonly detach: () => Promise<void>;
}

/**
 * Starts a PostgreSQL server on the home's data, or joins the one that runs there. Any number of processes may
 * call this at once: one starts the server, the others join it.
 *
 * @throws EmbeddedDatabaseError when it cannot be done; the message says what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  // 0711: the account that root drops to must be able to pass through, and has nothing to read here.
  fs.mkdirSync(options.home, { recursive: true, mode: 0o711 });
  const home = fs.realpathSync(options.home);
  return withLock(home, async () => {
    const place = findPlace(home);
    const { port, adopted } = await startOrJoin(place, options);
    const url = (role: LoginRole, database: string) =>
      `postgres://${role}:${passwordOf(role, place.folder)}@127.0.0.1:${port}/${database}`;
    try {
      await ensureRoles(url(OWNER, MAINTENANCE), passwordOf(APP, place.folder));
      const presence = await Presence.join(url(OWNER, MAINTENANCE));
      return describe({ home, place, port, adopted, url, presence, options });
    } catch (error) {
      if (!adopted) await stopPostmaster(place.data);
      throw error;
    }
  });
}

interface Running {
  home: string;
  place: Place;
  port: number;
  adopted: boolean;
  url: (role: LoginRole, database: string) => string;
  presence: Presence;
  options: EmbeddedOptions;
}

function describe({ home, place, port, adopted, url, presence, options }: Running): EmbeddedDatabase {
  let left = false;
  return {
    ownerUrl: url(OWNER, DATABASE),
    serviceUrl: (database = DATABASE) => url(APP, database),
    url,
    port,
    adopted,
    data: place.data,
    logFile: place.logFile,
    ended: (signal) => goneFrom(place.data, signal),
    startAgain: () =>
      withLock(home, async () => {
        if (left) throw new EmbeddedDatabaseError('the embedded PostgreSQL was stopped');
        const again = await startOrJoin(place, { ...options, port });
        if (again.port !== port) throw new EmbeddedDatabaseError(`another command has started it on port ${again.port}: stop that one, or start this one anew`);
      }),
    stop: () => {
      left = true;
      return withLock(home, async () => {
        if (await presence.leave()) await stopPostmaster(place.data);
      });
    },
    detach: async () => {
      left = true;
      await presence.leave();
    },
  };
}

async function startOrJoin(place: Place, options: EmbeddedOptions): Promise<{ port: number; adopted: boolean }> {
  const { log, durable = true } = options;
  const binaries = prepareBinaries(place);
  if (hasCluster(place)) {
    checkCluster(place);
  } else {
    log(`database: first start, making ${place.data}${place.account ? ` for ${place.account.name}` : ''}`);
    await createCluster(place, binaries, durable);
  }
  let last = 'the server that runs there does not answer';
  return until(
    async () => {
      const running = findPostmaster(place.data);
      if (running) return running.ready && (await answers(place, running.port)) && { port: running.port, adopted: true };
      // Whoever was connected before a crash looks for the server where it was.
      const port = await choosePort(options.port, lastPort(place.data));
      const failure = await launchPostmaster(place, binaries, serverSettings(port, durable));
      if (failure === undefined) return { port, adopted: false };
      last = failure;
      if (!passes(failure)) throw new EmbeddedDatabaseError(`the embedded PostgreSQL does not start: ${failure}`);
      await pause(RETRY_MS);
      return false;
    },
    SETTLE_LIMIT_MS,
    () => `the embedded PostgreSQL in ${place.folder} cannot be used: ${last}`,
  );
}

// A port taken between the look and the start; sessions of a killed server that are still ending.
function passes(failure: string): boolean {
  return /could not create any TCP\/IP sockets|pre-existing shared memory block|lock file .* already exists/.test(failure);
}

/** True when the server on this port is the one on our data; false when it cannot be asked now. */
async function answers(place: Place, port: number): Promise<boolean> {
  const client = new Client({
    connectionString: `postgres://${OWNER}:${passwordOf(OWNER, place.folder)}@127.0.0.1:${port}/${MAINTENANCE}`,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string }>(`select current_setting('data_directory') as data`);
    return fs.realpathSync(rows[0]?.data ?? path.sep) === fs.realpathSync(place.data);
  } catch (error) {
    if (error instanceof DatabaseError && error.code !== CANNOT_CONNECT_NOW) {
      throw new EmbeddedDatabaseError(`the server that runs on ${place.data} refuses its owner: ${error.message}`);
    }
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
