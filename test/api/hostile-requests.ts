import fc from 'fast-check';
import { type Described, type MediaType, type OpenApiDocument, type Parameter, type Schema } from './document.js';

/** A request as it goes over the wire, without credentials. */
export interface WireRequest {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

type Value = fc.Arbitrary<unknown>;

/** Texts that look like something else, break out, end early, or are not what their letters say. */
const TEXTS = [
  ...['', ' ', '\u0000', '\ud800', '\u202e\u2066', 'é'.normalize('NFD'), '\r\nX-Injected: 1', "'; DROP TABLE cards.card; --", '%00', '../../etc/passwd'],
  ...['{{7*7}}', '${jndi:ldap://x}', '<script>', '__proto__', 'constructor', 'null', '-0', '1e999', '9'.repeat(400), 'x'.repeat(3_000), '💳'],
  ...['2026-02-30', '0000-00-00', '9999-13', 'never ', 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d', '"1"', '*', 'W/"1"'],
];

const NUMBERS = [0, -0, -1, 0.5, 1e21, Number.MAX_SAFE_INTEGER, 2 ** 31, 1e308];

const hostileText = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
const hostile: Value = fc.oneof(hostileText, fc.constantFrom(...NUMBERS), fc.constantFrom(null, true, [], {}, [[]], [null]), fc.jsonValue({ maxDepth: 3 }));

/** Requests to an operation: such as its schemas take, nearly such, and hostile ones. */
export class Requests {
  constructor(private readonly document: OpenApiDocument) {}

  /**
   * @param known what could stand for a parameter of the path or a field, so that some requests are about what there is.
   */
  to(operation: Described, known: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<WireRequest> {
    const { path, parameters = [], requestBody } = operation;
    const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
    const places = fc.record(Object.fromEntries(of('path').map((one) => [one.name, this.parameter(one, known)])));
    const query = fc.record(Object.fromEntries(of('query').map((one) => [one.name, this.parameter(one, known)])), { requiredKeys: [] });
    const required = of('header').filter(({ name, required: needed }) => needed || name === 'Idempotency-Key');
    const headers = fc.record(Object.fromEntries(required.map((one) => [one.name, mostly(fc.constant(one.example), this.header(one))])));
    const [mediaType, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
    const body = media ? this.body(media, known) : fc.constant(undefined);
    return fc.record({ places, query, headers, body, type: mostly(fc.constant(mediaType), fc.constantFrom('text/plain', 'application/json', 'x/y')) }).map((drawn) => ({
      address: path.replace(/\{(\w+)\}/g, (_, name: string) => segment((drawn.places as Record<string, unknown>)[name])) + queryOf(drawn.query),
      headers: { ...(drawn.headers as Record<string, string>), ...(media ? { 'content-type': String(drawn.type) } : {}) },
      body: drawn.body,
    }));
  }

  private body(media: MediaType, known: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<string> {
    const valid = this.valueOf(media.schema, known);
    const isForm = (media.schema['type'] ?? 'object') === 'string' || JSON.stringify(media.schema).includes('client_assertion');
    if (isForm) return fc.oneof(valid.map((value) => (typeof value === 'string' ? value : new URLSearchParams(value as Record<string, string>).toString())), hostileText);
    const json = (value: unknown) => JSON.stringify(value) ?? '';
    return fc.oneof(
      { arbitrary: valid.map(json), weight: 4 },
      { arbitrary: fc.tuple(valid, fc.nat(), fc.nat(2), hostile).map(([value, at, how, instead]) => json(nearly(value, at, how, instead))), weight: 5 },
      { arbitrary: fc.tuple(valid, fc.nat()).map(([value, at]) => cut(json(value), at)), weight: 1 },
      { arbitrary: hostile.map(json), weight: 1 },
    );
  }

  private parameter({ name, schema, example }: Parameter, known: Readonly<Record<string, readonly unknown[]>>): Value {
    // A request that is to wait for a change would only wait.
    if (name === 'wait') return fc.constantFrom(0, -1, 31, 'x');
    const good = [...(known[name] ?? []), ...(example === undefined ? [] : [example])];
    return fc.oneof({ arbitrary: good.length > 0 ? fc.constantFrom(...good) : this.valueOf(schema, known), weight: 3 }, { arbitrary: this.valueOf(schema, known), weight: 1 }, hostileText);
  }

  /** What a client library lets through. */
  private header({ schema }: Parameter): fc.Arbitrary<unknown> {
    return fc.oneof(this.valueOf(schema, {}), fc.string({ maxLength: 60 })).map((value) => String(value).replace(/[^\x20-\x7e]/g, '?').trim());
  }

  private valueOf(schema: Schema, known: Readonly<Record<string, readonly unknown[]>>, name = ''): Value {
    const found = known[name];
    if (found) return fc.oneof({ arbitrary: fc.constantFrom(...found), weight: 4 }, { arbitrary: this.typed(schema, known), weight: 1 });
    return this.typed(schema, known);
  }

  private typed(schema: Schema, known: Readonly<Record<string, readonly unknown[]>>): Value {
    const { $ref, allOf, oneOf, anyOf, enum: values, const: only, example } = schema as Record<string, never[]> & { $ref?: string; const?: unknown; example?: unknown };
    if ($ref) return this.typed(this.document.components.schemas[($ref).split('/').at(-1) ?? ''] ?? {}, known);
    if (only !== undefined) return fc.constant(only);
    if (values) return fc.constantFrom(...(values as unknown[]));
    const [part] = (allOf ?? []) as Schema[];
    if (part) return this.typed(part, known);
    const choices = (oneOf ?? anyOf) as Schema[] | undefined;
    if (choices) return fc.oneof(...choices.map((choice) => this.typed(choice, known)));
    const plain = this.plain(schema, known);
    return example === undefined || schema['type'] === 'object' ? plain : fc.oneof({ arbitrary: fc.constant(example as unknown), weight: 2 }, { arbitrary: plain, weight: 1 });
  }

  private plain(schema: Schema, known: Readonly<Record<string, readonly unknown[]>>): Value {
    const { pattern, format, minLength = 0, maxLength = 60, minimum = 0, maximum = 1_000, minItems = 0, maxItems = 4 } = schema as Record<string, never>;
    const kinds = [schema['type']].flat() as string[];
    if (kinds.includes('object') || schema['properties']) return this.object(schema, known);
    if (kinds.includes('array')) {
      return fc.array(this.typed(schema['items'] as Schema, known), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 4) });
    }
    if (kinds.includes('boolean')) return fc.boolean();
    if (kinds.includes('integer') || kinds.includes('number')) return fc.integer({ min: minimum, max: maximum });
    if (kinds.includes('null')) return fc.constant(null);
    if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'));
    if (format === 'uuid') return fc.uuid();
    if (format === 'date') return fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 60) });
  }

