import { DomainError, type ErrorDefinition } from '../errors/index.js';
import { problemOf, STATUS_OF } from './problem.js';

const MEDIA_TYPE = 'application/problem+json';
const SCHEMA = '#/components/schemas/Problem';
const REQUEST_ID = '0b7f5b0e-6d0c-4a56-9b1e-1f6c0c3f6c1d';

/** A response of the OpenAPI document that carries a problem with one of some codes. */
export interface ProblemResponse {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content: {
    readonly [MEDIA_TYPE]: {
      readonly schema: { readonly allOf: readonly [{ readonly $ref: string }, { readonly properties: { readonly code: { readonly enum: string[] } } }] };
      readonly examples: Readonly<Record<string, { readonly $ref: string }>>;
    };
  };
}

/** One response for each status, saying which codes come with it. */
export function problemResponses(definitions: readonly ErrorDefinition[]): Map<number, ProblemResponse> {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of new Set(definitions)) {
    const status = STATUS_OF[definition.kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), definition]);
  }
  return new Map([...byStatus].map(([status, held]) => [status, responseFor(status, held)]));
}

function responseFor(status: number, definitions: readonly ErrorDefinition[]): ProblemResponse {
  const lines = definitions.map(({ code, title }) => `- \`${code}\`: ${title}`);
  const code = { enum: definitions.map((definition) => definition.code) };
  const examples = Object.fromEntries(code.enum.map((one) => [one, { $ref: `#/components/examples/${one}` }]));
  const headers = ['X-Request-Id', ...(HEADERS_OF[status] ?? [])].map((name) => [name, { $ref: `#/components/headers/${name}` }] as const);
  return {
    description: lines.join('\n'),
    headers: Object.fromEntries(headers),
    content: { [MEDIA_TYPE]: { schema: { allOf: [{ $ref: SCHEMA }, { properties: { code } }] }, examples } },
  };
}

const HEADERS_OF: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** The headers that answers have, by name; problems refer to them. */
export const ANSWER_HEADERS = {
  'X-Request-Id': {
    description: 'Made by the server for each request; name it when you ask for help.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
    example: REQUEST_ID,
  },
  'Retry-After': {
    description: 'Seconds after which the same request may be sent again, where that is known.',
    schema: { type: 'integer', minimum: 1 },
    example: 2,
  },
  RateLimit: {
    description: 'How many requests the client has left (`r`), and in how many seconds all of them again (`t`).',
    required: true,
    schema: { type: 'string' },
    example: '"client";r=11999;t=60',
  },
  'RateLimit-Policy': {
    description: 'How many requests (`q`) a client may make in how many seconds (`w`).',
    required: true,
    schema: { type: 'string' },
    example: '"client";q=12000;w=60',
  },
  'WWW-Authenticate': {
    description: 'RFC 6750, section 3.',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
} as const;

/** What an answer with this code looks like. */
export function problemExample(definition: ErrorDefinition): { readonly summary: string; readonly value: object } {
  return { summary: definition.title, value: problemOf(new DomainError(definition, definition.example), REQUEST_ID) };
}

/** The codes that a documented response names; none when it is not about problems. */
export function codesIn(response: unknown): readonly string[] {
  const content = (response as Partial<ProblemResponse> | undefined)?.content;
  return content?.[MEDIA_TYPE]?.schema.allOf[1].properties.code.enum ?? [];
}

const FINDING = {
  type: 'object',
  required: ['at', 'code'],
  properties: {
    at: { type: 'string', description: 'JSON pointer (RFC 6901) to a declared field or query parameter, or to what should hold it.', example: '/category' },
    code: { type: 'string', description: 'What is wrong there.', example: 'field.missing' },
    allowed: { type: 'array', items: { type: 'string' }, description: 'What would have been accepted there.' },
  },
};

/** A problem document (RFC 9457). */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description:
    'What went wrong (RFC 9457). `code` is stable; programs decide by it. Nothing the caller sent is repeated.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', example: 'urn:citykey:problem:request.invalid' },
    title: { type: 'string', description: 'One sentence, the same for every problem of this code.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', example: 'request.invalid' },
    requestId: { type: 'string', format: 'uuid', description: 'Also in the X-Request-Id header; name it when you ask for help.' },
    at: { type: 'string', description: 'JSON pointer to the declared field that is meant.' },
    allowed: { type: 'array', items: { type: 'string' }, description: 'What would have been accepted.' },
    act: { type: 'string', description: 'The act that was refused.' },
    state: { type: 'string', description: 'The state that stands against it.' },
    limit: { type: 'integer', description: 'The most that is taken.' },
    counts: { type: 'object', additionalProperties: { type: 'integer' }, description: 'Numbers that do not add up, by name.' },
    findings: { type: 'array', items: FINDING, description: 'Each thing that is wrong in one request.' },
  },
};
