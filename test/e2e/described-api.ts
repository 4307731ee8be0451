import { randomUUID } from 'node:crypto';
import { type Api } from './api.js';
import { type Card, tokenOf, type World } from './world.js';

/** The part of a JSON schema that the document uses for bodies. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
}

interface DescribedOperation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema; readonly example?: unknown }[];
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
  /** What the document says could stand for a parameter. */
  readonly places: Readonly<Record<string, string>>;
  readonly scheme: 'staff' | 'partner' | 'refresh' | 'none';
  readonly needsKey: boolean;
  /** Whether it wants If-Match. */
  readonly needsVersion: boolean;
  /** A body made of the document's examples; undefined where none is taken. */
  readonly example: unknown;
  /** The fields that the body must have. */
  readonly required: readonly string[];
  readonly mediaType: string;
  /** The codes of problems it may answer with. */
  readonly codes: readonly string[];
}

/** OAuth's own operation takes a form and has OAuth's own errors: test/partners/oauth.spec.ts. */
const OF_OAUTH = 'application/x-www-form-urlencoded';

/** Every operation that answers with problem documents. */
export async function describedOperations(api: Api): Promise<Operation[]> {
  const document = (await api.get('/openapi.json')).body as unknown as Document;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => {
      const content = described.requestBody?.content ?? {};
      const [mediaType = 'application/json'] = Object.keys(content);
      return {
        method: method.toUpperCase(),
        path,
        places: placesOf(described),
        scheme: (Object.keys(described.security?.[0] ?? {})[0] ?? 'none') as Operation['scheme'],
        needsKey: (described.parameters ?? []).some(({ name }) => name === 'Idempotency-Key'),
        needsVersion: (described.parameters ?? []).some(({ name }) => name === 'If-Match'),
        example: content[mediaType] && exampleOf(content[mediaType].schema, document),
        required: (content[mediaType] && resolved(content[mediaType].schema, document).required) ?? [],
        mediaType,
        codes: [...JSON.stringify(described.responses).matchAll(/"enum":\[("[^\]]*")\]/g)].flatMap(([, list]) => JSON.parse(`[${list}]`) as string[]),
      };
    }),
  );
  return operations.filter(({ mediaType }) => mediaType !== OF_OAUTH);
}

function placesOf({ parameters = [] }: DescribedOperation): Record<string, string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  return Object.fromEntries(
    inPath.map(({ name, schema, example }) => {
      const given = [example, schema?.example, schema?.enum?.[0]].find((value) => typeof value === 'string');
      return [name, typeof given === 'string' ? given : randomUUID()];
    }),
  );
}

function resolved(schema: Schema, document: Document): Schema {
  if (schema.$ref) return document.components.schemas[schema.$ref.split('/').at(-1) as string] as Schema;
  return schema.allOf ? resolved(schema.allOf[0] as Schema, document) : schema;
}

function exampleOf(given: Schema, document: Document): unknown {
  const schema = resolved(given, document);
  if (given.example !== undefined || schema.example !== undefined) return given.example ?? schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, held]) => [name, exampleOf(held, document)]));
  }
  return schema.type === 'array' ? [exampleOf(schema.items as Schema, document)] : 'text';
}

/** What an operation needs to be called with in this world, so that only the body can be at fault. */
export class Caller {
  private token: string | null = null;

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

  /**
   * Makes ready for an operation. What is done under `/v1/auth` may end one's own sessions or lock one's own account,
   * so it is done by somebody new.
   */
  async begin({ path }: Operation): Promise<void> {
    this.token = path.startsWith('/v1/auth/') ? await this.world.newcomer() : null;
  }

  address({ path, places }: Operation): string {
    const { id, clients } = this.partner;
    const known: Record<string, string> = path.startsWith('/v1/partners') ? { id, clientId: clients[0]?.clientId ?? '' } : {};
    return path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? places[name] ?? '');
  }

  async headers({ scheme, mediaType, needsKey, needsVersion, example }: Operation): Promise<Record<string, string>> {
    return {
      ...(example === undefined ? {} : { 'content-type': mediaType }),
      ...(needsKey ? { 'idempotency-key': randomUUID() } : {}),
      ...(needsVersion ? { 'if-match': `"${this.partner.version}"` } : {}),
      ...(scheme === 'staff' ? { authorization: `Bearer ${this.token ?? (await this.world.staff('everything'))}` } : {}),
      ...(scheme === 'partner' ? { authorization: `Bearer ${await this.world.partner('library')}` } : {}),
    };
  }

  /** A body that would be taken. */
  body({ method, path, example }: Operation): unknown {
    if (typeof example !== 'object') return example;
    const given = Object.entries(example as Record<string, unknown>).filter(([name]) => name !== 'adopt');
    const presented = given.some(([name]) => name === 'presented') ? { presented: { cardCode: this.card.cardCode } } : {};
    return { ...Object.fromEntries(given), ...presented, ...this.taken()[`${method} ${path}`] };
  }

  /** Where the document's example would not be taken here, or would do harm. */
  private taken(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    const { validThrough, cardNumber } = this.card;
    return {
      'PATCH /v1/partners/{id}': { state: 'active', settings: { concurrency: 2 }, credentials: { bearerToken: 'another' } },
      'PATCH /v1/partners/{id}/clients/{clientId}': { state: 'active' },
      'POST /v1/cards': { validThrough, adopt: {} },
      'POST /v1/cards/verification': { cardNumber },
      'POST /partner/v1/tokens/introspect': { token: tokenOf(this.card, 'library') },
      'POST /v1/auth/login': { username: 'auditor', password: this.world.passwordOf('auditor') },
    };
  }
}
