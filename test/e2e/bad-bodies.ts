import { type Operation } from './described-api.js';

/** A body nobody should send, and what is wrong with it. */
export interface BadBody {
  readonly what: string;
  readonly text: string;
}

type Body = Readonly<Record<string, unknown>>;

const UNKNOWN = ['name', 'id', 'card_number', 'Category', 'toString', 'hasOwnProperty', '', ' ', '\u202ename', '💳', '$ref', 'presented.cardCode'];

/** Values that no declared field takes, whatever its type. */
const NEVER: readonly unknown[] = [null, 7, -1, 1e300, 0.5, true, [], [[]], [null], ['x', { y: 1 }]];

/** Texts that look like something else, break lines, or end early. */
const TEXTS = ['', ' ', 'x'.repeat(5_000), '\ud800', '\u202e\u2066abc', 'a\u0301'.repeat(50), '\r\nX-Injected: 1', "'; DROP TABLE cards.card; --", '../../etc/passwd', '%00', '{{7*7}}'];

/** Bad bodies made from a good one. Those that a field takes after all are left out by the field's own declaration. */
export function badBodies(operation: Operation, taken: unknown): BadBody[] {
  if (typeof taken === 'string') return badTexts(taken);
  const good = taken as Body;
  const json = JSON.stringify(good);
  const say = (what: string, value: unknown): BadBody => ({ what, text: JSON.stringify(value) });
  return [
    ...operation.required.map((name) => say(`without ${name}`, { ...good, [name]: undefined })),
    ...UNKNOWN.filter((name) => !(name in good)).map((name) => say(`with an unknown field ${JSON.stringify(name)}`, { ...good, [name]: 'x' })),
    ...Object.keys(good).flatMap((name) => [
      ...NEVER.filter((value) => !sameSort(value, good[name])).map((value) => say(`${name} is ${JSON.stringify(value)}`, { ...good, [name]: value })),
      ...(typeof good[name] === 'string' ? TEXTS.map((text) => say(`${name} is a hostile text`, { ...good, [name]: text })) : [say(`${name} is a text`, { ...good, [name]: 'x' })]),
      ...nested(name, good),
    ]),
    ...['null', '7', '"x"', '[]', '[{}]', 'true', ''].map((text) => ({ what: `the body is ${text}`, text })),
    { what: 'is cut off', text: json.slice(0, -1) },
    { what: 'goes on', text: `${json}${json}` },
    { what: 'has a comment', text: `${json}//` },
    { what: 'says a name twice', text: `{"x":1,${json.slice(1, -1)},"x":2}` },
    { what: 'is nested deeply', text: `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}` },
    { what: 'is nested deeply in lists', text: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
    { what: 'is too large', text: JSON.stringify({ ...good, padding: 'x'.repeat(70_000) }) },
    { what: 'has __proto__', text: `{"__proto__":{"category":"kids"},${json.slice(1)}` },
    { what: 'has constructor', text: `{"constructor":{"prototype":{"x":1}},${json.slice(1)}` },
    { what: 'has a NUL', text: `{"x":"\\u0000",${json.slice(1)}` },
  ];
}

/** For a list that is sent as text. */
function badTexts(good: string): BadBody[] {
  const texts = ['', '\n', 'x', '{}', '[]', 'name\nx\n', `${good}x\n`, `${good}"`, `${good}\u0000\n`, `${good}1,2\n`, '\ud800', 'x'.repeat(5_000)];
  return texts.map((text) => ({ what: `the text is ${JSON.stringify(text.slice(0, 60))}`, text }));
}

/** An object or list inside the body, with what it does not take. */
function nested(name: string, good: Body): BadBody[] {
  const held = good[name];
  if (Array.isArray(held)) {
    const others: unknown[] = [null, 'x', 7, {}];
    return others.map((other) => ({ what: `${name} has ${JSON.stringify(other)}`, text: JSON.stringify({ ...good, [name]: [...(held as unknown[]), other] }) }));
  }
  if (typeof held !== 'object' || held === null) return [];
  return [
    { what: `${name} has an unknown field`, text: JSON.stringify({ ...good, [name]: { ...held, 'unknown-field': 'x' } }) },
    { what: `${name} has __proto__`, text: JSON.stringify({ ...good, [name]: 0 }).replace(`"${name}":0`, `"${name}":{"__proto__":{"x":1}}`) },
    ...Object.keys(held).flatMap((inner) =>
      NEVER.filter((value) => value !== null).map((value) => ({ what: `${name}.${inner} is ${JSON.stringify(value)}`, text: JSON.stringify({ ...good, [name]: { ...held, [inner]: value } }) })),
    ),
  ];
}

/** An empty list is a list, and yes is as good an answer as no. */
function sameSort(value: unknown, good: unknown): boolean {
  if (typeof value === 'boolean') return typeof good === 'boolean';
  return Array.isArray(value) && value.length === 0 && Array.isArray(good);
}
