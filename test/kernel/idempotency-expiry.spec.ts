import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import path from 'node:path';
import { Clock } from '../../src/kernel/clock/clock.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { IdempotencyJobs } from '../../src/kernel/idempotency/idempotency.jobs.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { createKeyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';

class SetClock extends Clock {
  override now(): Date {
    return new Date('2026-11-24T05:30:00Z');
  }
}

const ROWS = `
  INSERT INTO kernel.idempotency (key_index, request_index, sealed_response, expires_on)
  SELECT decode(md5(day), 'hex'), '', '', day::date FROM unnest(ARRAY['2026-11-22', '2026-11-23', '2026-11-24']) AS day`;

describe('remembered answers', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    await query(database.serviceUrl, ROWS);
  });

  afterEach(() => database.drop());

  async function kernel(jobs: 'on' | 'off') {
    const config = readConfig({ CITYKEY_JOBS: jobs });
    const foundation = {
      config,
      clock: new SetClock('America/Chicago'),
      log: new EventLog('silent'),
      keyring: createKeyring(path.join(temporaryHome(), 'keyring.json')),
      dataSource: await testDataSource(database.serviceUrl, 2),
    };
    return Test.createTestingModule({ imports: [ScheduleModule.forRoot(), KernelModule.on(foundation)] }).compile();
  }

  const days = async () => (await query(database.ownerUrl, 'SELECT expires_on::text AS day FROM kernel.idempotency ORDER BY 1')).map(({ day }) => day);

  it('go when their day in the city is over, not before', async () => {
    const app = await kernel('on');
    await app.get(IdempotencyJobs).forgetExpired();
    expect(await days()).toEqual(['2026-11-23', '2026-11-24']);
    await app.close();
  });

  it('stay on an instance without jobs', async () => {
    const app = await kernel('off');
    await app.get(IdempotencyJobs).forgetExpired();
    expect(await days()).toHaveLength(3);
    await app.close();
  });

  it('are looked after by the clock', async () => {
    const app = await kernel('on');
    await app.init();
    expect([...app.get(SchedulerRegistry).getCronJobs().keys()]).toEqual(['idempotency.forget-expired']);
    await app.close();
  });
});
