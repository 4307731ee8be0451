import { randomUUID } from 'node:crypto';
import { type Role } from '../../src/kernel/auth/index.js';
import { type Api } from './api.js';
import { type Card, tokenOf, type World } from './world.js';

/** The part of a JSON schema that the document uses for bodies. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
}

interface DescribedOperation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One operation as `/openapi.json` tells of it. */
export interface Operation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly scheme: 'staff' | 'partner' | 'refresh' | 'none';
  readonly needsKey: boolean;
  /** A body made of the document's examples; undefined where none is taken. */
  readonly example: unknown;
  readonly mediaType: string;
  /** The codes of problems it may answer with. */
  readonly codes: readonly string[];
}

export async function describedOperations(api: Api): Promise<Operation[]> {
  const document = (await api.get('/openapi.json')).body as unknown as Document;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => {
      const content = described.requestBody?.content ?? {};
      const [mediaType = 'application/json'] = Object.keys(content);
      return {
        method: method.toUpperCase(),
        path,
        scheme: (Object.keys(described.security?.[0] ?? {})[0] ?? 'none') as Operation['scheme'],
        needsKey: (described.parameters ?? []).some(({ name }) => name === 'Idempotency-Key'),
        example: content[mediaType] && exampleOf(content[mediaType].schema, document),
        mediaType,
        codes: [...JSON.stringify(described.responses).matchAll(/"enum":\[("[^\]]*")\]/g)].flatMap(([, list]) => JSON.parse(`[${list}]`) as string[]),
      };
    }),
  );
}

function exampleOf(schema: Schema, document: Document): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return exampleOf(document.components.schemas[schema.$ref.split('/').at(-1) as string] as Schema, document);
  if (schema.allOf) return exampleOf(schema.allOf[0] as Schema, document);
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, held]) => [name, exampleOf(held, document)]));
  }
  return schema.type === 'array' ? [exampleOf(schema.items as Schema, document)] : 'text';
}

/** What an operation needs to be called with in this world, so that only the body can be at fault. */
export class Caller {
  private constructor(
    private readonly world: World,
    private readonly card: Card,
    private readonly partner: { readonly id: string; readonly version: number; readonly clients: readonly { readonly clientId: string }[] },
  ) {}

  static async in(world: World): Promise<Caller> {
    const token = await world.staff('admin');
    const { body } = await world.api.get('/v1/partners', { token });
    const [first] = body['partners'] as { id: string }[];
    const shown = await world.api.get(`/v1/partners/${first?.id}`, { token });
    return new Caller(world, await world.issue(), shown.body as unknown as Caller['partner']);
  }

  address({ path }: Operation): string {
    const { id, clients } = this.partner;
    return path.replace('{id}', id).replace('{clientId}', clients[0]?.clientId ?? randomUUID());
  }

  async headers({ path, method, scheme, mediaType, needsKey, example }: Operation): Promise<Record<string, string>> {
    return {
      ...(example === undefined ? {} : { 'content-type': mediaType }),
      ...(needsKey ? { 'idempotency-key': randomUUID() } : {}),
      ...(method === 'PATCH' ? { 'if-match': `"${this.partner.version}"` } : {}),
      ...(scheme === 'staff' ? { authorization: `Bearer ${await this.world.staff(roleFor(path))}` } : {}),
      ...(scheme === 'partner' ? { authorization: `Bearer ${await this.world.partner('library')}` } : {}),
    };
  }

  /** A body that would be taken. */
  body({ method, path, example }: Operation): unknown {
    const presented = { cardCode: this.card.cardCode };
    const taken: Record<string, unknown> = {
      // The examples would pause the partner and disable its client.
      'PATCH /v1/partners/{id}': { name: 'City Transit', settings: { concurrency: 2 }, credentials: { bearerToken: 'another' } },
      'PATCH /v1/partners/{id}/clients/{clientId}': { state: 'active' },
      'POST /v1/cards': { category: 'standard', services: ['transit', 'library'], adopt: {}, validThrough: this.card.validThrough },
      'POST /v1/cards/lookup': { presented },
      'POST /v1/cards/suspension': { presented, reason: 'lost' },
      'POST /v1/cards/reinstatement': { presented },
      'POST /v1/cards/revocation': { presented, reason: 'misuse' },
      'POST /v1/cards/verification': { cardNumber: this.card.cardNumber },
      'POST /partner/v1/tokens/introspect': { token: tokenOf(this.card, 'library') },
      'POST /v1/auth/login': { username: 'auditor', password: this.world.passwordOf('auditor') },
    };
    const name = `${method} ${path}`;
    return name in taken ? taken[name] : example;
  }
}

function roleFor(path: string): Role {
  if (path.startsWith('/v1/partners')) return 'admin';
  return path.endsWith('/revocation') ? 'supervisor' : 'clerk';
}
