import { type World } from '../../e2e/world.js';
import { type Request } from '../../e2e/request.js';
import { type Command } from './command.js';

const PATH = '/partner/v1/webhook';
const URL = 'https://hooks.library.example/citykey';

const told = (act: string) => ({ act, role: 'partner' });

/** The library, with a webhook or without. */
async function library(world: World, has: boolean): Promise<Request> {
  const token = await world.partner('library');
  if (has) await world.api.call('PUT', PATH, { token, body: { url: URL } });
  else await world.api.call('DELETE', PATH, { token });
  return { token };
}

/** A message that the library is sent. */
export async function message(world: World): Promise<string> {
  const { token } = await library(world, true);
  return (await world.api.post(`${PATH}/ping`, undefined, { token })).body['id'] as string;
}

export const withWebhook = (world: World): Promise<Request> => library(world, true);

/** What partners do with their webhooks. */
export const WEBHOOK_COMMANDS: readonly Command[] = [
  { operation: `PUT ${PATH}`, told: told('webhook.set'), prepare: async (world) => ({ ...(await library(world, false)), body: { url: URL } }) },
  {
    operation: `PUT ${PATH}`,
    when: 'to give it another address',
    told: told('webhook.set'),
    prepare: async (world) => ({ ...(await withWebhook(world)), body: { url: `${URL}/other` } }),
  },
  { operation: `POST ${PATH}/secret`, told: told('webhook.secret_rotate'), prepare: withWebhook },
  { operation: `POST ${PATH}/ping`, told: told('webhook.ping'), prepare: withWebhook },
  {
    operation: `POST ${PATH}/deliveries/{id}/replay`,
    told: told('webhook.replay'),
    prepare: async (world) => ({ at: [await message(world)], token: await world.partner('library') }),
  },
  { operation: `DELETE ${PATH}`, told: told('webhook.delete'), prepare: withWebhook },
];
