import { Logger } from '@nestjs/common';
import { type RunningSample, startSample } from './http-sample.js';

const CANARY = 'Qz7WxMariaCanary1961';

/** The ways a value could come back: as it is, in another case, or encoded. */
const SHAPES = [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 24), Buffer.from(CANARY).toString('hex')].map((shape) =>
  shape.toLowerCase(),
);

function leaksIn(text: string): boolean {
  return SHAPES.some((shape) => text.toLowerCase().includes(shape));
}

const HEAD = 'host: x\r\nconnection: close\r\n';

function get(path: string, ...headers: string[]): string {
  return `GET ${path} HTTP/1.1\r\n${HEAD}${headers.map((header) => `${header}\r\n`).join('')}\r\n`;
}

function post(body: string, type = 'application/json', path = '/samples', ...headers: string[]): string {
  const lines = [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`, ...headers];
  return `POST ${path} HTTP/1.1\r\n${HEAD}${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

const TRIES: readonly (readonly [place: string, bytes: string, status: number])[] = [
  ['an unknown address', get(`/${CANARY}`), 404],
  ['a parameter of the address', get(`/samples/${CANARY}/fail`), 500],
  ['an address that cannot be decoded', get(`/samples/${CANARY}%zz`), 404],
  ['an address that is too long', get(`/samples/${CANARY.repeat(20)}/fail`), 404],
  ['the address of a wrong method', post('{}', 'application/json', `/samples/${CANARY}/fail`), 405],
  ['an address with a host', get(`http://${CANARY}/nothing`), 404],
  ['an unknown query parameter', get(`/samples?${CANARY}=1`), 400],
  ['the value of an unknown query parameter', get(`/samples?name=${CANARY}`), 400],
  ['the name of a query parameter where none is taken', post('{"colour":"red"}', 'application/json', `/samples?${CANARY}=1`), 400],
  ['its value', post('{"colour":"red"}', 'application/json', `/samples?name=${CANARY}`), 400],
  ['the value of a query parameter', get(`/samples?after=${CANARY}${CANARY}`), 400],
  ['a header name', get('/samples', `x-${CANARY}: 1`), 200],
  ['a header value', get('/samples', `x-name: ${CANARY}`, `user-agent: ${CANARY}`, `referer: http://x/${CANARY}`), 200],
  ['a request id', get('/samples', `x-request-id: ${CANARY}`, `request-id: ${CANARY}`), 200],
  ['a forwarded address', get('/samples', `x-forwarded-for: ${CANARY}`, `x-forwarded-host: ${CANARY}`), 200],
  ['a version', get('/samples', `accept-version: ${CANARY}`, `accept: application/${CANARY}`), 200],
  ['a cookie', get('/samples', `cookie: session=${CANARY}`), 200],
  ['a header that cannot be parsed', get('/samples', `${CANARY} : ${CANARY}`), 400],
  ['headers that are too large', get('/samples', `x-name: ${CANARY.repeat(1_000)}`), 431],
  ['a method', `${CANARY} /samples HTTP/1.1\r\n${HEAD}\r\n`, 400],
  ['a bearer token', post('{}', 'application/json', '/samples/acts', `authorization: Bearer ${CANARY}`), 401],
  ['a bearer token in three parts', post('{}', 'application/json', '/samples/acts', `authorization: Bearer ${CANARY}.${CANARY}.${CANARY}`), 401],
  ['credentials of another sort', post('{}', 'application/json', '/samples/acts', `authorization: Basic ${CANARY}`), 401],
  ['a media type', post('{}', `application/${CANARY}`), 415],
  ['a parameter of the media type', post('{"colour":"red"}', `application/json; charset=${CANARY}`), 201],
  ['a content encoding', post('{}', 'application/json', '/samples', `content-encoding: ${CANARY}`), 415],
  ['a body of another type', post(CANARY, 'text/plain'), 415],
  ['a form', post(`${CANARY}=${CANARY}`, 'application/x-www-form-urlencoded'), 415],
  ['malformed JSON', post(`{"colour":"${CANARY}`), 400],
  ['malformed JSON after a value', post(`{"colour":"red"} ${CANARY}`), 400],
  ['a field name', post(`{"colour":"red","${CANARY}":1}`), 400],
  ['the value of an unknown field', post(`{"colour":"red","name":"${CANARY}"}`), 400],
  ['a repeated field', post(`{"colour":"${CANARY}","colour":"${CANARY}"}`), 400],
  ['an inherited name', post(`{"colour":"red","__proto__":{"${CANARY}":"${CANARY}"}}`), 400],
  ['the value of a field', post(`{"colour":"${CANARY}"}`), 422],
  ['a value of the wrong type', post(`{"colour":"red","bright":"${CANARY}"}`), 400],
  ['a whole object in a wrong place', post(`{"colour":"red","bright":{"${CANARY}":"${CANARY}"}}`), 400],
  ['a nested field name', post(`{"colour":"red","inner":{"${CANARY}":1}}`), 400],
  ['a nested value', post(`{"colour":"red","inner":{"label":"${CANARY}"}}`), 400],
  ['a value in a list', post(`{"colour":"red","parts":["${CANARY}",{"label":"${CANARY}"}]}`), 400],
  ['a body that is too large', post(`{"colour":"${CANARY.repeat(4_000)}"}`), 413],
  ["the message of a library's error", get(`/samples/${CANARY}/refuse/401`), 401],
  ["the message of a library's refusal", get(`/samples/${CANARY}/refuse/403`), 403],
];

describe('what a caller sends', () => {
  let sample: RunningSample;

  beforeAll(async () => {
    sample = await startSample({ documentation: { title: 'Samples', description: '', version: '1', publicUrl: 'https://x' } });
  });
  afterAll(() => sample.application.close());

  it.each(TRIES)('as %s comes back in no answer and in no log line', async (_, bytes, status) => {
    const before = sample.lines.length;
    const answer = await sample.exchange(bytes);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    const requestId = /x-request-id: ([0-9a-f-]{36})/.exec(answer)?.[1];
    await sample.logged((entry) => entry['msg'] === 'request' && entry['requestId'] === requestId);
    expect(leaksIn(answer)).toBe(false);
    expect(sample.lines.slice(before).filter(leaksIn)).toEqual([]);
  });

  it('does not come into the log through Nest either', () => {
    const before = sample.lines.length;
    const logger = new Logger(CANARY);
    for (const level of ['log', 'warn', 'error', 'debug', 'verbose', 'fatal'] as const) logger[level](CANARY, CANARY, CANARY);
    logger.error(new Error(CANARY), CANARY);
    expect(sample.lines.length).toBeGreaterThan(before);
    expect(sample.lines.slice(before).filter(leaksIn)).toEqual([]);
  });

  it('stays out of the metrics and the OpenAPI document', async () => {
    for (const path of ['/metrics', '/openapi.json']) expect(leaksIn(await sample.exchange(get(path)))).toBe(false);
  });
});

describe('the search for what a caller sent', () => {
  it('finds a leak that was planted in an answer and in the log', async () => {
    const sample = await startSample({
      prepare: (application) => {
        const server = application.getHttpAdapter().getInstance();
        server.addHook('onSend', (request, reply, payload, done) => {
          void reply.header('x-planted', request.url);
          sample.lines.push(JSON.stringify({ msg: 'planted', url: request.url }));
          done(null, payload);
        });
      },
    });
    const answer = await sample.exchange(get(`/${CANARY}`));
    expect(leaksIn(answer)).toBe(true);
    expect(sample.lines.filter(leaksIn)).toHaveLength(1);
    await sample.application.close();
  });

  it.each([CANARY.toUpperCase(), Buffer.from(CANARY).toString('base64'), Buffer.from(CANARY).toString('hex')])('knows %s', (shape) => {
    expect(leaksIn(`before ${shape} after`)).toBe(true);
    expect(leaksIn('before after')).toBe(false);
  });
});
