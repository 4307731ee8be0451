import { type Clock } from '../../kernel/clock/clock.js';
import { type EventLog } from '../../kernel/logging/event-log.js';
import { fullAuditDue, wantsFullList } from './domain/full-audit.js';
import { retryAfterSeconds } from './domain/link-rules.js';
import { type AuditedLink, type LaneNotice, type PartnerAdapter, PartnerFailure } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { type LaneRecord } from './lane-record.js';

const LOOK_EVERY_SECONDS = 10;
/** A partner that wants the full list is not sent another before it had time to take the last one in. */
const WANTED_EVERY_SECONDS = 600;
/** An audit may be large: the first pause after a failure is about a minute, and the longest a quarter of an hour. */
const FIRST_RETRY_STEP = 6;

/** What a lane's full audits are made with. */
export interface FullAuditParts {
  readonly service: Service;
  readonly submit: NonNullable<PartnerAdapter['submitFullAudit']>;
  /** Days between two; 0 for only when one is asked for. */
  readonly everyDays: number;
  readonly links: () => AsyncIterable<AuditedLink>;
  /** What all instances know of the lane now; null where it speaks another profile by now. */
  readonly record: () => Promise<LaneRecord | null>;
  /** Writes down that one was sent, in answer to so many requests of staff. */
  readonly sent: (answered: number) => Promise<void>;
  readonly clock: Clock;
  readonly log: EventLog;
}

/** How a lane's full audits have fared on this instance. */
export interface FullAuditStanding {
  readonly failures: number;
  readonly lastErrorCode: string | null;
}

/**
 * Tells a partner now and then everything it should have: every so many days, when staff ask, and when the partner says
 * that it needs it. A failure makes the next audit wait, and nothing else of the lane.
 */
export class FullAudits {
  private due = false;
  private lookAt = -Infinity;
  private retryAt = -Infinity;
  private sentAt = -Infinity;
  private failures = 0;
  private lastErrorCode: string | null = null;
  private stopped = false;

  constructor(private readonly parts: FullAuditParts) {}

  get standing(): FullAuditStanding {
    return { failures: this.failures, lastErrorCode: this.lastErrorCode };
  }

  /** Whether it is time to look again. */
  get mayLook(): boolean {
    return this.now >= Math.max(this.lookAt, this.retryAt);
  }

  /** @returns whether one is due by what all instances know. */
  look({ audits }: LaneRecord): boolean {
    if (!this.mayLook) return false;
    this.lookAt = this.now + LOOK_EVERY_SECONDS * 1000;
    this.due = fullAuditDue(audits, this.parts.everyDays, this.parts.clock.today());
    return this.due;
  }

  /** Sends one if it is due, or wanted by the partner. Whoever calls keeps every other instance from this lane meanwhile. */
  async sendDue(notices: readonly LaneNotice[]): Promise<void> {
    const wanted = wantsFullList(notices) && this.now >= this.sentAt + WANTED_EVERY_SECONDS * 1000;
    if (this.stopped || this.now < this.retryAt || !(this.due || wanted)) return;
    // Another instance may have sent it, or staff stopped the lane, since this one looked.
    const record = await this.parts.record();
    if (!record) return;
    const { paused, audits } = record;
    const { everyDays, clock } = this.parts;
    this.due = fullAuditDue(audits, everyDays, clock.today());
    if (paused || !(this.due || wanted)) return;
    await this.send(audits.asked);
  }

  /** Lets an audit that is being sent fail soon, so that the instance can end. */
  stop(): void {
    this.stopped = true;
  }

  private async send(asked: number): Promise<void> {
    const { submit, links, log, sent, service } = this.parts;
    try {
      const count = await submit(this.untilStopped(links()));
      await sent(asked);
      this.due = false;
      this.sentAt = this.now;
      this.failures = 0;
      log.info('full audit sent', { service, count });
    } catch (error) {
      if (!this.stopped) this.note(error);
    }
  }

  private note(error: unknown): void {
    const { log, service } = this.parts;
    this.failures += 1;
    this.lastErrorCode = error instanceof PartnerFailure ? error.code : 'internal';
    this.retryAt = this.now + retryAfterSeconds(FIRST_RETRY_STEP + this.failures - 1, Math.random()) * 1000;
    if (error instanceof PartnerFailure) log.warn('full audit failed', { service, code: error.code, count: this.failures });
    else log.error('full audit failed', error, { service });
  }

  private async *untilStopped(links: AsyncIterable<AuditedLink>): AsyncGenerator<AuditedLink> {
    for await (const link of links) {
      if (this.stopped) throw new Error('the instance is stopping');
      yield link;
    }
  }

  private get now(): number {
    return this.parts.clock.now().getTime();
  }
}
