import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Answer } from '../e2e/api.js';
import { codesOf, type Described, type DescribedResponse, type OpenApiDocument, operationsOf, type Schema } from './document.js';

const DOCUMENT = 'document';

/** Words of OpenAPI that say nothing about what is valid. */
const ANNOTATIONS = ['example', 'discriminator', 'xml', 'externalDocs'];

/**
 * Holds answers against the document: status, media type, required headers, and the body against its schema. A field that the
 * document does not name is as wrong as one that is missing.
 */
export class Contract {
  readonly operations: readonly Described[];
  private readonly ajv: Ajv2020;
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly patterns: readonly { readonly pattern: RegExp; readonly operation: Described }[];

  constructor(readonly document: OpenApiDocument) {
    this.operations = operationsOf(document);
    this.patterns = this.operations.map((operation) => ({ pattern: patternOf(operation.path), operation }));
    this.ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
    addFormats.default(this.ajv);
    for (const word of ANNOTATIONS) this.ajv.addKeyword(word);
    this.ajv.addSchema(relocated({ $id: DOCUMENT, $defs: closed(document.components.schemas) }));
  }

  /** The operation that an address belongs to, by method and path without the query. */
  at(method: string, address: string): Described | undefined {
    const [path = ''] = address.split('?');
    return this.patterns.find(({ pattern, operation }) => operation.method === method && pattern.test(path))?.operation;
  }

  /** What is wrong with the answer of an operation; null when it is as documented. */
  faultOf(operation: Described, answer: Answer): string | null {
    const response = operation.responses[String(answer.status)];
    if (!response) return `status ${answer.status} is not documented`;
    const missing = this.missingHeader(response, answer);
    if (missing) return `the header ${missing} is missing`;
    return this.faultOfBody(operation, response, answer);
  }

  /** Whether a value is one that the schema of this media type takes. */
  takes(schema: Schema, value: unknown): boolean {
    return this.validatorOf(schema)(value);
  }

  private missingHeader({ headers = {} }: DescribedResponse, answer: Answer): string | undefined {
    const required = Object.entries(headers).filter(([, header]) => this.headerOf(header).required);
    return required.map(([name]) => name).find((name) => answer.headers[name.toLowerCase()] === undefined);
  }

  private headerOf(header: { readonly $ref?: string; readonly required?: boolean }) {
    return header.$ref ? (this.document.components.headers[header.$ref.split('/').at(-1) ?? ''] ?? {}) : header;
  }

  private faultOfBody(operation: Described, { content }: DescribedResponse, answer: Answer): string | null {
    if (!content) return answer.text === '' ? null : 'a body is not documented';
    const [type = ''] = (answer.headers['content-type'] ?? '').split(';');
    const media = content[type];
    if (!media) return `the media type ${type || 'none'} is not documented`;
    const body: unknown = type.endsWith('json') ? JSON.parse(answer.text) : answer.text;
    const validate = this.validatorOf(media.schema);
    if (!validate(body)) return this.ajv.errorsText(validate.errors, { dataVar: 'body' });
    const codes = codesOf(operation)[String(answer.status)];
    const { code } = (body ?? {}) as { code?: string };
    return !codes || codes.includes(String(code)) ? null : `the code ${code} is not documented`;
  }

  private validatorOf(schema: Schema): ValidateFunction {
    const text = JSON.stringify(schema);
    const known = this.validators.get(text);
    if (known) return known;
    const made = this.ajv.compile(relocated(closed(schema)));
    this.validators.set(text, made);
    return made;
  }
}

/** Longer parts of an address belong to no operation. */
const LONGEST_PART = 100;

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, `[^/]{1,${LONGEST_PART}}`)}$`);
}

/** OpenAPI keeps schemas where JSON Schema does not look for them. */
function relocated(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${DOCUMENT}#/$defs/`)) as object;
}

/** The same schemas, with every object open to the named fields only. Parts of `allOf` are left as they are: they say a part each. */
function closed<T>(node: T, isPart = false): T {
  if (Array.isArray(node)) return node.map((item) => closed<unknown>(item)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([name, value]) => {
    if (name === 'example' || name === 'enum' || name === 'const' || name === 'default') return [name, value as unknown];
    return [name, name === 'allOf' ? (value as unknown[]).map((part) => closed(part, true)) : closed<unknown>(value)];
  });
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  const isObject = typeof copy['properties'] === 'object' && (copy['type'] === 'object' || copy['type'] === undefined);
  return (isObject && !isPart && copy['additionalProperties'] === undefined ? { ...copy, additionalProperties: false } : copy) as T;
}
