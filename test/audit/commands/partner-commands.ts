import { type Request } from '../../e2e/request.js';
import { type World } from '../../e2e/world.js';
import { query } from '../../setup/query.js';
import { type Command, type Told } from './command.js';

const PUBLIC_KEY = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: '2026-1' };

const LIBRARY = {
  service: 'library',
  name: 'City Public Library',
  profile: 'koha-rest',
  settings: { baseUrl: 'https://koha.library.example', libraryId: 'MAIN', categoryId: 'CITYKEY' },
  credentials: { clientId: 'citykey', clientSecret: 'a secret from the library' },
  policy: { tokens: { mint: { institution: '9840' } } },
};

const byAdmin = (act: string, reason = 'library'): Told => ({ act, role: 'admin', reason });

interface Known {
  readonly id: string;
  readonly version: number;
  readonly clients: readonly { readonly clientId: string }[];
}

/** A request of an administrator about the library. */
async function about(world: World, ask: (library: Known) => Omit<Request, 'token'>): Promise<Request> {
  const token = await world.staff('admin');
  const { body } = await world.api.get('/v1/partners', { token });
  const id = (body['partners'] as { id: string; service: string }[]).find(({ service }) => service === 'library')?.id ?? '';
  return { token, ...ask((await world.api.get(`/v1/partners/${id}`, { token })).body as unknown as Known) };
}

const read = (version: number) => ({ 'if-match': `"${version}"` });

/** The last one leaves a library behind that nobody answers for. */
export const PARTNER_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/partners/{id}/clients',
    told: byAdmin('partner.client_register'),
    prepare: (world) => about(world, ({ id }) => ({ at: [id], body: { jwks: { keys: [PUBLIC_KEY] } } })),
  },
  {
    operation: 'PATCH /v1/partners/{id}/clients/{clientId}',
    told: byAdmin('partner.client_disable'),
    prepare: (world) => about(world, ({ id, clients }) => ({ at: [id, clients[0]?.clientId ?? ''], body: { state: 'disabled' } })),
  },
  {
    operation: 'PATCH /v1/partners/{id}',
    when: 'to reach it elsewhere',
    told: byAdmin('approval.request', 'partner.change'),
    prepare: (world) => about(world, ({ id, version }) => ({ at: [id], body: { settings: { concurrency: 2 } }, headers: read(version) })),
  },
  {
    operation: 'PATCH /v1/partners/{id}',
    told: byAdmin('partner.change'),
    prepare: (world) => about(world, ({ id, version }) => ({ at: [id], body: { state: 'paused' }, headers: read(version) })),
  },
  {
    operation: 'POST /v1/partners',
    told: byAdmin('partner.register'),
    prepare: async (world) => {
      const library = `SELECT id FROM partners.partner WHERE service = 'library'`;
      await query(world.database.ownerUrl, `DELETE FROM partners.client WHERE partner_id IN (${library}); DELETE FROM partners.partner WHERE service = 'library'`);
      return { token: await world.staff('admin'), body: LIBRARY };
    },
  },
];
