import { randomBytes, randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { type DatabaseLimits } from '../../src/data-source.js';
import { type Caller } from '../../src/kernel/auth/index.js';
import { Clock } from '../../src/kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../src/kernel/database/index.js';
import { type Ticket } from '../../src/kernel/idempotency/index.js';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { testDataSource } from './data-source.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { query } from './query.js';

/** A clock that stands until a test moves it. */
export class SetClock extends Clock {
  constructor(private instant: Date) {
    super('America/Chicago');
  }

  override now(): Date {
    return this.instant;
  }

  set(instant: string): void {
    this.instant = new Date(instant);
  }

  advance(seconds: number): void {
    this.instant = new Date(this.instant.getTime() + seconds * 1000);
  }
}

type Keys = Record<string, Record<number, Buffer>>;

/** Random keys for every purpose declared so far, as many versions as wanted. */
export function drawKeys(versions = 1): Keys {
  const drawn = () => Object.fromEntries(Array.from({ length: versions }, (_, place) => [place + 1, randomBytes(32)]));
  return Object.fromEntries(declaredPurposes().map(({ name }) => [name, drawn()]));
}

export function keyringOf(keys: Keys): Keyring {
  const versions = (held: Record<number, Buffer>) => new Map(Object.entries(held).map(([version, key]) => [Number(version), key]));
  return new Keyring(new Map(Object.entries(keys).map(([name, held]) => [name, versions(held)])));
}

/** A database of its own with what the kernel makes of it, without a Nest application. */
export interface TestKernel {
  readonly place: TestDatabase;
  readonly source: DataSource;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly clock: SetClock;
  readonly work: UnitOfWork;
  close(): Promise<void>;
}

export interface KernelOptions {
  readonly keyring?: Keyring;
  /** Connects another way than directly, through a line that can be cut for instance. */
  readonly url?: (direct: string) => string | Promise<string>;
  readonly poolSize?: number;
  readonly limits?: Partial<DatabaseLimits>;
  /** A database that exists already, of another kernel: it is left in place. */
  readonly place?: TestDatabase;
}

export const NOON = '2026-06-15T17:00:00Z';

/** Starts the service's database, keyring, clock and unit of work. */
export async function createKernel(options: KernelOptions = {}): Promise<TestKernel> {
  const { keyring = keyringOf(drawKeys()), url = (direct: string) => direct, poolSize = 8, limits } = options;
  const place = options.place ?? (await createTestDatabase());
  const source = await testDataSource(await url(place.serviceUrl), poolSize, limits);
  const database = new Database(source);
  const clock = new SetClock(new Date(NOON));
  const close = async () => {
    if (source.isInitialized) await source.destroy();
    if (!options.place) await place.drop();
  };
  return { place, source, database, keyring, clock, work: new UnitOfWork(database, keyring, clock), close };
}

/** Takes every row out of the service's tables, so that tests can share a database one after the other. */
export async function empty(ownerUrl: string, except: readonly string[] = []): Promise<void> {
  const names = (await tablesOf(ownerUrl)).filter((name) => ![...except, 'kernel.migration'].includes(name));
  // As a replica, so that the trigger that guards the audit stays quiet. For a few rows this is quicker than TRUNCATE.
  await query(ownerUrl, `SET session_replication_role = replica; ${names.map((name) => `DELETE FROM ${name}`).join('; ')}`);
}

export function ticket(request = '{}', key: string = randomUUID(), scope = 'clerk POST /v1/cards'): Ticket {
  return { scope, key, request };
}

export function clerk(once: Ticket | null = null, account = 'clerk'): Caller {
  return { kind: 'staff', account, role: 'clerk', place: null, once };
}

/**
 * Every row of every table of the service, by table: what a refusal or a read must leave as it is.
 * @param marks what of PostgreSQL's own to take along: xmin tells a row that was written again, xmax one that was locked.
 */
export async function dump(ownerUrl: string, marks: 'xmin' | 'xmin, xmax' = 'xmin'): Promise<Record<string, string[]>> {
  const names = await tablesOf(ownerUrl);
  const parts = names.map((name) => `SELECT '${name}' AS name, row(t.*, ${marks})::text AS row FROM ${name} AS t`);
  const whole: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const { name, row } of await query(ownerUrl, `${parts.join(' UNION ALL ')} ORDER BY 1, 2`)) whole[String(name)]?.push(String(row));
  return whole;
}

async function tablesOf(ownerUrl: string): Promise<string[]> {
  const rows = await query(
    ownerUrl,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\\_temp\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => String(name));
}

/** The code of the DomainError that an act ends in. */
export async function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}
