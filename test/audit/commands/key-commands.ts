import { exportJWK, generateKeyPair } from 'jose';
import { keyStatement } from '../../e2e/partner-program.js';
import { type World } from '../../e2e/world.js';
import { type Command } from './command.js';

const told = (act: string) => ({ act, role: 'partner', reason: 'library' });

async function listed(world: World, token: string): Promise<string[]> {
  const { body } = await world.api.get('/partner/v1/keys', { token });
  return (body['keys'] as { thumbprint: string }[]).map(({ thumbprint }) => thumbprint);
}

const saying = (world: World, said: object) => keyStatement(world.home, 'library', { ...said });

async function another(world: World): Promise<string> {
  const { publicKey } = await generateKeyPair('EdDSA');
  return saying(world, { add: await exportJWK(publicKey) });
}

/** What a partner's program does with its own keys; the one it has from the beginning stays. */
export const KEY_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /partner/v1/keys',
    told: told('partner.key_add'),
    prepare: async (world) => {
      const token = await world.partner('library');
      for (const thumbprint of (await listed(world, token)).slice(1)) {
        await world.api.post('/partner/v1/keys/removal', { statement: await saying(world, { remove: thumbprint }) }, { token });
      }
      return { token, body: { statement: await another(world) } };
    },
  },
  {
    operation: 'POST /partner/v1/keys/removal',
    told: told('partner.key_remove'),
    prepare: async (world) => {
      const token = await world.partner('library');
      if ((await listed(world, token)).length === 1) await world.api.post('/partner/v1/keys', { statement: await another(world) }, { token });
      return { token, body: { statement: await saying(world, { remove: (await listed(world, token)).at(-1) }) } };
    },
  },
];
