import { randomUUID } from 'node:crypto';
import { known } from '../../audit/commands/token-commands.js';
import { pairsFor } from '../../partner-api/token-pairs.js';
import { type Ground, type Provocation } from './provocation.js';

const PROPOSAL = 'POST /partner/v1/token-migrations';
const SHOWN = 'GET /partner/v1/token-migrations/{id}';
const DECISION = 'POST /v1/token-migrations/{id}/decision';

/** A token that the library was told of, with another one in its place. What is published goes by the later time. */
const pair = async ({ world }: Ground) => pairsFor([await known(world)]);

/** The migration of the library's that waits for a decision. */
async function waiting(ground: Ground): Promise<string> {
  const { body } = await ground.world.api.get('/v1/token-migrations', { token: await ground.world.staff('supervisor') });
  const open = (body['migrations'] as { id: string; state: string }[]).find(({ state }) => state === 'proposed');
  if (open) return open.id;
  const pairs = await pair(ground);
  const token = await ground.partner('library');
  const proposal = await ground.world.api.post('/partner/v1/token-migrations', { pairs }, { token });
  ground.partnerIsDone();
  if (!proposal.body['id']) throw new Error(proposal.text);
  return proposal.body['id'] as string;
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
      await waiting(ground);
      const pairs = await pair(ground);
      return { token: await ground.partner('library'), body: { pairs } };
    },
    afterwards: (ground) => ground.partnerIsDone(),
  },
  {
    code: 'migration.decided',
    status: 409,
    on: [DECISION],
    prepare: async (ground) => {
      const id = await waiting(ground);
      const { status, text } = await ground.world.asStaff('supervisor', `/v1/token-migrations/${id}/decision`, { decision: 'decline' });
      if (status !== 200) throw new Error(text);
      return { token: await ground.world.staff('supervisor'), at: [id], body: { decision: 'approve' } };
    },
  },
];
