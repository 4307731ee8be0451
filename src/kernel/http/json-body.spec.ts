import { fastify } from 'fastify';
import fc from 'fast-check';
import { readJson, takeOnlyJson } from './json-body.js';

const read = (text: string) => readJson(Buffer.from(text));

/** JSON text with any spacing, of a value that names nothing twice. */
const names = fc.string({ maxLength: 12 }).filter((name) => !(name in Object.prototype) && !name.includes('\0'));
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string().filter((text) => !text.includes('\0')),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('reading a body', () => {
  it('reads what JSON.parse reads when nothing is named twice', () => {
    fc.assert(
      fc.property(values, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses a name twice wherever it stands', () => {
    fc.assert(
      fc.property(names, values, values, fc.array(fc.constantFrom('list', 'object'), { maxLength: 5 }), (name, first, second, around) => {
        const key = JSON.stringify(name);
        const twice = `{${key}:${JSON.stringify(first)},${key}:${JSON.stringify(second)}}`;
        const text = around.reduce((inner, kind) => (kind === 'list' ? `[1,${inner}]` : `{"a:\\"b":${inner}}`), twice);
        expect(() => read(text)).toThrow('request.malformed_json');
      }),
    );
  });

  it('takes 32 levels and no more', () => {
    expect(() => read(`${'['.repeat(32)}${']'.repeat(32)}`)).not.toThrow();
    expect(() => read(`${'['.repeat(33)}${']'.repeat(33)}`)).toThrow('request.malformed_json');
  });

  it('never quotes what it refuses', () => {
    for (const text of ['{"Maria', '{"Maria":1,"Maria":2}', '"Maria\\u0000"', '{"__proto__":"Maria"}']) {
      let caught: unknown;
      try {
        read(text);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(Error);
      expect(`${String(caught)} ${JSON.stringify(caught)}`).not.toContain('Maria');
    }
  });
});

describe('a body that is taken as JSON', () => {
  const server = fastify();
  takeOnlyJson(server);
  for (const method of ['DELETE', 'POST'] as const) {
    server.route({ method, url: '/', handler: (request, reply) => void reply.send({ body: request.body ?? 'none' }) });
  }
  const ask = async (method: 'DELETE' | 'POST', payload: string) =>
    (await server.inject({ method, url: '/', payload, headers: { 'content-type': 'application/json' } })).statusCode;
  afterAll(() => server.close());

  it('may be missing where DELETE names its type all the same, and nowhere else', async () => {
    expect(await ask('DELETE', '')).toBe(200);
    expect(await ask('DELETE', '{')).not.toBe(200);
    expect(await ask('POST', '')).not.toBe(200);
    expect(await ask('POST', '{}')).toBe(200);
  });
});
