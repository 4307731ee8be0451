import { DELIVERY_DAYS } from '../../src/modules/webhooks/cleanup.js';
import { LEASE_SECONDS } from '../../src/modules/webhooks/courier.js';
import { DeliveryLine } from '../../src/modules/webhooks/delivery-line.js';
import { MOST_ASKED_SECONDS, PAUSES_SECONDS } from '../../src/modules/webhooks/domain/retry-schedule.js';
import { dump } from '../setup/kernel.js';
import { until } from '../setup/until.js';
import { Receiver, verifies } from './receiver.js';
import { WebhookWorld } from './webhook-world.js';

describe('a webhook', () => {
  let world: WebhookWorld;
  let receiver: Receiver;
  let secret: string;

  beforeAll(async () => {
    world = await WebhookWorld.begin();
  });
  afterAll(() => world.end());
  beforeEach(async () => {
    receiver = await Receiver.start();
    secret = await world.made('library', receiver.url);
  });
  afterEach(() => Receiver.stopAll());

  it('is told that there are changes, as Standard Webhooks has it, and nothing of them', async () => {
    await world.change('library');
    expect(await world.turn('library')).toBe(1);
    const [message] = receiver.received;
    if (!message) throw new Error('nothing came');
    expect(verifies(secret, message)).toBe(true);
    expect(verifies(secret, { ...message, text: message.text.replace('changes', 'charges') })).toBe(false);
    expect(message.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': expect.stringMatching(/^msg_[\w-]{24}$/) as string });
    expect(message.body).toEqual({
      type: 'changes.published',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      data: { changes: 'https://cards.city.example/partner/v1/changes' },
    });
    expect(await world.only('library')).toEqual({
      ...{ id: message.id, type: 'changes.published', state: 'delivered', attempts: 1, outcome: 'delivered' },
      day: world.clock.today(),
    });
    expect(await world.turn('library')).toBe(0);
  });

  it('is told once of a window, however much is in it, and of nothing that came before it', async () => {
    expect(await world.turn('library')).toBe(0);
    await world.partners.enrolled('library', 20);
    await world.turn('library');
    await world.turn('library');
    expect(receiver.received).toHaveLength(1);
    await world.change('library');
    await world.turn('library');
    expect(receiver.received).toHaveLength(2);
    await world.change('transit');
    await world.turn('library');
    expect(receiver.received).toHaveLength(2);
  });

  it('that is down is tried by the schedule, under one id, and told of later changes by the same message', async () => {
    receiver.answers(500);
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', attempts: 1, outcome: 'answered_5xx' });
    expect(await world.turn('library')).toBe(0);
    await world.change('library');
    for (const [failed, pause] of PAUSES_SECONDS.entries()) {
      const { nextAttemptAt } = await world.only('library');
      const seconds = (Date.parse(nextAttemptAt ?? '') - world.clock.now().getTime()) / 1_000;
      expect(seconds).toBeGreaterThan(pause - 20);
      expect(seconds).toBeLessThan(pause * 1.1 + 1);
      await world.nearer(seconds - 1);
      expect(await world.turn('library')).toBe(0);
      await world.nearer(1.1);
      if (failed === 3) {
        // Nobody is there at all.
        receiver.answers((response) => response.socket?.destroy());
      }
      expect(await world.turn('library')).toBe(1);
    }
    expect(receiver.received).toHaveLength(PAUSES_SECONDS.length + 1);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(receiver.received.every((message) => message.headers['webhook-timestamp'] !== undefined)).toBe(true);
    const dead = { state: 'dead', attempts: PAUSES_SECONDS.length + 1, outcome: 'connection_closed' };
    expect(await world.only('library')).toMatchObject(dead);
    expect(world.partners.on.logged.filter((line) => line.includes('webhook message given up'))).toHaveLength(1);

    // What was published meanwhile makes another message, and the dead one can be sent again.
    receiver.answers(204);
    await world.turn('library');
    expect((await world.deliveries('library')).map(({ state }) => state).sort()).toEqual(['dead', 'delivered']);
    const [letter] = await world.deliveries('library', '?state=dead');
    const { status, body } = await world.call('library', 'POST', `/deliveries/${letter?.id}/replay`);
    expect([status, body]).toMatchObject([202, { id: letter?.id, state: 'waiting', attempts: 0 }]);
    await world.turn('library');
    expect(receiver.received.at(-1)?.id).toBe(letter?.id);
    expect(await world.deliveries('library', '?state=dead')).toEqual([]);
  });

  it.each([
    [429, '90', 90],
    [503, '3600', 3_600],
    [503, '1', 5],
    [503, '999999999', MOST_ASKED_SECONDS],
    [503, 'later', 5],
    [500, '3600', 5],
  ])('that answers %d with Retry-After: %s is asked again after %d seconds', async (status, header, seconds) => {
    receiver.answers((response) => response.writeHead(status, { 'retry-after': header }).end());
    await world.change('library');
    await world.turn('library');
    const { nextAttemptAt } = await world.only('library');
    const pause = (Date.parse(nextAttemptAt ?? '') - world.clock.now().getTime()) / 1_000;
    expect(pause).toBeGreaterThanOrEqual(seconds - 1);
    expect(pause).toBeLessThan(seconds * 1.1 + 1);
  });

  it('that redirects is not followed', async () => {
    const elsewhere = await Receiver.start();
    receiver.answers((response) => response.writeHead(307, { location: elsewhere.url }).end());
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', outcome: 'answered_3xx' });
    expect([receiver.received.length, elsewhere.connections]).toEqual([1, 0]);
  });

  it('that answers 410 is disabled until its address is set again, and then told of what it missed', async () => {
    await world.call('library', 'POST', '/ping');
    receiver.answers(410);
    await world.change('library');
    await world.turn('library');
    expect((await world.deliveries('library')).map(({ state, outcome }) => [state, outcome])).toEqual([['dead', 'gone'], ['dead', 'gone']]);
    expect((await world.call('library', 'GET')).body).toEqual({ url: receiver.url, state: 'disabled' });
    await world.change('library');
    expect(await world.turn('library')).toBe(0);
    for (const path of ['/ping', `/deliveries/${receiver.received[0]?.id}/replay`]) {
      expect((await world.call('library', 'POST', path)).body).toMatchObject({ status: 409, code: 'webhook.disabled' });
    }
    const acts = await world.partners.sql(`SELECT actor, reason, outcome FROM audit.entry WHERE act = 'webhook.disable'`);
    expect(acts).toContainEqual({ actor: 'webhooks', reason: 'library', outcome: 'done' });

    receiver.answers(204);
    const again = await world.call('library', 'PUT', '', { url: receiver.url });
    expect([again.status, again.body]).toEqual([200, { url: receiver.url, state: 'active' }]);
    receiver.received.length = 0;
    await world.turn('library');
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['changes.published']);
  });

  it('whose old receiver answers 410 after it was given another address stays enabled', async () => {
    const next = await Receiver.start();
    receiver.answers((response) => {
      void world.call('library', 'PUT', '', { url: next.url }).then(() => response.writeHead(410).end());
    });
    await world.change('library');
    await world.turn('library');
    expect((await world.call('library', 'GET')).body).toEqual({ url: next.url, state: 'active' });
  });

  it('that has us wait is given up on in time, with the connection', async () => {
    const line = world.partners.on.app.get(DeliveryLine, { strict: false });
    expect(line.attemptSeconds).toBe(15);
    line.attemptSeconds = 0.2;
    receiver.answers(() => undefined);
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', attempts: 1, outcome: 'timed_out' });
    await until(() => receiver.open === 0);
    line.attemptSeconds = 15;
  });

  it('that goes on and on is not listened to', async () => {
    let written = 0;
    receiver.answers((response) => {
      response.writeHead(200);
      const more = () => response.write(Buffer.alloc(65_536), () => ((written += 65_536), response.destroyed || more()));
      more();
    });
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'delivered' });
    await until(() => receiver.open === 0);
    expect(written).toBeLessThan(8 * 1024 * 1024);
  });

  it('whose instance dies between sending and noting it is told again under the same id', async () => {
    const sql = (text: string) => world.partners.sql(text);
    await sql(`CREATE FUNCTION webhooks.dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.attempts > OLD.attempts THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$`);
    await sql('CREATE TRIGGER dies BEFORE UPDATE ON webhooks.delivery FOR EACH ROW EXECUTE FUNCTION webhooks.dies()');
    await world.change('library');
    await expect(world.turn('library')).rejects.toThrow();
    await sql('DROP FUNCTION webhooks.dies CASCADE');
    expect(receiver.received).toHaveLength(1);
    // Nobody knows yet that the instance is dead.
    expect(await world.turn('library')).toBe(0);
    await world.nearer(LEASE_SECONDS + 1);
    expect(await world.turn('library')).toBe(1);
    expect(receiver.received.map(({ id }) => id)).toEqual([receiver.received[0]?.id, receiver.received[0]?.id]);
    expect(await world.only('library')).toMatchObject({ state: 'delivered' });
  });

  it('is served by one instance at a time, and by the other when that one stops', async () => {
    const other = await world.partners.another();
    const stop = new AbortController();
    receiver.answers(() => undefined);
    await world.change('library');
    other.on.clock.forward((world.clock.now().getTime() - Date.now()) / 1_000);
    await Promise.all([world.announcer().announce(), world.announcer(other).announce()]);
    const first = world.courier().deliver('library', stop.signal);
    await until(() => receiver.received.length === 1);
    expect(await world.courier(other).deliver('library')).toBe(0);
    stop.abort();
    await first;
    expect(await world.only('library')).toMatchObject({ state: 'waiting', attempts: 0 });
    receiver.answers(204);
    expect(await world.courier(other).deliver('library')).toBe(1);
    expect(receiver.received.map(({ id }) => id)).toEqual([receiver.received[0]?.id, receiver.received[0]?.id]);
    await world.courier().deliver('library');
    expect(receiver.received).toHaveLength(2);
  });

  it('of one partner has nothing in common with that of another', async () => {
    const theirs = await Receiver.start();
    const other = await world.made('transit', theirs.url);
    for (const service of ['library', 'transit'] as const) await world.partners.enrol(service);
    world.clock.forward(2);
    for (const service of ['library', 'transit'] as const) await world.partners.main.publisher.publishDue(service);
    await world.turn('library');
    await world.turn('transit');
    const [[ours], [its]] = [receiver.received, theirs.received];
    if (!ours || !its) throw new Error('nothing came');
    expect(ours.id).not.toBe(its.id);
    expect([verifies(secret, ours), verifies(other, its), verifies(secret, its), verifies(other, ours)]).toEqual([true, true, false, false]);
    expect(Object.keys(ours.headers).sort()).toEqual(Object.keys(its.headers).sort());
    expect((await world.call('transit', 'POST', `/deliveries/${ours.id}/replay`)).body).toMatchObject({ status: 404, code: 'webhook.delivery_not_found' });
    expect((await world.deliveries('transit')).map(({ id }) => id)).toEqual([its.id]);

    // And nothing in the database says either, without the keyring.
    const stored = JSON.stringify(await dump(world.partners.database.ownerUrl));
    const values = [ours.id, its.id, secret, other, receiver.url, theirs.url];
    const spellings = values.flatMap((value) => [value, Buffer.from(value).toString('hex')]);
    expect(spellings.filter((value) => stored.includes(value))).toEqual([]);
    expect(stored).toContain('changes.published');
    const said = world.partners.on.logged.join('');
    expect([said.includes('/partner/v1/webhook'), values.filter((value) => said.includes(value))]).toEqual([true, []]);
  });

  it('holds up no other when it is slow', async () => {
    const theirs = await Receiver.start();
    await world.made('transit', theirs.url);
    const stop = new AbortController();
    receiver.answers(() => undefined);
    for (const service of ['library', 'transit'] as const) await world.change(service);
    await world.announcer().announce();
    const slow = world.courier().deliver('library', stop.signal);
    await until(() => receiver.received.length === 1);
    expect(await world.courier().deliver('transit')).toBe(1);
    expect(theirs.received).toHaveLength(1);
    stop.abort();
    await slow;
  });

  it('is forgotten message by message, after 14 days of the calendar', async () => {
    await world.change('library');
    await world.turn('library');
    const made = (daysAgo: number) => world.partners.sql('UPDATE webhooks.delivery SET made_on = $1', world.clock.dayFromToday(-daysAgo));
    await made(DELIVERY_DAYS);
    await world.cleanup.forget();
    expect(await world.deliveries('library')).toHaveLength(1);
    await made(DELIVERY_DAYS + 1);
    await world.cleanup.forget();
    expect(await world.deliveries('library')).toEqual([]);

    // What still waits is kept.
    receiver.answers(500);
    await world.change('library');
    await world.turn('library');
    await made(DELIVERY_DAYS + 1);
    await world.cleanup.forget();
    expect(await world.deliveries('library')).toHaveLength(1);
  });
});
