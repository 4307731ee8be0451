import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { type Config } from '../../../kernel/config/config.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { EventLog } from '../../../kernel/logging/event-log.js';
import { MigrationWork } from './migration-work.js';

const LOOK_EVERY_MS = 5_000;

/** Applies what was approved. Instances take turns at each step. */
@Injectable()
export class MigrationJobs {
  private running = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly migrations: MigrationWork,
    private readonly log: EventLog,
  ) {}

  @Interval('links-migrations', LOOK_EVERY_MS)
  async apply(): Promise<void> {
    if (!this.config.jobs || this.running) return;
    this.running = true;
    try {
      const count = await this.migrations.applyDue();
      if (count > 0) this.log.info('job done', { job: 'links.migrations', count });
    } catch (error) {
      this.log.error('job failed', error, { job: 'links.migrations' });
    } finally {
      this.running = false;
    }
  }
}
