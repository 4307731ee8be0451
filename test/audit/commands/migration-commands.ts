import { MigrationWork } from '../../../src/modules/links/token-migrations/migration-work.js';
import { type World } from '../../e2e/world.js';
import { type Pair, pairsFor } from '../../partner-api/token-pairs.js';
import { type Command } from './command.js';
import { known } from './token-commands.js';

/** Ends whatever is open: there is one migration at a time. */
async function noneOpen(world: World): Promise<void> {
  const token = await world.staff('supervisor');
  const { body } = await world.api.get('/v1/token-migrations', { token });
  for (const { id, state } of body['migrations'] as { id: string; state: string }[]) {
    if (state === 'proposed') await world.api.post(`/v1/token-migrations/${id}/decision`, { decision: 'decline' }, { token });
  }
  await world.app.get(MigrationWork, { strict: false }).applyDue();
}

async function pairs(world: World): Promise<Pair[]> {
  await noneOpen(world);
  return pairsFor([await known(world)]);
}

/** @returns the id of a migration that waits for a decision. */
export async function proposed(world: World): Promise<string> {
  const { body } = await world.api.post('/partner/v1/token-migrations', { pairs: await pairs(world) }, { token: await world.partner('library') });
  return body['id'] as string;
}

/** New tokens for the library's own. */
export const MIGRATION_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /partner/v1/token-migrations',
    told: { act: 'migration.propose', role: 'partner', reason: 'library' },
    prepare: async (world) => ({ token: await world.partner('library'), body: { pairs: await pairs(world) } }),
  },
  {
    operation: 'POST /v1/token-migrations/{id}/decision',
    told: { act: 'migration.approve', role: 'supervisor', reason: 'library' },
    prepare: async (world) => ({ token: await world.staff('supervisor'), at: [await proposed(world)], body: { decision: 'approve' } }),
  },
];
