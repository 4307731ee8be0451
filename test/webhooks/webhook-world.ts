import { type Service } from '../../src/modules/links/index.js';
import { Announcer } from '../../src/modules/webhooks/announcer.js';
import { WebhookCleanup } from '../../src/modules/webhooks/cleanup.js';
import { Courier } from '../../src/modules/webhooks/courier.js';
import { NameLookup } from '../../src/modules/webhooks/name-lookup.js';
import { type Answer, type Call } from '../e2e/api.js';
import { type Instance, PartnerWorld } from '../partner-api/partner-world.js';

/** A message as the partner sees it. */
export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly outcome?: string;
  readonly nextAttemptAt?: string;
  readonly day: string;
}

/** The partner world with webhooks. No job runs by itself: a test looks, delivers and moves the clock. */
export class WebhookWorld {
  private constructor(readonly partners: PartnerWorld) {}

  static async begin(settings: Readonly<Record<string, string>> = {}): Promise<WebhookWorld> {
    return new WebhookWorld(await PartnerWorld.begin(settings));
  }

  get clock() {
    return this.partners.on.clock;
  }

  end(): Promise<void> {
    return this.partners.end();
  }

  async call(service: Service, method: string, path = '', body?: unknown, call: Call = {}): Promise<Answer> {
    const token = await this.partners.token(service);
    return this.partners.api.call(method, `/partner/v1/webhook${path}`, { token, body, idempotencyKey: null, ...call });
  }

  /** Makes a webhook anew. @returns its secret. */
  async made(service: Service, url: string): Promise<string> {
    await this.call(service, 'DELETE');
    const { status, body, text } = await this.call(service, 'PUT', '', { url });
    if (status !== 201) throw new Error(`making a webhook answered ${status} ${text}`);
    return body['secret'] as string;
  }

  announcer({ on }: Instance = this.partners.main): Announcer {
    return on.app.get(Announcer, { strict: false });
  }

  courier({ on }: Instance = this.partners.main): Courier {
    return on.app.get(Courier, { strict: false });
  }

  get cleanup(): WebhookCleanup {
    return this.partners.on.app.get(WebhookCleanup, { strict: false });
  }

  get names(): NameLookup {
    return this.partners.on.app.get(NameLookup, { strict: false });
  }

  /** Looks for something to tell, and sends what is due. */
  async turn(service: Service): Promise<number> {
    await this.announcer().announce();
    return this.courier().deliver(service);
  }

  /** Something is published for a partner. */
  async change(service: Service): Promise<void> {
    await this.partners.enrolled(service);
  }

  async deliveries(service: Service, query = ''): Promise<Delivery[]> {
    return (await this.call(service, 'GET', `/deliveries${query}`)).body['deliveries'] as Delivery[];
  }

  /** The message that is told of first. */
  async only(service: Service): Promise<Delivery> {
    const deliveries = await this.deliveries(service);
    if (deliveries.length !== 1) throw new Error(`there are ${deliveries.length} deliveries`);
    return deliveries[0] as Delivery;
  }

  /** As if the next attempt, and the end of a lease, were so many seconds nearer: access tokens do not live as long as a schedule. */
  async nearer(seconds: number): Promise<void> {
    const moved = ['next_attempt_at', 'lease_until'].map((column) => `${column} = ${column} - make_interval(secs => $1)`);
    await this.partners.sql(`UPDATE webhooks.delivery SET ${moved.join(', ')}`, seconds);
  }
}
