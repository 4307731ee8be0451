import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { CONFIG } from '../../kernel/kernel.module.js';
import { type Config } from '../../kernel/config/config.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { SERVICES, type Service } from './domain/service.js';
import { LinksService } from './links.service.js';
import { PublisherService } from './publisher.service.js';
import { SyncService } from './sync.service.js';

const TICK_MILLISECONDS = 500;

/**
 * Publishes and syncs each service by itself, so that one partner's trouble stays its own: not even what it may ask for
 * waits while a long list is being sent to it.
 */
@Injectable()
export class LinksJobs implements OnApplicationShutdown {
  private readonly busy = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly publisher: PublisherService,
    private readonly sync: SyncService,
    private readonly links: LinksService,
    private readonly log: EventLog,
  ) {}

  @Interval('links', TICK_MILLISECONDS)
  tick(): void {
    if (!this.config.jobs || this.stopped) return;
    for (const service of SERVICES) {
      this.begin('publication', service, () => this.publisher.publishDue(service));
      this.begin('sync', service, () => this.syncAll(service));
    }
  }

  @Cron(CronExpression.EVERY_HOUR, { name: 'links-expiry' })
  async expire(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      const count = await this.links.endExpired();
      if (count > 0) this.log.info('links ended', { job: 'links-expiry', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'links-expiry' });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.busy.values());
  }

  private begin(job: 'publication' | 'sync', service: Service, work: () => Promise<unknown>): void {
    const name = `${job} ${service}`;
    if (this.busy.has(name)) return;
    const run = work()
      .then(() => undefined)
      .catch((error: unknown) => this.log.error('job failed', error, { job, service }))
      .finally(() => this.busy.delete(name));
    this.busy.set(name, run);
  }

  private async syncAll(service: Service): Promise<void> {
    while ((await this.sync.run(service)) > 0 && !this.stopped);
  }
}
