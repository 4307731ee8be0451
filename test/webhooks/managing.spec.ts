import { randomUUID } from 'node:crypto';
import { Receiver, verifies } from './receiver.js';
import { WebhookWorld } from './webhook-world.js';

/** The library compares times with the real one. */
function asOf<T>(time: Date, look: () => T): T {
  const now = jest.spyOn(Date, 'now').mockReturnValue(time.getTime());
  try {
    return look();
  } finally {
    now.mockRestore();
  }
}

describe("a partner's webhook", () => {
  let world: WebhookWorld;
  let receiver: Receiver;

  beforeAll(async () => {
    world = await WebhookWorld.begin();
    receiver = await Receiver.start();
  });
  afterAll(async () => {
    await Receiver.stopAll();
    await world.end();
  });
  beforeEach(async () => {
    await world.call('library', 'DELETE');
    receiver.received.length = 0;
    receiver.answers(204);
  });

  const put = (url: unknown = receiver.url, key: string | null = null) => world.call('library', 'PUT', '', { url }, { idempotencyKey: key });
  const ping = async () => {
    const { body } = await world.call('library', 'POST', '/ping');
    await world.courier().deliver('library');
    return body['id'] as string;
  };

  it('shows its secret when it is made, and never again', async () => {
    expect((await world.call('library', 'GET')).body).toMatchObject({ status: 404, code: 'webhook.not_found' });
    const made = await put();
    expect([made.status, made.headers['cache-control']]).toEqual([201, 'no-store']);
    expect(made.body).toEqual({ url: receiver.url, state: 'active', secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string });
    const shown = await world.call('library', 'GET');
    expect([shown.status, shown.body, shown.headers['cache-control']]).toEqual([200, { url: receiver.url, state: 'active' }, 'no-store']);
    const again = await put(`${receiver.url}/other`);
    expect([again.status, again.body]).toEqual([200, { url: `${receiver.url}/other`, state: 'active' }]);
    expect((await world.call('transit', 'GET')).status).toBe(404);
  });

  it('is made once, also when the answer was lost', async () => {
    const key = randomUUID();
    const made = await put(receiver.url, key);
    const again = await put(receiver.url, key);
    expect([again.status, again.text]).toEqual([201, made.text]);
    expect((await put(`${receiver.url}/other`, key)).body).toMatchObject({ status: 422, code: 'idempotency.key_reused' });
  });

  it('is made by one of many who ask at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    const secret = answers.find(({ status }) => status === 201)?.body['secret'] as string;
    await ping();
    expect(receiver.received.map((message) => verifies(secret, message))).toEqual([true]);
  });

  it('that is deleted is told nothing, and what waited goes with it', async () => {
    await put();
    await world.change('library');
    await world.announcer().announce();
    expect((await world.call('library', 'DELETE')).status).toBe(204);
    expect(await world.courier().deliver('library')).toBe(0);
    expect((await world.call('library', 'DELETE')).body).toMatchObject({ status: 404, code: 'webhook.not_found' });
    expect(await world.deliveries('library')).toEqual([]);
    for (const path of ['/ping', '/secret']) expect((await world.call('library', 'POST', path)).status).toBe(404);
    const rows = await world.partners.sql(`SELECT FROM webhooks.delivery WHERE service = 'library'`);
    expect([rows.length, receiver.received.length]).toEqual([0, 0]);
  });

  it('has its secret rotated, and both sign for a day', async () => {
    const first = (await put()).body['secret'] as string;
    const rotated = await world.call('library', 'POST', '/secret');
    expect([rotated.status, rotated.headers['cache-control']]).toEqual([200, 'no-store']);
    const second = rotated.body['secret'] as string;
    expect(second).not.toBe(first);
    expect(Date.parse(rotated.body['formerUntil'] as string) - world.clock.now().getTime()).toBeGreaterThan(86_390_000);
    await ping();
    const [during] = receiver.received.splice(0);
    if (!during) throw new Error('nothing came');
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect([verifies(first, during), verifies(second, during)]).toEqual([true, true]);
    await world.cleanup.forget();

    // A day later.
    await world.call('library', 'POST', '/ping');
    world.clock.forward(86_401);
    await world.courier().deliver('library');
    const [after] = receiver.received.splice(0);
    if (!after) throw new Error('nothing came');
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
    expect(asOf(world.clock.now(), () => [verifies(first, after), verifies(second, after)])).toEqual([false, true]);
    const size = async () => Number((await world.partners.sql('SELECT octet_length(sealed_secrets) AS size FROM webhooks.endpoint'))[0]?.['size']);
    const before = await size();
    await world.cleanup.forget();
    expect(await size()).toBeLessThan(before);
    world.clock.forward(-86_401);
  });

  it('signs under every secret of the last day when it is rotated twice by mistake', async () => {
    const first = (await put()).body['secret'] as string;
    for (let times = 0; times < 2; times += 1) await world.call('library', 'POST', '/secret');
    await ping();
    const [message] = receiver.received;
    expect(String(message?.headers['webhook-signature']).split(' ')).toHaveLength(3);
    expect(message && verifies(first, message)).toBe(true);
  });

  it('is pinged once, whatever comes of it', async () => {
    await put();
    const [one, two] = await Promise.all([world.call('library', 'POST', '/ping'), world.call('library', 'POST', '/ping')]);
    expect([one.status, one.body]).toMatchObject([202, { type: 'webhook.ping', state: 'waiting', attempts: 0 }]);
    expect(two.body['id']).toBe(one.body['id']);
    receiver.answers(503);
    await world.courier().deliver('library');
    expect(await world.only('library')).toMatchObject({ id: one.body['id'], type: 'webhook.ping', state: 'dead', attempts: 1, outcome: 'answered_5xx' });
    expect(receiver.received.map(({ body }) => [body.type, body.data])).toEqual([['webhook.ping', {}]]);
    receiver.answers(204);
    await world.call('library', 'POST', `/deliveries/${one.body['id'] as string}/replay`);
    await world.courier().deliver('library');
    expect(await world.only('library')).toMatchObject({ id: one.body['id'], state: 'delivered' });
  });

  it('lists its deliveries page by page, by state, and takes no other place', async () => {
    await put();
    const ids: string[] = [];
    for (let times = 0; times < 5; times += 1) ids.push(await ping());
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call('library', 'GET', `/deliveries?limit=2${after}`);
      seen.push(...(body['deliveries'] as { id: string }[]).map(({ id }) => id));
      if (body['next'] === null) break;
      after = `&after=${body['next'] as string}`;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(await world.deliveries('library', '?state=dead')).toEqual([]);
    const nowhere = await world.call('library', 'GET', `/deliveries?after=msg_${'A'.repeat(24)}`);
    expect(nowhere.body).toMatchObject({ status: 404, code: 'webhook.delivery_not_found' });
    for (const query of ['?after=1', '?state=lost', '?limit=0', '?since=now']) expect((await world.call('library', 'GET', `/deliveries${query}`)).status).toBe(400);
    expect((await world.call('library', 'POST', '/deliveries/none/replay')).status).toBe(404);
  });

  it('takes an address and nothing else', async () => {
    for (const body of [{}, { url: 7 }, { url: '' }, { url: receiver.url, secret: 'mine' }]) {
      expect((await world.call('library', 'PUT', '', body)).status).toBe(400);
    }
    for (const url of ['no address', 'ftp://127.0.0.1/', 'http://me@127.0.0.1/']) {
      const { body, text } = await put(url);
      expect(body).toMatchObject({ status: 422, code: 'webhook.url_refused', at: '/url' });
      expect(text).not.toContain(url);
    }
    expect((await world.call('library', 'GET')).status).toBe(404);
  });
});
