import request from 'supertest';
import { insertAudit } from '../../src/kernel/audit/audit.js';
import { type Caller, type Role } from '../../src/kernel/auth/index.js';
import { AuditModule } from '../../src/modules/audit/index.js';
import { type Answer, answered, type Running, running } from '../partners/application.js';
import { type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

export interface Told extends Partial<Caller> {
  readonly act: string;
  readonly day: string;
  readonly reason?: string;
  readonly subject?: Buffer;
  readonly outcome?: 'done' | 'refused';
}

export function auditApplication(database: TestDatabase): Promise<Running> {
  return running(database, { modules: [AuditModule] });
}

/** Writes one entry as a command would. */
export async function tell(database: TestDatabase, { act, day, reason, subject, outcome = 'done', ...who }: Told): Promise<void> {
  const caller: Caller = { kind: 'staff', account: 'unknown', role: 'clerk', place: null, once: null, ...who };
  const { text, values } = insertAudit(caller, { act, reason: reason ?? null, subject: subject ?? null, outcome }, day);
  await query(database.serviceUrl, text, [...values]);
}

export async function search(on: Running, question: Readonly<Record<string, string | number>> = {}, role: Role = 'auditor'): Promise<Answer> {
  const asked = request(on.app.getHttpServer()).get('/v1/audit').query(question);
  return answered(asked.set('authorization', await on.bearer(role)));
}

export interface ShownEntry {
  readonly id: string;
  readonly day: string;
  readonly act: string;
}

export function entriesOf(answer: Answer): readonly ShownEntry[] {
  if (answer.status !== 200) throw new Error(`the search answered ${answer.status} ${answer.text}`);
  return answer.body.entries as readonly ShownEntry[];
}
