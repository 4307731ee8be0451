import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import request, { type Test } from 'supertest';
import { type RunningSample, startSample } from './http-sample.js';

describe('an error of the HTTP layer', () => {
  let sample: RunningSample;

  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.application.close());

  const agent = () => request(sample.url);
  const json = (text: string | Buffer) => agent().post('/samples').set('content-type', 'application/json').send(text);
  const raw = (head: string, body = '') => sample.exchange(`${head}\r\nhost: x\r\nconnection: close\r\n\r\n${body}`);

  /** Expects a problem document and gives it back. */
  async function problem(test: Test, status: number, code: string) {
    const response = await test;
    const body = JSON.parse(response.text) as Record<string, unknown>;
    expect({ status: response.status, code: body['code'] }).toEqual({ status, code });
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ type: `urn:citykey:problem:${code}`, status, requestId: response.headers['x-request-id'] });
    expect(body['title']).toEqual(expect.any(String));
    return { body, headers: response.headers as Record<string, string> };
  }

  describe('in the body', () => {
    it.each([
      ['half an object', '{"colour":"red"'],
      ['nothing', ''],
      ['no JSON at all', 'colour=red'],
      ['a byte order mark', '\uFEFF{"colour":"red"}'],
      ['a field named twice', '{"colour":"red","colour":"green"}'],
      ['a field named twice under an escape', '{"colour":"red","col\\u006fur":"green"}'],
      ['a nested field named twice', '{"colour":"red","inner":{"size":1,"size":2}}'],
      ['a NUL', '{"colour":"red\\u0000"}'],
      ['40 levels', `${'['.repeat(40)}${']'.repeat(40)}`],
      ['30,000 levels', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ])('%s is malformed JSON', async (_, text) => {
      await problem(json(text), 400, 'request.malformed_json');
    });

    it('bytes that are not UTF-8 are malformed JSON', async () => {
      const body = Buffer.concat([Buffer.from('{"colour":"'), Buffer.of(0xff), Buffer.from('"}')]);
      const answer = await sample.exchange(
        Buffer.concat([
          Buffer.from(`POST /samples HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`),
          body,
        ]),
      );
      expect(answer).toContain('"code":"request.malformed_json"');
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a field named %s is unknown, at every level', async (name) => {
      await problem(json(`{"colour":"red","${name}":{"x":1}}`), 400, 'request.unknown_field');
      await problem(json(`{"colour":"red","inner":{"${name}":1}}`), 400, 'request.unknown_field');
    });

    it('an unknown field is refused with the fields that are allowed there', async () => {
      const { body } = await problem(json('{"colour":"red","birthDate":"1961-05-01"}'), 400, 'request.unknown_field');
      expect(body['findings']).toEqual([{ at: '', code: 'field.unknown', allowed: ['bright', 'colour', 'inner', 'parts'] }]);
    });

    it('an unknown nested field is refused where it stands', async () => {
      const { body } = await problem(json('{"colour":"red","inner":{"name":"x"},"parts":[{},{"name":"x"}]}'), 400, 'request.unknown_field');
      expect(body['findings']).toEqual([
        { at: '/inner', code: 'field.unknown', allowed: ['label', 'size'] },
        { at: '/parts/1', code: 'field.unknown', allowed: ['label', 'size'] },
      ]);
    });

    it('every wrong field is found at once', async () => {
      const text = '{"colour":"red","bright":"yes","inner":{"label":"longer than ten","size":0},"parts":7}';
      const { body } = await problem(json(text), 400, 'request.invalid');
      expect(body['findings']).toEqual([
        { at: '/bright', code: 'field.wrong_type' },
        { at: '/inner/label', code: 'field.wrong_length' },
        { at: '/inner/size', code: 'field.out_of_range' },
        { at: '/parts', code: 'field.wrong_type' },
      ]);
    });

    it('null is not the same as leaving out', async () => {
      const { body } = await problem(json('{"colour":"red","bright":null}'), 400, 'request.invalid');
      expect(body['findings']).toEqual([{ at: '/bright', code: 'field.wrong_type' }]);
    });

    it('a value outside a list has an error of its own when the rule says so', async () => {
      const { body } = await problem(json('{"colour":"blue"}'), 422, 'sample.colour_unknown');
      expect(body['findings']).toEqual([{ at: '/colour', code: 'field.not_allowed', allowed: ['red', 'green'] }]);
    });

    it('a missing field has not', async () => {
      const { body } = await problem(json('{}'), 400, 'request.invalid');
      expect(body['findings']).toEqual([{ at: '/colour', code: 'field.missing' }]);
    });

    it.each(['[]', '"red"', 'null', '7'])('%s where an object belongs is invalid', async (text) => {
      await problem(json(text), 400, 'request.invalid');
    });

    it('no body at all is invalid', async () => {
      await problem(agent().post('/samples'), 400, 'request.invalid');
    });

    it('more than 64 KiB is too large', async () => {
      const { body } = await problem(json(`{"colour":"${'x'.repeat(70_000)}"}`), 413, 'request.too_large');
      expect(body['limit']).toBe(65_536);
    });

    it('more than 64 KiB is too large without an announced length', async () => {
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n1\r\nx\r\n0\r\n\r\n`;
      const answer = await raw('POST /samples HTTP/1.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked', chunk);
      expect(answer).toContain('"code":"request.too_large"');
    });
  });

  describe('in the media type', () => {
    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', 'nonsense'])(
      '%s is refused',
      async (type) => {
        const { body } = await problem(agent().post('/samples').set('content-type', type).send('colour=red'), 415, 'request.unsupported_media_type');
        expect(body['allowed']).toEqual(['application/json']);
      },
    );

    it('a body without one is refused', async () => {
      const answer = await raw('POST /samples HTTP/1.1\r\ncontent-length: 2', '{}');
      expect(answer).toContain('"code":"request.unsupported_media_type"');
    });

    it('a compressed body is refused', async () => {
      await problem(json('{"colour":"red"}').set('content-encoding', 'gzip'), 415, 'request.unsupported_media_type');
    });

    it('a merge patch is for PATCH alone', async () => {
      const type = 'application/merge-patch+json';
      await agent().patch('/samples/1').set('content-type', type).send('{"colour":"red"}').expect(200, { colour: 'red' });
      await problem(agent().post('/samples').set('content-type', type).send('{"colour":"red"}'), 415, 'request.unsupported_media_type');
      const { body } = await problem(agent().patch('/samples/1').set('content-type', 'text/plain').send('red'), 415, 'request.unsupported_media_type');
      expect(body['allowed']).toEqual(['application/json', type]);
    });

    it('a character set beside JSON changes nothing', async () => {
      await agent().post('/samples').set('content-type', 'application/json; charset=utf-8').send('{"colour":"red"}').expect(201);
    });
  });

  describe('in the address', () => {
    it('an unknown one is not found', async () => {
      await problem(agent().get('/nothing'), 404, 'route.unknown');
      await problem(agent().post('/samples/1/nothing').send({}), 404, 'route.unknown');
    });

    it.each(['/samples/%zz', '/samples/%ff', `/samples/${'x'.repeat(200)}/fail`, '//', '/samples//fail'])('%s is not found', async (path) => {
      expect(await raw(`GET ${path} HTTP/1.1`)).toMatch(/^HTTP\/1\.1 404 .*"code":"route\.unknown"/s);
    });

    it('another method is told which ones there are', async () => {
      const { headers, body } = await problem(agent().delete('/samples/1'), 405, 'route.method_not_allowed');
      expect(headers['allow']).toBe('PATCH');
      expect(body['allowed']).toEqual(['PATCH']);
      expect((await problem(agent().options('/samples'), 405, 'route.method_not_allowed')).headers['allow']).toBe('GET, HEAD, POST');
      expect(await raw('PROPFIND /samples HTTP/1.1')).toContain('HTTP/1.1 405');
    });

    it.each(['', '{', '{"a":1}', 'x'.repeat(100_000)])('what it is sent does not count: %#', async (body) => {
      const sent = (request: Test) => request.set('Content-Type', 'application/json').send(body);
      await problem(sent(agent().delete('/samples/1')), 405, 'route.method_not_allowed');
      await problem(sent(agent().post('/nothing')), 404, 'route.unknown');
    });

    it('an unknown query parameter is an unknown field', async () => {
      const { body } = await problem(agent().get('/samples?name=x'), 400, 'request.unknown_field');
      expect(body['findings']).toEqual([{ at: '', code: 'field.unknown', allowed: ['after'] }]);
      await problem(agent().get('/samples?__proto__=x'), 400, 'request.unknown_field');
    });

    it.each(['name=x', 'x', '=x', 'name=1&name=2', '__proto__=x', 'constructor=x', '%6eame=x'])('of %s an operation that takes no query says so', async (query) => {
      const { body } = await problem(agent().post(`/samples?${query}`).send({ colour: 'red' }), 400, 'request.unknown_field');
      expect(body['findings']).toEqual([{ at: '', code: 'field.unknown', allowed: [] }]);
      await problem(agent().patch(`/samples/1?${query}`).send({ colour: 'red' }), 400, 'request.unknown_field');
      await agent().head(`/samples/x/fail?${query}`).expect(400);
    });

    it('a question mark alone asks for nothing', async () => {
      for (const query of ['', '&', '&&']) await agent().post(`/samples?${query}`).send({ colour: 'red' }).expect(201);
    });

    it('a query counts after whether there is such a place and who may ask, and before anything is done', async () => {
      const as = async (role: 'clerk' | 'supervisor') => `Bearer ${await sample.staff.issue(randomUUID(), randomUUID(), [role])}`;
      const act = () => agent().post('/samples/acts?name=x');
      await problem(agent().get('/nothing?name=x'), 404, 'route.unknown');
      await problem(agent().delete('/samples/1?name=x'), 405, 'route.method_not_allowed');
      await problem(act(), 401, 'auth.credentials_missing');
      await problem(act().set('authorization', await as('clerk')), 403, 'auth.role_required');
      await problem(act().set('authorization', await as('supervisor')), 400, 'request.unknown_field');
    });

    it('the metrics take any query', async () => {
      await agent().get('/metrics?name=x').expect(200);
    });

    it('a query parameter twice has the wrong type', async () => {
      const { body } = await problem(agent().get('/samples?after=1&after=2'), 400, 'request.invalid');
      expect(body['findings']).toContainEqual({ at: '/after', code: 'field.wrong_type' });
    });
  });

  describe('in the protocol', () => {
    it('headers that are too large are refused', async () => {
      expect(await raw(`GET /samples HTTP/1.1\r\nx-long: ${'x'.repeat(20_000)}`)).toMatch(
        /^HTTP\/1\.1 431 .*"code":"request\.headers_too_large"/s,
      );
    });

    it.each(['NONSENSE /samples HTTP/1.1', 'GET /samples HTTP/9.9', 'GET /sam ples HTTP/1.1', 'GET /samples HTTP/1.1\r\nbad header: x'])(
      '%s is malformed',
      async (head) => {
        expect(await raw(head)).toMatch(/^HTTP\/1\.1 400 .*content-security-policy: .*"code":"request\.malformed"/s);
      },
    );

    it('a caller who hangs up in the middle of a body is no failure of ours', async () => {
      const socket = connect(sample.port, '127.0.0.1');
      const arrived = new Promise<IncomingMessage>((resolve) => sample.application.getHttpServer().once('request', resolve));
      socket.write('POST /samples HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{');
      const incoming = await arrived;
      const gone = new Promise<void>((resolve) => incoming.on('close', resolve));
      socket.destroy();
      await gone;
      expect(sample.events('request failed').filter((entry) => entry['route'] === '/samples')).toEqual([]);
    });
  });

  describe('about who calls', () => {
    const act = (token?: string) => {
      const test = agent().post('/samples/acts').send({});
      return token === undefined ? test : test.set('authorization', `Bearer ${token}`);
    };
    const supervisor = () => sample.staff.issue(randomUUID(), randomUUID(), ['supervisor']);

    it('nobody is asked to sign in', async () => {
      const { headers } = await problem(act(), 401, 'auth.credentials_missing');
      expect(headers['www-authenticate']).toBe('Bearer');
    });

    it('a wrong token is told apart (RFC 6750)', async () => {
      const { headers } = await problem(act('nonsense'), 401, 'auth.credentials_invalid');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    it('another role is told which one is needed', async () => {
      const token = await sample.staff.issue(randomUUID(), randomUUID(), ['clerk']);
      const { body } = await problem(act(token), 403, 'auth.role_required');
      expect(body['allowed']).toEqual(['supervisor']);
    });

    it('an act needs a key that nobody can guess', async () => {
      await problem(act(await supervisor()), 400, 'idempotency.key_required');
      await problem(act(await supervisor()).set('idempotency-key', 'order-1'), 400, 'idempotency.key_invalid');
      await act(await supervisor()).set('idempotency-key', randomUUID()).expect(201, { role: 'supervisor' });
    });

    it('errors of libraries are told by their status', async () => {
      await problem(agent().get('/samples/x/refuse/401'), 401, 'auth.credentials_invalid');
      await problem(agent().get('/samples/x/refuse/403'), 403, 'auth.role_required');
    });
  });

  it('too many requests say when to come back, in whole seconds', async () => {
    const { headers, body } = await problem(agent().get('/samples/limited'), 429, 'request.rate_limited');
    expect(headers['retry-after']).toBe('3');
    expect(body).not.toHaveProperty('retryAfterSeconds');
  });

  it('what nobody expected is internal, and logged with its place', async () => {
    const { body } = await problem(agent().get('/samples/x/fail'), 500, 'internal');
    const [entry] = sample.events('request failed').filter((line) => line['requestId'] === body['requestId']);
    expect(entry).toMatchObject({ route: '/samples/:text/fail', errorName: 'Error' });
    expect((entry?.['stack'] as string[])[0]).toMatch(/^SamplesController\.fail \(http-sample\.ts:\d+:\d+\)$/);
  });
});
