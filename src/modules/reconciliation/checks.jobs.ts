import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { PartnerFailure, type Service } from '../links/index.js';
import { AdoptedChecks } from './checks.service.js';
import { ListSources } from './list-sources.js';

/** The one service whose holders may bring numbers that no list has. */
const SERVICE: Service = 'library';
const TICK_MILLISECONDS = 1_000;
const SECONDS_IN_MINUTE = 60;
/** Seconds whose checks may be made up for at once. */
const MOST_SAVED_SECONDS = 5;
const PAUSE_MILLISECONDS = 60_000;

/** Goes on with a round of checks, at the rate that was agreed with the partner. */
@Injectable()
export class ChecksJobs implements OnApplicationShutdown {
  private busy: Promise<void> | null = null;
  private stopped = false;
  private allowed = 0;
  private pausedUntil = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly checks: AdoptedChecks,
    private readonly sources: ListSources,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  @Interval('reconciliation-checks', TICK_MILLISECONDS)
  tick(): void {
    if (!this.config.jobs || this.stopped || this.busy || this.clock.now().getTime() < this.pausedUntil) return;
    this.busy = this.work().finally(() => (this.busy = null));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.busy;
  }

  private async work(): Promise<void> {
    try {
      if (!(await this.checks.isOn(SERVICE))) return;
      const partner = await this.sources.partners.byService(SERVICE);
      if (partner?.state !== 'active') return;
      const inSecond = partner.policy.checksPerMinute / SECONDS_IN_MINUTE;
      this.allowed = Math.min(this.allowed + inSecond, Math.max(1, inSecond * MOST_SAVED_SECONDS));
      const now = Math.floor(this.allowed);
      if (now < 1) return;
      await this.checks.step(SERVICE, now, () => (this.allowed -= 1));
    } catch (error) {
      this.pausedUntil = this.clock.now().getTime() + PAUSE_MILLISECONDS;
      if (error instanceof PartnerFailure) this.log.warn('partner failed', { service: SERVICE, code: error.code, job: 'reconciliation-checks' });
      else this.log.error('job failed', error, { job: 'reconciliation-checks', service: SERVICE });
    }
  }
}
