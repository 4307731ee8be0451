import { Cron, CronExpression } from '@nestjs/schedule';
import { type Clock } from '../clock/clock.js';
import { type Database } from '../database/database.js';
import { type EventLog } from '../logging/event-log.js';
import { deleteExpiredAnswers } from './idempotency.store.js';

const JOB = 'idempotency.forget-expired';

/** Forgets answers whose day is over. Deleting twice does no harm, so that instances need not agree on who does it. */
export class IdempotencyJobs {
  constructor(
    private readonly enabled: boolean,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: JOB })
  async forgetExpired(): Promise<void> {
    if (!this.enabled) return;
    try {
      await this.database.query(deleteExpiredAnswers(this.clock.today()));
      this.log.info('job done', { job: JOB });
    } catch (error) {
      this.log.error('job failed', error, { job: JOB });
    }
  }
}