  private object(schema: Schema, known: Readonly<Record<string, readonly unknown[]>>): Value {
    const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
    const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, this.valueOf(field, known, name)]));
    return fc.record(fields, { requiredKeys: (schema['required'] ?? []) as string[] });
  }
}

const mostly = (good: Value, bad: Value): Value => fc.oneof({ arbitrary: good, weight: 9 }, { arbitrary: bad, weight: 1 });

/** A field too few, too many, or with something else in it. */
function nearly(value: unknown, at: number, how: number, instead: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return instead;
  const names = Object.keys(value);
  const name = names[at % Math.max(1, names.length)] ?? 'x';
  if (how === 0) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
  const inner = (value as Record<string, unknown>)[name];
  if (how === 1) return { ...value, [typeof instead === 'string' ? instead : 'unknown']: instead };
  return { ...value, [name]: typeof inner === 'object' && inner !== null && at % 2 === 0 ? nearly(inner, at >> 1, how, instead) : instead };
}

const cut = (text: string, at: number) => text.slice(0, at % (text.length + 1));

const segment = (value: unknown) => encodeURIComponent(wellFormed(String(value)) || ' ');

function queryOf(query: unknown): string {
  const pairs = Object.entries(query as Record<string, unknown>).map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(String(value)))}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** Half a surrogate pair cannot be written into an address. */
const wellFormed = (text: string) => Buffer.from(text).toString();
