import { type Clock } from '../../kernel/clock/clock.js';
import { type EventLog } from '../../kernel/logging/event-log.js';
import { retryAfterSeconds } from './domain/link-rules.js';
import { type PartnerAdapter, PartnerFailure, type Receipt } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { type SealedLaneStorage } from './lane-storage.js';
import { type ReceiptsService } from './receipts.service.js';
import { type Claim, type WorkQueue } from './work-queue.js';

const CREDENTIALS_PAUSE_SECONDS = 60;
const FAILURES_BEFORE_PAUSE = 3;

/** What a lane works with. */
export interface LaneParts {
  readonly service: Service;
  readonly adapter: PartnerAdapter;
  readonly storage: SealedLaneStorage;
  readonly queue: WorkQueue;
  readonly receipts: ReceiptsService;
  readonly clock: Clock;
  readonly log: EventLog;
}

/** The way to one partner. A failing partner makes its own lane wait, and no other. */
export class Lane {
  private failures = 0;
  private pausedUntil = 0;
  private submittedAt = 0;

  constructor(private readonly parts: LaneParts) {}

  /** True while the lane waits after failures, or until its partner's schedule lets it speak again. */
  get waiting(): boolean {
    const now = this.parts.clock.now().getTime();
    const { submitEverySeconds } = this.parts.adapter.describe();
    return now < this.pausedUntil || now < this.submittedAt + submitEverySeconds * 1000;
  }

  /**
   * Submits one batch and collects late answers.
   * @returns how many links were submitted; a full batch means that more may wait.
   */
  async runOnce(): Promise<number> {
    this.submittedAt = this.parts.clock.now().getTime();
    try {
      const submitted = await this.submit();
      await this.collect();
      this.failures = 0;
      return submitted;
    } catch (error) {
      this.note(error);
      return 0;
    }
  }

  async close(): Promise<void> {
    await this.parts.adapter.close();
  }

  private async submit(): Promise<number> {
    const { adapter, queue, receipts, service } = this.parts;
    const batch = await queue.claim(service, adapter.describe().batchSize);
    if (batch.length === 0) return 0;
    try {
      const answers = await adapter.submit(batch.map((claim) => claim.submission));
      await receipts.settle(answers);
      await queue.retryLater(unanswered(batch, answers), 'no_receipt');
      return batch.length;
    } catch (error) {
      await queue.retryLater(batch, codeOf(error));
      throw error;
    }
  }

  private async collect(): Promise<void> {
    const { adapter, storage, receipts } = this.parts;
    for await (const late of adapter.collect()) {
      await receipts.settle(late.receipts, late.closes.length > 0 ? [storage.deleteOutbound(late.closes)] : []);
      await late.settled();
    }
  }

  private note(error: unknown): void {
    const { clock, log, service } = this.parts;
    this.failures += 1;
    const seconds =
      error instanceof PartnerFailure && error.kind === 'credentials'
        ? CREDENTIALS_PAUSE_SECONDS
        : this.failures >= FAILURES_BEFORE_PAUSE
          ? retryAfterSeconds(Math.min(this.failures - FAILURES_BEFORE_PAUSE, 6), Math.random())
          : 0;
    this.pausedUntil = clock.now().getTime() + seconds * 1000;
    if (error instanceof PartnerFailure) log.warn('partner failed', { service, code: error.code, count: this.failures });
    else log.error('lane failed', error, { service });
  }
}

function unanswered(batch: readonly Claim[], answers: readonly Receipt[]): Claim[] {
  const answered = new Set(answers.map((receipt) => receipt.linkId));
  return batch.filter(({ submission }) => !answered.has(submission.linkId));
}

function codeOf(error: unknown): string {
  return error instanceof PartnerFailure ? error.code : 'internal';
}
