import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { ClientUsage } from './client-usage.js';
import { SpentAssertions } from './oauth/spent-assertions.js';

/** Regular work of this module. Deleting twice does no harm, so that instances need not agree on who does it. */
@Injectable()
export class PartnersJobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly spent: SpentAssertions,
    private readonly usage: ClientUsage,
    private readonly log: EventLog,
  ) {}

  @Cron(CronExpression.EVERY_10_MINUTES)
  async forgetExpired(): Promise<void> {
    if (this.config.jobs) await this.done('partners.forget-assertions', () => this.spent.forgetExpired());
  }

  /** On every instance: each has counted by itself. */
  @Cron(CronExpression.EVERY_10_MINUTES)
  async writeUsage(): Promise<void> {
    await this.done('partners.write-usage', () => this.usage.writeDown());
    if (this.config.jobs) await this.done('partners.forget-usage', () => this.usage.forget());
  }

  private async done(job: string, work: () => Promise<number>): Promise<void> {
    try {
      this.log.info('job done', { job, count: await work() });
    } catch (error) {
      this.log.error('job failed', error, { job });
    }
  }
}
