import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { StaffTokens } from './auth/staff-tokens.js';
import { Clock } from './clock/clock.js';
import { type Config } from './config/config.js';
import { Database } from './database/database.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { IdempotencyJobs } from './idempotency/idempotency.jobs.js';
import { Keyring } from './keyring/keyring.js';
import { EventLog } from './logging/event-log.js';

/** Injection token of the settings. */
export const CONFIG = Symbol('config');

/** What a program has made ready before the application starts. */
export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly keyring: Keyring;
  /** Connected already. Closed with the application. */
  readonly dataSource: Database['dataSource'];
}

/** What every module stands on. */
@Global()
@Module({})
export class KernelModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static on(foundation: Foundation): DynamicModule {
    const { config, clock, log, keyring, dataSource } = foundation;
    const database = new Database(dataSource);
    const provided = [
      { provide: CONFIG, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: EventLog, useValue: log },
      { provide: Keyring, useValue: keyring },
      { provide: Database, useValue: database },
      { provide: UnitOfWork, useValue: new UnitOfWork(database, keyring, clock) },
      { provide: StaffTokens, useValue: new StaffTokens(keyring, clock) },
    ];
    const jobs = { provide: IdempotencyJobs, useValue: new IdempotencyJobs(config.jobs, database, clock, log) };
    return { module: KernelModule, providers: [...provided, jobs], exports: provided.map(({ provide }) => provide) };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.database.dataSource.isInitialized) await this.database.dataSource.destroy();
  }
}
