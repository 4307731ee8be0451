import { type ErrorDefinition } from '../errors/index.js';
import { STATUS_OF } from './problem.js';

const MEDIA_TYPE = 'application/problem+json';
const SCHEMA = '#/components/schemas/Problem';

/** A response of the OpenAPI document that carries a problem with one of some codes. */
export interface ProblemResponse {
  readonly description: string;
  readonly content: {
    readonly [MEDIA_TYPE]: {
      readonly schema: { readonly allOf: readonly [{ readonly $ref: string }, { readonly properties: { readonly code: { readonly enum: string[] } } }] };
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
  return new Map([...byStatus].map(([status, held]) => [status, responseFor(held)]));
}

function responseFor(definitions: readonly ErrorDefinition[]): ProblemResponse {
  const lines = definitions.map(({ code, title }) => `- \`${code}\`: ${title}`);
  const code = { enum: definitions.map((definition) => definition.code) };
  return {
    description: lines.join('\n'),
    content: { [MEDIA_TYPE]: { schema: { allOf: [{ $ref: SCHEMA }, { properties: { code } }] } } },
  };
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
    at: { type: 'string', description: 'JSON pointer (RFC 6901) to a declared field, or to what should hold it.', example: '/category' },
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
