import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { type Service } from '../links/index.js';
import { Retention } from './retention.service.js';
import { Runs } from './runs.service.js';

const TICK_MILLISECONDS = 1_000;

/**
 * Takes up runs that wait, and clears away what dead instances have left: each service by itself, because a list takes as long
 * as its partner likes, and another's is not to wait for it.
 */
@Injectable()
export class ReconciliationJobs implements OnApplicationShutdown {
  private readonly busy = new Map<Service | 'look', Promise<void>>();
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly runs: Runs,
    private readonly retention: Retention,
    private readonly log: EventLog,
  ) {}

  @Interval('reconciliation', TICK_MILLISECONDS)
  tick(): void {
    if (this.config.jobs) this.begin('look', () => this.look());
  }

  @Cron(CronExpression.EVERY_HOUR, { name: 'reconciliation-forget' })
  async forget(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      await this.retention.forget();
      await this.retention.renewAll();
    } catch (error) {
      this.log.error('job failed', error, { job: 'reconciliation-forget' });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.busy.values());
  }

  private async look(): Promise<void> {
    for (const service of await this.runs.waiting()) this.begin(service, () => this.runs.takeUp(service));
  }

  private begin(name: Service | 'look', work: () => Promise<unknown>): void {
    if (this.stopped || this.busy.has(name)) return;
    const fields = name === 'look' ? { job: 'reconciliation' } : { job: 'reconciliation', service: name };
    const run = work()
      .then(() => undefined)
      .catch((error: unknown) => this.log.error('job failed', error, fields))
      .finally(() => this.busy.delete(name));
    this.busy.set(name, run);
  }
}
