import request from 'supertest';
import { type Role, systemCaller } from '../../src/kernel/auth/index.js';
import { StaffAccounts, StaffModule } from '../../src/modules/staff/index.js';
import { type Answer, answered, type Running, running, type Wanted } from '../partners/application.js';
import { type TestDatabase } from '../setup/database.js';

export const PASSWORD = 'canary pass phrase 8841';

export function staffApplication(database: TestDatabase, wanted: Partial<Wanted> = {}): Promise<Running> {
  return running(database, { modules: [StaffModule], ...wanted });
}

export async function withAccount(on: Running, username: string, roles: readonly Role[] = ['clerk']): Promise<void> {
  await on.app.get(StaffAccounts).create(systemCaller('test'), { username, roles, password: PASSWORD });
}

export function signIn(on: Running, username: string, password = PASSWORD): Promise<Answer> {
  return answered(request(on.app.getHttpServer()).post('/v1/auth/login').send({ username, password }));
}

/** Asks one of the routes that go by the refresh cookie. */
export function withCookie(on: Running, route: 'refresh' | 'logout', cookie?: string): Promise<Answer> {
  const asked = request(on.app.getHttpServer()).post(`/v1/auth/${route}`);
  return answered(cookie === undefined ? asked : asked.set('cookie', cookie));
}

/** The cookie an answer set, as the browser sends it back. */
export function cookieOf(answer: Answer): string {
  return setCookie(answer).split(';')[0] as string;
}

/** The whole Set-Cookie header. */
export function setCookie(answer: Answer): string {
  return String(([answer.headers['set-cookie']].flat() as string[])[0]);
}
