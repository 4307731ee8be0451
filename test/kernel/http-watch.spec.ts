import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import request from 'supertest';
import { Gate, type RunningSample, startSample } from './http-sample.js';

describe('an answered request', () => {
  let sample: RunningSample;

  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.application.close());

  it('is one log event that names the route, not the address', async () => {
    const response = await request(sample.url).patch('/samples/17?x=1').send({ colour: 'red' }).expect(400);
    const entry = await sample.logged((one) => one['requestId'] === response.headers['x-request-id']);
    expect(entry).toEqual({
      level: 30,
      time: expect.any(String) as string,
      msg: 'request',
      requestId: response.headers['x-request-id'],
      method: 'PATCH',
      route: '/samples/:id',
      status: 400,
      code: 'request.unknown_field',
      durationMs: expect.any(Number) as number,
    });
  });

  it('carries the code of its problem', async () => {
    const response = await request(sample.url).get('/nothing').expect(404);
    const entry = await sample.logged((one) => one['requestId'] === response.headers['x-request-id']);
    expect(entry).toMatchObject({ route: 'unmatched', status: 404, code: 'route.unknown' });
  });

  it('is logged at debug level when a machine asks every few seconds', async () => {
    const response = await request(sample.url).get('/metrics').expect(200);
    const entry = await sample.logged((one) => one['requestId'] === response.headers['x-request-id']);
    expect(entry).toMatchObject({ level: 20, route: '/metrics' });
  });

  it('is counted by route, method and class of status', async () => {
    await request(sample.url).get('/samples/limited').expect(429);
    const { text } = await request(sample.url).get('/metrics').expect('content-type', /^text\/plain; version=0\.0\.4/);
    const labels = 'route="/samples/limited",method="GET",status="4xx"';
    expect(text).toContain(`citykey_http_request_duration_seconds_count{${labels}} 1`);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^process_resident_memory_bytes /m);
  });

  it('has an id of the server', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => request(sample.url).get('/samples').set('x-request-id', 'mine')));
    expect(first?.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first?.headers['x-request-id']).not.toBe(second?.headers['x-request-id']);
  });

  it('starts from headers that keep it from being framed, sniffed, stored or referred to', async () => {
    await request(sample.url)
      .get('/samples')
      .expect('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      .expect('x-content-type-options', 'nosniff')
      .expect('referrer-policy', 'no-referrer')
      .expect('cache-control', 'no-store');
  });
});

const hooks = new Gate();

/** Keeps the application between the wish to stop and the closing of the server. */
@Module({})
class SlowToStopModule implements BeforeApplicationShutdown {
  beforeApplicationShutdown(): Promise<void> {
    return hooks.pass();
  }
}

describe('an application that stops', () => {
  it('finishes what is under way and refuses what comes', async () => {
    const sample = await startSample({ imports: [SlowToStopModule] });
    const underWay = request(sample.url).get('/samples/gate').then((response) => response.body as unknown);
    await sample.gate.arrived;
    const stopped = sample.application.close();
    await hooks.arrived;
    const refused = await request(sample.url).get('/samples').expect(503).expect('retry-after', '2').expect('connection', 'close');
    expect(refused.body).toMatchObject({ code: 'service.stopping' });
    hooks.letPass();
    sample.gate.letPass();
    expect(await underWay).toEqual({ waited: true });
    await stopped;
    await expect(sample.exchange('GET /samples HTTP/1.1\r\n\r\n')).rejects.toThrow('ECONNREFUSED');
  });
});
