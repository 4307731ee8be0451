import { type LookupAddress } from 'node:dns';
import { DeliveryLine } from '../../src/modules/webhooks/delivery-line.js';
import { selfSigned } from '../integrations/library/self-signed.js';
import { Receiver } from './receiver.js';
import { WebhookWorld } from './webhook-world.js';

const OUTSIDE = '93.184.216.34';

describe('where messages go', () => {
  let world: WebhookWorld;
  let receiver: Receiver;
  let asked: string[];
  let addresses: readonly string[];

  /** A world with its own names: every host has the addresses of the test. */
  async function begin(targets: string): Promise<void> {
    world = await WebhookWorld.begin({ CITYKEY_WEBHOOK_TARGETS: targets });
    world.names.addressesOf = (host) => {
      asked.push(host);
      return Promise.resolve(addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })));
    };
  }

  beforeEach(async () => {
    asked = [];
    addresses = [OUTSIDE];
    receiver = await Receiver.start(selfSigned('hooks.partner.example'));
  });
  afterEach(async () => {
    await Receiver.stopAll();
    await world.end();
  });

  const put = (url: string) => world.call('library', 'PUT', '', { url });
  const named = () => `https://hooks.partner.example:${receiver.port}/city`;

  it('is public addresses only, when they are set and at each connection', async () => {
    await begin('public');
    for (const url of ['http://hooks.partner.example/', receiver.url, 'https://[::1]/', 'https://169.254.169.254/', 'https://hooks.partner.example:22/']) {
      expect((await put(url)).body).toMatchObject({ status: 422, code: 'webhook.url_refused' });
    }
    expect(asked).toEqual([]);
    for (const inside of [['127.0.0.1'], ['::ffff:127.0.0.1'], [OUTSIDE, '10.0.0.7'], []]) {
      addresses = inside;
      expect((await put(named())).body).toMatchObject({ status: 422, code: 'webhook.url_refused' });
    }
    addresses = [OUTSIDE];
    expect((await put(named())).status).toBe(201);

    // The name has moved inside since.
    addresses = ['127.0.0.1'];
    asked = [];
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', outcome: 'target_refused' });
    expect([receiver.connections, asked]).toEqual([0, ['hooks.partner.example']]);
  });

  it('is this machine where the setting allows it: the same name is connected to then', async () => {
    await begin('any');
    addresses = ['127.0.0.1'];
    expect((await put(named())).status).toBe(201);
    await world.change('library');
    await world.turn('library');
    // It is not the one that the certificate vouches for, as nobody vouches for the certificate.
    expect(await world.only('library')).toMatchObject({ state: 'waiting', outcome: 'tls_failed' });
    expect([receiver.connections, receiver.received.length]).toEqual([1, 0]);
  });

  it('is waited for no longer than for a receiver, when nobody says what a name is', async () => {
    await begin('any');
    expect((await put(named())).status).toBe(201);
    world.names.addressesOf = () => new Promise(() => undefined);
    world.partners.on.app.get(DeliveryLine, { strict: false }).attemptSeconds = 0.2;
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', outcome: 'timed_out' });
  });

  it('is told apart from nobody being there', async () => {
    await begin('any');
    await put(named());
    await receiver.stop();
    addresses = ['127.0.0.1'];
    await world.change('library');
    await world.turn('library');
    expect(await world.only('library')).toMatchObject({ state: 'waiting', outcome: 'connect_failed' });
  });
});
