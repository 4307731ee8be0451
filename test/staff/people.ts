import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type Role } from '../../src/kernel/auth/index.js';
import { type Answer, answered, type Running } from '../partners/application.js';
import { PASSWORD, signIn, withAccount } from './staff-application.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly token: string;
  readonly signedIn: Answer;
}

/** Somebody with an account, signed in. */
export async function person(on: Running, username: string, roles: readonly Role[]): Promise<Person> {
  await withAccount(on, username, roles);
  const id = (await on.app.get(StaffAccounts).list()).find((account) => account.username === username)?.id as string;
  const signedIn = await signIn(on, username, PASSWORD);
  return { id, username, token: signedIn.body.accessToken as string, signedIn };
}

/** One request of a person, with a fresh Idempotency-Key. */
export function asks(on: Running, token: unknown, method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object, headers: object = {}): Promise<Answer> {
  const agent = request(on.app.getHttpServer());
  const asked = { get: () => agent.get(path), post: () => agent.post(path), put: () => agent.put(path), patch: () => agent.patch(path), delete: () => agent.delete(path) }[method]();
  void asked.set({ authorization: `Bearer ${String(token)}`, 'idempotency-key': randomUUID(), ...headers });
  return answered(body === undefined ? asked : asked.send(body));
}

export const version = (number: number) => ({ 'if-match': `"${number}"` });
