import { Receiver } from './receiver.js';
import { WebhookWorld } from './webhook-world.js';

describe('a webhook', () => {
  let world: WebhookWorld;
  let receiver: Receiver;

  beforeAll(async () => {
    world = await WebhookWorld.begin();
  });
  afterAll(() => world.end());
  beforeEach(async () => {
    receiver = await Receiver.start();
    await world.made('library', receiver.url);
  });
  afterEach(() => Receiver.stopAll());

  it('that is corrected is told at once what the wrong address was not, from the beginning of the schedule', async () => {
    receiver.answers(500);
    await world.change('library');
    await world.turn('library');
    await world.nearer(10);
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', attempts: 2 });
    expect(await world.turn('library')).toBe(0);
    const right = await Receiver.start();
    await world.call('library', 'PUT', '', { url: right.url });
    expect(await world.only('library')).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await world.courier().deliver('library')).toBe(1);
    expect(right.received.map(({ id }) => id)).toEqual([receiver.received[0]?.id]);
    expect(await world.turn('library')).toBe(0);
  });

  it('that is corrected while the wrong address is being tried does not wait for what comes of it', async () => {
    const right = await Receiver.start();
    receiver.answers((response) => {
      void world.call('library', 'PUT', '', { url: right.url }).then(() => response.writeHead(500).end());
    });
    await world.change('library');
    await world.turn('library');
    expect(await world.turn('library')).toBe(1);
    expect(right.received.map(({ id }) => id)).toEqual([receiver.received[0]?.id]);
    expect(await world.only('library')).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('that is set again after a message was given up is told that there is something, and else is not', async () => {
    receiver.answers(410);
    await world.change('library');
    await world.turn('library');
    receiver.answers(204);
    await world.call('library', 'PUT', '', { url: receiver.url });
    receiver.received.length = 0;
    expect([await world.turn('library'), await world.turn('library')]).toEqual([1, 0]);
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['changes.published']);

    await world.made('library', receiver.url);
    await world.change('library');
    await world.turn('library');
    await world.call('library', 'PUT', '', { url: receiver.url });
    expect(await world.turn('library')).toBe(0);
  });
});
