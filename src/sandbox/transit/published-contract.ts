import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

const DOCUMENTS = ['TOMP-API-1-CORE.yaml', 'TOMP-API-8-CUSTOMER.yaml'] as const;
const CUSTOMERS = 'TOMP-API-8-CUSTOMER.yaml';

type Values = Readonly<Record<string, unknown>>;

/** A place in one of the documents, with what stands there once references have been followed. */
interface Place {
  readonly file: string;
  readonly pointer: readonly string[];
  readonly value: Values;
}

/** One operation of the interface, named as the document names it. */
export interface Operation {
  /** For instance `/collections/customers/items/{customerId}`. */
  readonly path: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
}

/**
 * The published OpenAPI documents of the TOMP-API 2.0 customer module, as the judge of requests and answers.
 *
 * Every check returns faults in words that hold a place and a rule, never a value; an empty list is consent.
 */
export class PublishedContract {
  private readonly documents: ReadonlyMap<string, unknown>;
  /** OpenAPI's own words are no JSON Schema, and one pattern is valid only outside of Unicode mode. */
  private readonly ajv = formats.default(
    new Ajv2020({ strict: false, validateSchema: false, allErrors: true, logger: false, unicodeRegExp: false }),
  );

  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(folder = path.join(import.meta.dirname, 'openapi')) {
    this.documents = new Map(DOCUMENTS.map((name) => [name, documentAt(path.join(folder, name))]));
    // The documents write `full-date` where JSON Schema says `date`.
    this.ajv.addFormat('full-date', /^\d{4}-\d{2}-\d{2}$/);
    for (const [name, document] of this.documents) this.ajv.addSchema(document as object, name);
  }

  parameterFaults(operation: Operation, headers: Values, path: Values): string[] {
    const item = this.pathItem(operation);
    return Object.keys(item.value.parameters ?? []).flatMap((index) => {
      const parameter = this.follow(item, 'parameters', index);
      const { name, in: where, required } = parameter.value as { name: string; in: string; required?: boolean };
      const value = where === 'header' ? headers[name.toLowerCase()] : path[name];
      if (value === undefined) return required ? [`${where} ${name}: required`] : [];
      return this.schemaFaults(this.follow(parameter, 'schema'), value, `${where} ${name}`);
    });
  }

  /** A body of another content type than the documents name is a fault as well. */
  bodyFaults(operation: Operation, contentType: string, body: unknown): string[] {
    const request = this.follow(this.pathItem(operation), operation.method, 'requestBody');
    return this.contentFaults(request, contentType, body, 'body');
  }

  answerFaults(operation: Operation, status: number, headers: Values, body: unknown): string[] {
    const responses = this.follow(this.pathItem(operation), operation.method, 'responses');
    const response = this.follow(responses, String(status) in responses.value ? String(status) : 'default');
    const missing = Object.keys((response.value.headers as object | undefined) ?? {}).flatMap((name) => {
      const header = this.follow(response, 'headers', name);
      const value = headers[name.toLowerCase()];
      if (value === undefined) return header.value.required ? [`header ${name}: required`] : [];
      return this.schemaFaults(this.follow(header, 'schema'), value, `header ${name}`);
    });
    return [...missing, ...this.contentFaults(response, String(headers['content-type']), body, 'answer')];
  }

  private pathItem({ path }: Operation): Place {
    const root: Place = { file: CUSTOMERS, pointer: [], value: this.at(CUSTOMERS, []) };
    return this.follow(root, 'paths', path);
  }

  private contentFaults(from: Place, contentType: string, value: unknown, what: string): string[] {
    const type = contentType.split(';')[0]?.trim() ?? '';
    if (!(type in ((from.value.content as object | undefined) ?? {}))) return [`${what}: content type not published`];
    return this.schemaFaults(this.follow(from, 'content', type, 'schema'), value, what);
  }

  private schemaFaults(schema: Place, value: unknown, what: string): string[] {
    const fragment = schema.pointer.map((name) => `/${encodeURIComponent(name.replace(/~/g, '~0').replace(/\//g, '~1'))}`);
    const reference = `${schema.file}#${fragment.join('')}`;
    const validate = this.compiled.get(reference) ?? this.ajv.compile({ $ref: reference });
    this.compiled.set(reference, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, keyword }) => `${what}${instancePath}: ${keyword}`);
  }

  /** Walks down by names, following each reference met on the way, save in the schema itself. */
  private follow(from: Place, ...names: readonly string[]): Place {
    return names.reduce((place: Place, name) => {
      const pointer = [...place.pointer, name];
      const value = this.at(place.file, pointer);
      const reference = name === 'schema' ? undefined : value.$ref;
      if (typeof reference !== 'string') return { ...place, pointer, value };
      const [file, fragment] = reference.split('#') as [string, string];
      const target = fragment.split('/').slice(1);
      return { file: file || place.file, pointer: target, value: this.at(file || place.file, target) };
    }, from);
  }

  private at(file: string, pointer: readonly string[]): Values {
    const value = pointer.reduce<unknown>(
      (parent, name) => (parent as Values | undefined)?.[name],
      this.documents.get(file),
    );
    if (value === undefined) throw new Error(`${file} has no /${pointer.join('/')}`);
    return value as Values;
  }
}

/** Parsed once in a process: they are large, and do not change. */
const parsed = new Map<string, unknown>();

function documentAt(file: string): unknown {
  if (!parsed.has(file)) parsed.set(file, parse(fs.readFileSync(file, 'utf8')));
  return parsed.get(file);
}
