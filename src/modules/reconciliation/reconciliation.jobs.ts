import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { type Service } from '../links/index.js';
import { Retention } from './retention.service.js';
import { Runs } from './runs.service.js';

const TICK_MILLISECONDS = 1_000;

/** Takes up runs that wait, one after the other, and clears away what dead instances have left. */
@Injectable()
export class ReconciliationJobs implements OnApplicationShutdown {
  private busy: Promise<void> | null = null;
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly runs: Runs,
    private readonly retention: Retention,
    private readonly log: EventLog,
  ) {}

  @Interval('reconciliation', TICK_MILLISECONDS)
  tick(): void {
    if (!this.config.jobs || this.stopped || this.busy) return;
    this.busy = this.work().finally(() => (this.busy = null));
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
    await this.busy;
  }

  private async work(): Promise<void> {
    try {
      for (const service of await this.runs.waiting()) await this.take(service);
    } catch (error) {
      this.log.error('job failed', error, { job: 'reconciliation' });
    }
  }

  private async take(service: Service): Promise<void> {
    try {
      if (!this.stopped) await this.runs.takeUp(service);
    } catch (error) {
      this.log.error('job failed', error, { job: 'reconciliation', service });
    }
  }
}
