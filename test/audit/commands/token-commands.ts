import { PublisherService } from '../../../src/modules/links/index.js';
import { tokenOf, type World } from '../../e2e/world.js';
import { type Command } from './command.js';

/** The library's token of a fresh card, which the library knows. */
export async function known(world: World): Promise<string> {
  const card = await world.issue();
  world.clock.forward(3);
  await world.app.get(PublisherService, { strict: false }).publishDue('library');
  return tokenOf(card, 'library');
}

const report = (said: string): Command => ({
  operation: 'POST /partner/v1/tokens/report',
  when: said,
  told: { act: 'link.report', role: 'partner', reason: said },
  prepare: async (world) => ({ token: await world.partner('library'), body: { token: await known(world), report: said } }),
});

const SANDBOX = 'POST /partner/v1/sandbox/tokens';

/** What partners do with their own tokens. */
export const TOKEN_COMMANDS: readonly Command[] = [
  report('lost'),
  report('stolen'),
  report('found'),
  report('closed'),
  {
    operation: 'POST /partner/v1/reconciliation-runs',
    told: { act: 'reconciliation.receive', role: 'partner', reason: 'library' },
    prepare: async (world) => ({ token: await world.partner('library'), body: '29840000000014,active\n', headers: { 'content-type': 'text/csv' } }),
  },
  {
    operation: SANDBOX,
    told: { act: 'sandbox.token_make', role: 'partner' },
    prepare: async (world) => ({ token: await world.partner('library'), body: { validThrough: '2031-11' } }),
  },
  {
    operation: SANDBOX,
    when: 'to move one',
    told: { act: 'sandbox.token_move', role: 'partner', reason: 'suspended' },
    prepare: async (world) => {
      const token = await world.partner('library');
      const made = await world.api.post('/partner/v1/sandbox/tokens', {}, { token });
      return { token, body: { token: made.body['token'], state: 'suspended' } };
    },
  },
];
