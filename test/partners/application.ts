import { randomBytes, randomUUID } from 'node:crypto';
import { type DynamicModule, type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Test } from 'supertest';
import { type Role, StaffTokens } from '../../src/kernel/auth/index.js';
import { Clock } from '../../src/kernel/clock/clock.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { createApplication } from '../../src/kernel/http/index.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { testDataSource } from '../setup/data-source.js';
import { type TestDatabase } from '../setup/database.js';

/** The real time, until it is stopped; moved by hand. */
export class MovableClock extends Clock {
  private offset = 0;
  private stoppedAt: number | null = null;

  constructor() {
    super('America/Chicago');
  }

  override now(): Date {
    return new Date((this.stoppedAt ?? Date.now()) + this.offset);
  }

  stop(): void {
    this.stoppedAt = Date.now();
  }

  forward(seconds: number): void {
    this.offset += seconds * 1000;
  }
}

export interface Running {
  readonly app: NestFastifyApplication;
  readonly clock: MovableClock;
  readonly keyring: Keyring;
  /** Every line that was logged. */
  readonly logged: string[];
  readonly bearer: (role: Role) => Promise<string>;
}

/** What came back, with the body as JSON of unknown content. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends a request of supertest. */
export async function answered(test: Test): Promise<Answer> {
  return test;
}

export interface Wanted {
  readonly modules: readonly (Type | DynamicModule)[];
  readonly keyring?: Keyring;
  readonly settings?: Readonly<Record<string, string>>;
}

export function freshKeyring(): Keyring {
  return new Keyring(new Map(declaredPurposes().map(({ name }) => [name, new Map([[1, randomBytes(32)]])])));
}

/** An application of these modules over a test's database, as the program would make it. */
export async function running(database: TestDatabase, { modules, keyring = freshKeyring(), settings = {} }: Wanted): Promise<Running> {
  const config = readConfig({ CITYKEY_PUBLIC_URL: 'https://cards.city.example', ...settings });
  const clock = new MovableClock();
  const logged: string[] = [];
  const log = new EventLog('debug', { write: (line) => logged.push(line) });
  const dataSource = await testDataSource(database.serviceUrl, 40);
  const kernel = KernelModule.on({ config, clock, log, keyring, dataSource });
  const app = await createApplication({ module: class Whole {}, imports: [kernel, ...modules] }, { log });
  const bearer = async (role: Role) => `Bearer ${await app.get(StaffTokens).issue(randomUUID(), randomUUID(), [role])}`;
  return { app, clock, keyring, logged, bearer };
}
