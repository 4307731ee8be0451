import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { SpentAssertions } from './oauth/spent-assertions.js';

/** Regular work of this module. Deleting twice does no harm, so that instances need not agree on who does it. */
@Injectable()
export class PartnersJobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly spent: SpentAssertions,
    private readonly log: EventLog,
  ) {}

  @Cron(CronExpression.EVERY_10_MINUTES)
  async forgetExpired(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      const count = await this.spent.forgetExpired();
      this.log.info('job done', { job: 'partners.forget-assertions', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'partners.forget-assertions' });
    }
  }
}
