import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type Role } from '../../src/kernel/auth/index.js';
import { RulesModule } from '../../src/modules/rules/index.js';
import { type Answer, answered, type MovableClock, type Running, running, type Wanted } from '../partners/application.js';
import { type TestDatabase } from '../setup/database.js';

export function rulesApplication(database: TestDatabase, wanted: Partial<Wanted> = {}): Promise<Running> {
  return running(database, { modules: [RulesModule], ...wanted });
}

/** Moves a clock to an instant, where it stays. */
export function setTo(clock: MovableClock, instant: string): void {
  clock.stop();
  clock.forward((Date.parse(instant) - clock.now().getTime()) / 1000);
}

interface Asked {
  readonly role?: Role;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request of staff; acts carry a fresh Idempotency-Key unless one is given. */
export async function asked(
  { app, bearer }: Running,
  method: 'get' | 'post' | 'delete',
  path: string,
  { role = 'supervisor', body, headers = {} }: Asked = {},
): Promise<Answer> {
  const agent = request(app.getHttpServer());
  const made = { get: () => agent.get(path), post: () => agent.post(path), delete: () => agent.delete(path) }[method]();
  void made.set({ authorization: await bearer(role), 'idempotency-key': randomUUID(), ...headers });
  return answered(body === undefined ? made : made.send(body));
}
