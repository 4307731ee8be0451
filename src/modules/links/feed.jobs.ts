import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { ChangeFeed } from './change-feed.js';

/** Deletes old changes. Deleting twice does no harm, so that instances need not agree on who does it. */
@Injectable()
export class FeedJobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly feed: ChangeFeed,
    private readonly log: EventLog,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: 'links-feed' })
  async forget(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      const count = await this.feed.forget();
      if (count > 0) this.log.info('changes deleted', { job: 'links-feed', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'links-feed' });
    }
  }
}
