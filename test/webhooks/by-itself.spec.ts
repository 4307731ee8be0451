import { WebhooksJobs } from '../../src/modules/webhooks/webhooks.jobs.js';
import { until } from '../setup/until.js';
import { type Instance } from '../partner-api/partner-world.js';
import { Receiver } from './receiver.js';
import { WebhookWorld } from './webhook-world.js';

describe('by itself, a webhook', () => {
  let world: WebhookWorld;
  let receiver: Receiver;

  const tick = ({ on }: Instance) => on.app.get(WebhooksJobs, { strict: false }).tick();
  /** As the clock of the program would, until the condition holds. */
  const ticking = (instance: Instance, condition: () => boolean | Promise<boolean>) => until(() => (tick(instance), condition()));

  beforeAll(async () => {
    world = await WebhookWorld.begin();
  });
  afterAll(() => world.end());
  beforeEach(async () => {
    receiver = await Receiver.start();
    await world.made('library', receiver.url);
  });
  afterEach(() => Receiver.stopAll());

  it('is told, and what became of it is counted, by service and outcome alone', async () => {
    receiver.answers(500);
    await world.change('library');
    await ticking(world.partners.main, () => receiver.received.length === 1);
    await ticking(world.partners.main, async () => (await world.only('library')).attempts === 1);
    await world.nearer(10);
    receiver.answers(204);
    await ticking(world.partners.main, async () => (await world.only('library')).state === 'delivered');
    const metrics = (await (await fetch(`${world.partners.api.url}/metrics`)).text()).split('\n').filter((line) => line.startsWith('citykey_webhook'));
    expect(metrics).toEqual([
      'citykey_webhook_attempts_total{service="library",outcome="answered_5xx"} 1',
      'citykey_webhook_attempts_total{service="library",outcome="delivered"} 1',
    ]);
  });

  it('of a partner that is paused is told nothing', async () => {
    await world.call('library', 'POST', '/ping');
    await world.call('library', 'POST', '/ping');
    const paused = await world.partners.another();
    await world.partners.sql(`UPDATE partners.partner SET state = 'paused' WHERE service = 'library'`);
    const theirs = await Receiver.start();
    await world.made('transit', theirs.url);
    await world.call('transit', 'POST', '/ping');
    await ticking(paused, () => theirs.received.length === 1);
    expect(receiver.received).toEqual([]);
    await world.partners.sql(`UPDATE partners.partner SET state = 'active' WHERE service = 'library'`);
    await world.call('transit', 'DELETE');
  });

  it('is left in the middle by an instance that stops, at once, and told by the next', async () => {
    const stopping = await world.partners.another();
    receiver.answers(() => undefined);
    await world.call('library', 'POST', '/ping');
    await ticking(stopping, () => receiver.received.length === 1);
    const begun = Date.now();
    await stopping.on.app.close();
    world.partners.others.splice(world.partners.others.indexOf(stopping), 1);
    expect(Date.now() - begun).toBeLessThan(10_000);
    receiver.answers(204);
    await ticking(world.partners.main, () => receiver.received.length === 2);
    const [first, second] = receiver.received;
    expect(second?.id).toBe(first?.id);
    await ticking(world.partners.main, async () => (await world.only('library')).state === 'delivered');
  });

  it('is left alone where jobs are off', async () => {
    const quiet = await WebhookWorld.begin({ CITYKEY_JOBS: 'off' });
    await quiet.made('library', receiver.url);
    await quiet.call('library', 'POST', '/ping');
    tick(quiet.partners.main);
    await quiet.partners.on.app.get(WebhooksJobs, { strict: false }).onApplicationShutdown();
    expect([receiver.received.length, (await quiet.only('library')).attempts]).toEqual([0, 0]);
    await quiet.end();
  });
});
