import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { PartnerRegistry } from '../partners/index.js';
import { type Service } from '../links/index.js';
import { Announcer } from './announcer.js';
import { WebhookCleanup } from './cleanup.js';
import { Courier } from './courier.js';

const TICK_MILLISECONDS = 1_000;

/** What runs by itself. */
@Injectable()
export class WebhookWorkers {
  constructor(
    readonly announcer: Announcer,
    readonly courier: Courier,
    readonly cleanup: WebhookCleanup,
    readonly partners: PartnerRegistry,
  ) {}
}

/** Looks for something to tell, and serves each partner by itself: a slow receiver holds up no other. */
@Injectable()
export class WebhooksJobs implements OnApplicationShutdown {
  private readonly busy = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly workers: WebhookWorkers,
    private readonly log: EventLog,
  ) {}

  @Interval('webhooks', TICK_MILLISECONDS)
  tick(): void {
    if (!this.config.jobs || this.stop.signal.aborted) return;
    this.begin('webhooks', async () => {
      for (const service of await this.workers.announcer.announce()) this.begin(`webhooks ${service}`, () => this.serve(service), service);
    });
  }

  @Cron(CronExpression.EVERY_HOUR, { name: 'webhooks-cleanup' })
  async forget(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      const count = await this.workers.cleanup.forget();
      if (count > 0) this.log.info('deliveries deleted', { job: 'webhooks-cleanup', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'webhooks-cleanup' });
    }
  }

  /** What is under way is cut off, and sent again by whoever comes next. */
  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await Promise.allSettled(this.busy.values());
  }

  private begin(name: string, work: () => Promise<void>, service?: Service): void {
    if (this.busy.has(name) || this.stop.signal.aborted) return;
    const run = work()
      .catch((error: unknown) => this.log.error('job failed', error, { job: 'webhooks', ...(service ? { service } : {}) }))
      .finally(() => this.busy.delete(name));
    this.busy.set(name, run);
  }

  /** A partner that is paused is told nothing. */
  private async serve(service: Service): Promise<void> {
    const { signal } = this.stop;
    if ((await this.workers.partners.byService(service))?.state !== 'active') return;
    while (!signal.aborted && (await this.workers.courier.deliver(service, signal)) > 0);
  }
}
