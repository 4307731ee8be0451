import { type DataSource } from 'typeorm';
import { type DatabaseLimits, serviceDataSource } from '../../src/data-source.js';

/** Longer than a machine that is busy with other suites, or stands still for a while, takes to go on. */
const PATIENT: DatabaseLimits = { connect: 120_000, server: 120_000, answer: 150_000 };

/** The service's connection pool for a test that is not about how long it waits. Initialized. */
export function testDataSource(url: string, poolSize: number, limits: Partial<DatabaseLimits> = {}): Promise<DataSource> {
  return serviceDataSource(url, poolSize, { ...PATIENT, ...limits }).initialize();
}
