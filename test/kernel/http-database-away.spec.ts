import { Controller, Get, Module } from '@nestjs/common';
import request from 'supertest';
import { type DataSource } from 'typeorm';
import { Clock } from '../../src/kernel/clock/clock.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { Database } from '../../src/kernel/database/index.js';
import { HealthModule } from '../../src/kernel/health/index.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { recogniseKeyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { type RunningSample, someKeyring, startSample } from './http-sample.js';

@Controller('numbers')
class NumbersController {
  constructor(private readonly database: Database) {}

  @Get()
  async read(): Promise<unknown> {
    const [row] = await this.database.query<{ one: number }>({ name: 'one', text: 'SELECT 1 AS one', values: [] });
    return row;
  }

  @Get('broken')
  async broken(): Promise<unknown> {
    return this.database.query({ name: 'broken', text: 'SELECT nothing FROM nowhere', values: [] });
  }
}

@Module({ controllers: [NumbersController] })
class NumbersModule {}

describe('an application whose database goes away', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let sample: RunningSample;
  const keyring = someKeyring();

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await testDataSource(database.serviceUrl, 4);
    await recogniseKeyring(new Database(dataSource), keyring);
    const clock = new Clock('America/Chicago');
    const log = new EventLog('silent');
    const kernel = KernelModule.on({ config: readConfig({}), clock, log, keyring, dataSource });
    sample = await startSample({ imports: [kernel, HealthModule, NumbersModule] });
  });

  afterAll(async () => {
    await letIn();
    await sample.application.close();
    await database.drop();
  });

  const name = () => new URL(database.ownerUrl).pathname.slice(1);
  const elsewhere = () => database.ownerUrl.replace(/\/[^/]+$/, '/postgres');
  const letIn = () => query(elsewhere(), `ALTER DATABASE ${name()} ALLOW_CONNECTIONS true`);

  async function shutOut(): Promise<void> {
    await query(elsewhere(), `ALTER DATABASE ${name()} ALLOW_CONNECTIONS false`);
    // The connections are gone when they are no longer listed.
    const others = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name()}'`;
    while ((await query(elsewhere(), others)).length > 0);
  }

  const metric = async (line: string) => (await request(sample.url).get('/metrics')).text.split('\n').find((one) => one.startsWith(line));

  it('works, is ready and says so in its metrics', async () => {
    await request(sample.url).get('/numbers').expect(200, { one: 1 });
    await request(sample.url).get('/health/ready').expect(200, { status: 'ok' });
    expect(await metric('citykey_ready{stage="database"}')).toBe('citykey_ready{stage="database"} 1');
    expect(await metric('citykey_ready{stage="keyring"}')).toBe('citykey_ready{stage="keyring"} 1');
    expect(await metric('citykey_database_connections{stage="total"}')).toMatch(/ [1-4]$/);
  });

  it('answers 503 with Retry-After while it is away, and works again by itself', async () => {
    await shutOut();
    for (let times = 0; times < 6; times += 1) {
      const away = await request(sample.url).get('/numbers');
      expect({ status: away.status, code: (away.body as { code?: string }).code }).toEqual({ status: 503, code: 'database.unavailable' });
      expect(away.headers['retry-after']).toBe('2');
    }
    const ready = await request(sample.url).get('/health/ready').expect(503);
    expect(ready.body).toMatchObject({ code: 'service.not_ready', findings: [{ at: '/database', code: 'part.failing' }] });
    expect(ready.text).not.toContain(name());
    expect(await metric('citykey_ready{stage="database"}')).toBe('citykey_ready{stage="database"} 0');
    await request(sample.url).get('/health/live').expect(200, { status: 'ok' });

    await letIn();
    await request(sample.url).get('/numbers').expect(200, { one: 1 });
    await request(sample.url).get('/health/ready').expect(200, { status: 'ok' });
    expect(sample.events('request failed')).toEqual([]);
  });

  it('does not take a fault of its own for an absent database', async () => {
    const broken = await request(sample.url).get('/numbers/broken').expect(500);
    expect((broken.body as { code?: string }).code).toBe('internal');
    expect(sample.events('request failed')).toEqual([expect.objectContaining({ errorCode: '42P01', route: '/numbers/broken' })]);
    expect(sample.lines.join('')).not.toContain('nowhere');
  });

  it('is not ready with a database that belongs to another keyring', async () => {
    const checks = await query(database.ownerUrl, 'SELECT purpose, check_value FROM kernel.keyring_check');
    await query(database.ownerUrl, `UPDATE kernel.keyring_check SET check_value = '\\x00'`);
    const ready = await request(sample.url).get('/health/ready').expect(503);
    expect(ready.body).toMatchObject({ findings: [{ at: '/keyring', code: 'part.failing' }] });
    for (const { purpose, check_value } of checks) {
      await query(database.ownerUrl, 'UPDATE kernel.keyring_check SET check_value = $2 WHERE purpose = $1', [purpose, check_value]);
    }
    await request(sample.url).get('/health/ready').expect(200);
  });
});
