import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { Database } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { Metrics } from '../../kernel/metrics/index.js';
import { SERVICES } from '../links/index.js';
import { type PunctualityRow, selectPunctuality } from './schedule.store.js';
import { Schedule } from './schedule.service.js';

const LOOK_EVERY_MILLISECONDS = 10_000;

/** Looks on every instance whether a night is due; one of them sees to it. */
@Injectable()
export class ScheduleJobs implements OnApplicationShutdown {
  private busy: Promise<void> | null = null;
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly schedule: Schedule,
    private readonly log: EventLog,
  ) {}

  @Interval('reconciliation-schedule', LOOK_EVERY_MILLISECONDS)
  tick(): void {
    if (!this.config.jobs || this.stopped || this.busy) return;
    this.busy = this.look().finally(() => (this.busy = null));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.busy;
  }

  private async look(): Promise<void> {
    for (const service of SERVICES) {
      try {
        if (!this.stopped) await this.schedule.look(service);
      } catch (error) {
        this.log.error('job failed', error, { job: 'reconciliation-schedule', service });
      }
    }
  }
}

const DAY_MILLISECONDS = 86_400_000;

/** What is measured of lists and their nights. */
@Injectable()
export class ListGauges {
  constructor(
    metrics: Metrics,
    private readonly database: Database,
    clock: Clock,
  ) {
    const missed = metrics.gauge('citykey_reconciliation_missed_nights', 'Nights without a list since one was compared.', { service: SERVICES }, async () => {
      for (const row of await this.rows()) missed.for(row).set(row.missed);
    });
    const age = metrics.gauge('citykey_reconciliation_list_age_days', 'Days since the day that the last compared list shows.', { service: SERVICES }, async () => {
      const today = Date.parse(clock.today());
      for (const row of await this.rows()) if (row.shown !== null) age.for(row).set((today - Date.parse(row.shown)) / DAY_MILLISECONDS);
    });
  }

  /** An unreachable database says so by itself: the scrape goes on without. */
  private rows(): Promise<PunctualityRow[]> {
    return this.database.query<PunctualityRow>(selectPunctuality()).catch(() => []);
  }
}
