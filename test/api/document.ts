import { readConfig } from '../../src/kernel/config/config.js';
import { printDocument } from '../../src/program/describe.js';

/** JSON Schema of the 2020-12 dialect, as OpenAPI 3.1 uses it. */
export type Schema = Readonly<Record<string, unknown>>;

export interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface DescribedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly $ref?: string; readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly examples: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
    readonly headers: Readonly<Record<string, { readonly required?: boolean }>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

/** An operation with where it is found. */
export interface Described extends DescribedOperation {
  /** `METHOD /path`, with parameters in braces. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

/** The document that a service with all its defaults answers at `/openapi.json`. */
export async function liveDocument(): Promise<OpenApiDocument> {
  let printed = '';
  await printDocument(readConfig({}), (text) => (printed = text));
  return JSON.parse(printed) as OpenApiDocument;
}

export function operationsOf({ paths }: OpenApiDocument): Described[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path })),
  );
}

/** What an operation may be sent, and what it answers when it succeeds, by media type. */
export function contentsOf({ requestBody, responses }: DescribedOperation): MediaType[] {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return [requestBody, ...successes.map(([, response]) => response)].flatMap((holder) => Object.values(holder?.content ?? {}));
}

/** The problem codes that an operation is documented to answer, by status. */
export function codesOf({ responses }: DescribedOperation): Record<string, readonly string[]> {
  const listed = Object.entries(responses).map(([status, { content }]) => {
    const parts = (content?.['application/problem+json']?.schema['allOf'] ?? []) as readonly { properties?: { code?: { enum?: string[] } } }[];
    return [status, parts.flatMap(({ properties }) => properties?.code?.enum ?? [])] as const;
  });
  return Object.fromEntries(listed.filter(([, codes]) => codes.length > 0));
}
