import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { Approvals } from './approvals.service.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';

/** Regular work of this module. Deleting twice does no harm, so that instances need not agree on who does it. */
@Injectable()
export class StaffJobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
    private readonly approvals: Approvals,
    private readonly log: EventLog,
  ) {}

  @Cron(CronExpression.EVERY_30_MINUTES)
  async forgetExpired(): Promise<void> {
    if (!this.config.jobs) return;
    try {
      const count = (await this.sessions.forgetExpired()) + (await this.signIn.forgetExpired()) + (await this.approvals.forgetExpired());
      this.log.info('job done', { job: 'staff.forget-expired', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'staff.forget-expired' });
    }
  }
}
