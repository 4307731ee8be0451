import { randomUUID } from 'node:crypto';
import { type Service } from '../../../src/modules/links/index.js';
import { type World } from '../../e2e/world.js';
import { query } from '../../setup/query.js';
import { type Command } from './command.js';

const told = (act: string, reason: string) => ({ act: `reconciliation.${act}`, role: 'supervisor', reason });

/** A list of another size than the one before waits for a supervisor. */
export async function waitingRun(world: World, service: Service = 'prescription'): Promise<string> {
  const id = randomUUID();
  const sql = `INSERT INTO reconciliation.run (id, service, source, started_on, state, reason) VALUES ($1, $3, 'upload', $2, 'awaiting_decision', 'size_changed')`;
  await query(world.database.ownerUrl, sql, [id, world.clock.today(), service]);
  return id;
}

async function unknownToken(world: World): Promise<string> {
  const id = randomUUID();
  const sql = `
    INSERT INTO reconciliation.break (id, service, class, urgent, token_index, sealed_token, state, first_seen, last_seen, first_run, last_run)
    VALUES ($1, 'library', 'unknown', false, uuid_send($1), uuid_send($1), 'open', $2, $2, $1, $1)`;
  await query(world.database.ownerUrl, sql, [id, world.clock.today()]);
  return id;
}

export const RECONCILIATION_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/reconciliation/runs',
    told: told('start', 'library'),
    prepare: async (world) => ({ token: await world.staff('supervisor'), body: { service: 'library' } }),
  },
  {
    operation: 'POST /v1/reconciliation/lists',
    told: told('receive', 'transit'),
    prepare: async (world) => ({
      token: await world.staff('supervisor'),
      query: '?service=transit',
      body: '1612345678901234,active\n',
      headers: { 'content-type': 'text/csv' },
    }),
  },
  {
    operation: 'POST /v1/reconciliation/runs/{id}/decision',
    told: told('refuse', 'prescription'),
    prepare: async (world) => ({ token: await world.staff('supervisor'), at: [await waitingRun(world)], body: { decision: 'refuse' } }),
  },
  {
    operation: 'POST /v1/reconciliation/breaks/{id}/decision',
    told: told('accept', 'test_record'),
    prepare: async (world) => ({
      token: await world.staff('supervisor'),
      at: [await unknownToken(world)],
      body: { decision: 'accept', reason: 'test_record' },
    }),
  },
];
