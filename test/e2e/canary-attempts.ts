import { randomInt } from 'node:crypto';
import { type Operation } from './described-api.js';

const letters = (count: number) => Array.from({ length: count }, () => 'abcdefghijkmnpqrstuvwxyz'[randomInt(24)]).join('');
const digits = (count: number) => Array.from({ length: count }, () => '123456789'[randomInt(9)]).join('');

/** Parts that stand in every value sent, drawn anew for each run. */
export const MARKS = {
  word: `Zq${letters(9)}`,
  number: digits(11),
  born: `18${digits(2)}-1${randomInt(3)}-2${randomInt(9)}`,
  /** What an application form asks for. */
  status: `undocumented-${letters(3)}`,
} as const;

/** What people say of themselves, by the field names that forms have for it. */
export const IDENTITY: Readonly<Record<string, unknown>> = {
  firstName: `${MARKS.word} María`,
  lastName: `O'${MARKS.word}`,
  name: { given: MARKS.word, family: [MARKS.word] },
  dateOfBirth: MARKS.born,
  address: { line1: `4471 ${MARKS.word} Avenue`, zip: MARKS.number },
  phone: `+1${MARKS.number}`,
  email: `${MARKS.word}@example.org`,
  documentNumber: `P${MARKS.number}`,
  documentKind: `matrícula ${MARKS.word}`,
  ssn: Number(MARKS.number),
  immigrationStatus: MARKS.status,
  photo: `data:image/jpeg;base64,${Buffer.from(MARKS.word.repeat(3)).toString('base64')}`,
};

/** One request that somebody should not have sent. */
export interface Attempt {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body's text; undefined for none. */
  readonly body?: string;
}

type Body = Record<string, unknown>;

/** Identity in every place that an operation has. */
export function attemptsFor(operation: Operation, body: unknown): Attempt[] {
  const everywhere: Attempt[] = [
    { query: `name=${MARKS.word}&born=${MARKS.born}` },
    { query: `${MARKS.word}=1` },
    { query: `status=${MARKS.status}&phone=${MARKS.number}`, headers: identityHeaders },
    { headers: { authorization: `Bearer ${MARKS.word}` } },
    { headers: { authorization: `Basic ${Buffer.from(`${MARKS.word}:${MARKS.number}`).toString('base64')}` } },
  ];
  if (typeof body === 'string') return [...everywhere, ...inText(body)];
  const valid = operation.example === undefined ? undefined : JSON.stringify(body);
  const headers: Attempt[] = [
    { headers: identityHeaders },
    { headers: { 'idempotency-key': `${MARKS.word} ${MARKS.word}` } },
    { headers: { 'idempotency-key': `${MARKS.word}${MARKS.number}-${MARKS.born}` } },
    { headers: { 'if-match': `"${MARKS.word}"` } },
  ];
  const inBodies = operation.example === undefined ? [] : bodies(body as Body);
  return [
    ...everywhere.map((attempt) => ({ ...attempt, ...(valid && { body: wrongly(body as Body) }) })),
    // With a body that is refused, since acts that succeed are not what is tried here; the keys alone also with one that is taken.
    ...headers.map((attempt) => ({ ...attempt, ...(valid && { body: wrongly(body as Body) }) })),
    ...headers.slice(0, 2).map((attempt) => ({ ...attempt, ...(valid && { body: valid }) })),
    ...inBodies,
  ];
}

/** A list that is sent as text. */
function inText(text: string): Attempt[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return [
    `${text}${MARKS.word}\n`,
    `${text}${MARKS.number}\n`,
    `${head},name\n${lines.map((line) => `${line},${MARKS.word}`).join('\n')}\n`,
    `${MARKS.word}\n${lines.join('\n')}\n`,
    `${text}"${MARKS.word}`,
    JSON.stringify(IDENTITY),
  ].map((body) => ({ body }));
}

const identityHeaders = {
  'user-agent': MARKS.word,
  referer: `http://example.org/${MARKS.word}`,
  cookie: `citykey-refresh=${MARKS.word}; name=${MARKS.word}`,
  'x-name': MARKS.word,
  'x-forwarded-for': MARKS.word,
  'x-request-id': MARKS.word,
  [`x-${MARKS.word}`]: MARKS.number,
};

const wrongly = (body: Body) => JSON.stringify({ ...body, note: MARKS.word });

function bodies(body: Body): Attempt[] {
  const text = JSON.stringify(body);
  const extra = Object.entries(IDENTITY).map(([name, value]) => ({ ...body, [name]: value }));
  const wrong = variants(body);
  const json: unknown[] = [...extra, { ...body, ...IDENTITY }, { ...body, [MARKS.word]: 1 }, { ...body, [MARKS.born]: IDENTITY }, ...wrong, IDENTITY];
  const odd: Attempt[] = [
    { body: `${text.slice(0, -1)},"name":"${MARKS.word}"` },
    { body: `${text} ${MARKS.word}` },
    { body: `{"name":"${MARKS.word}","name":"${MARKS.born}"}` },
    { body: `{"__proto__":{"name":"${MARKS.word}"},"constructor":"${MARKS.word}"}` },
    { body: JSON.stringify(MARKS.word) },
    { body: JSON.stringify([MARKS.word, IDENTITY]) },
    { body: MARKS.word, headers: { 'content-type': 'text/plain' } },
    { body: new URLSearchParams({ name: MARKS.word, born: MARKS.born }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: text, headers: { 'content-type': `application/json; name=${MARKS.word}` } },
    { body: text, headers: { 'content-type': `application/${MARKS.word}` } },
  ];
  return [...json.map((value) => ({ body: JSON.stringify(value) })), ...odd];
}

const REPLACEMENTS: readonly unknown[] = [MARKS.word, MARKS.number, Number(MARKS.number), [MARKS.word], { [MARKS.word]: MARKS.born }, MARKS.status];

/** The body with one value replaced by identity, or one object or list given more, at every depth. */
function variants(value: unknown, depth = 0): unknown[] {
  const replaced = depth < 2 ? REPLACEMENTS : REPLACEMENTS.slice(0, 2);
  if (Array.isArray(value)) return [...replaced, [...(value as unknown[]), MARKS.word], [...(value as unknown[]), IDENTITY]];
  if (typeof value !== 'object' || value === null) return [...replaced];
  const inside = Object.entries(value).flatMap(([name, held]) => variants(held, depth + 1).map((other) => ({ ...value, [name]: other })));
  return [...inside, { ...value, ...IDENTITY }, { ...value, [MARKS.word]: MARKS.word }];
}
