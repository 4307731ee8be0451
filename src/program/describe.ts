import { randomBytes } from 'node:crypto';
import { Clock } from '../kernel/clock/clock.js';
import { type Config } from '../kernel/config/config.js';
import { declaredPurposes, Keyring } from '../kernel/keyring/index.js';
import { EventLog } from '../kernel/logging/event-log.js';
import { serviceDataSource } from '../data-source.js';
import { createService } from './application.js';

/** `citykey openapi`: prints the OpenAPI document as a running service answers it. Needs no database, keyring or port. */
export async function printDocument(config: Config, say: (text: string) => void): Promise<void> {
  const foundation = {
    config: { ...config, jobs: false },
    clock: new Clock(config.timeZone),
    log: new EventLog('silent'),
    // Made up: nothing is read or written with either of the two.
    keyring: new Keyring(new Map(declaredPurposes().map(({ name }) => [name, new Map([[1, randomBytes(32)]])]))),
    dataSource: serviceDataSource('postgres://localhost/none', 1),
  };
  const app = await createService(foundation);
  try {
    const answer = await app.inject({ method: 'GET', url: '/openapi.json' });
    say(JSON.stringify(JSON.parse(answer.body), null, 2));
  } finally {
    await app.close();
  }
}
