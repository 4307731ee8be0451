import { ApiExtension, type OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The part of JSON Schema that the document uses, as far as examples go. */
interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: unknown;
}

type Schemas = Readonly<Record<string, object>>;

const EXTENSION = 'x-examples';

/** What is sent to an operation, and what its first success is. Where there are several, each has a name. */
export interface OperationExamples {
  readonly request?: unknown;
  readonly requests?: Readonly<Record<string, unknown>>;
  readonly answer?: unknown;
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** Examples of an operation, where those that its fields have would not make sense together. */
export function ApiExamples(examples: OperationExamples): MethodDecorator {
  return ApiExtension(EXTENSION, examples);
}

/** Gives the request and the successes of an operation examples: its own, or made of those of their fields. */
export function addExamples(operation: Operation, schemas: Schemas): void {
  const described = operation as Operation & { [EXTENSION]?: OperationExamples };
  const { request, requests, answer, answers } = described[EXTENSION] ?? {};
  delete described[EXTENSION];
  for (const media of contentOf(operation.requestBody)) illustrate(media, schemas, request, requests);
  const successes = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
  successes.forEach((status, place) => {
    const own = place === 0 ? [answer, answers] as const : [];
    for (const media of contentOf(operation.responses[status])) illustrate(media, schemas, ...own);
  });
}

function illustrate(media: MediaType, schemas: Schemas, one?: unknown, several?: OperationExamples['requests']): void {
  if (media.examples ?? media.example) return;
  if (several) {
    Object.assign(media, { examples: Object.fromEntries(Object.entries(several).map(([name, value]) => [name, { value }])) });
    return;
  }
  const example = one ?? exampleOf(media.schema, schemas);
  if (example !== undefined) Object.assign(media, { example });
}

function contentOf(holder: unknown): MediaType[] {
  const { content = {} } = (holder ?? {}) as { readonly content?: Readonly<Record<string, MediaType>> };
  return Object.values(content);
}

/** A value of a schema, made of the examples in it; undefined where it has none. */
export function exampleOf(schema: Schema | undefined, schemas: Schemas): unknown {
  if (!schema) return undefined;
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''], schemas);
  if (schema.const !== undefined || schema.enum) return schema.const ?? schema.enum?.[0];
  if (schema.allOf) return together(schema.allOf.map((part) => exampleOf(part, schemas)));
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice) return exampleOf(choice, schemas);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => [name, exampleOf(field, schemas)] as const);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  const item = exampleOf(schema.items, schemas);
  return item === undefined ? undefined : [item];
}

function together(parts: readonly unknown[]): unknown {
  const objects = parts.filter((part) => typeof part === 'object');
  return objects.length > 0 ? Object.assign({}, ...objects) as unknown : parts.find((part) => part !== undefined);
}
