import { randomUUID } from 'node:crypto';
import { proposed } from '../../audit/commands/migration-commands.js';
import { known } from '../../audit/commands/token-commands.js';
import { pairsFor } from '../../partner-api/token-pairs.js';
import { type Ground, type Provocation } from './provocation.js';

const PROPOSAL = 'POST /partner/v1/token-migrations';
const SHOWN = 'GET /partner/v1/token-migrations/{id}';
const DECISION = 'POST /v1/token-migrations/{id}/decision';

/** A migration of the library's, proposed today and declined later. */
async function declined(ground: Ground): Promise<string> {
  await ground.partner('library');
  const id = await proposed(ground.world);
  ground.partnerIsDone();
  const { status, text } = await ground.world.asStaff('supervisor', `/v1/token-migrations/${id}/decision`, { decision: 'decline' });
  if (status !== 200) throw new Error(text);
  return id;
}

export const MIGRATION_PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'migration.not_found',
    status: 404,
    on: [SHOWN],
    prepare: async (ground) => ({ token: await ground.partner('library'), at: [randomUUID()] }),
    afterwards: (ground) => ground.partnerIsDone(),
  },
  {
    code: 'migration.not_found',
    status: 404,
    on: [DECISION],
    prepare: async (ground) => ({ token: await ground.world.staff('supervisor'), at: [randomUUID()], body: { decision: 'approve' } }),
  },
  {
    code: 'migration.open',
    status: 409,
    on: [PROPOSAL],
    prepare: async (ground) => {
      const token = await ground.partner('library');
      await proposed(ground.world);
      return { token, body: { pairs: pairsFor([await known(ground.world)]) } };
    },
    afterwards: (ground) => ground.partnerIsDone(),
  },
  {
    code: 'migration.decided',
    status: 409,
    on: [DECISION],
    prepare: async (ground) => {
      const id = await declined(ground);
      return { token: await ground.world.staff('supervisor'), at: [id], body: { decision: 'approve' } };
    },
  },
];
