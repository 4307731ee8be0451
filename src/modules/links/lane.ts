import { type Clock } from '../../kernel/clock/clock.js';
import { type EventLog } from '../../kernel/logging/event-log.js';
import { type LaneNotice, type PartnerAdapter, PartnerFailure, type Receipt } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { type FullAudits, type FullAuditStanding } from './full-audits.js';
import { type LaneRecord } from './lane-record.js';
import { LaneSchedule, type ScheduleStanding } from './lane-schedule.js';
import { type SealedLaneStorage } from './lane-storage.js';
import { type ReceiptsService } from './receipts.service.js';
import { type Claim, type WorkQueue } from './work-queue.js';

/** What a lane works with. */
export interface LaneParts {
  readonly service: Service;
  readonly adapter: PartnerAdapter;
  readonly storage: SealedLaneStorage;
  readonly queue: WorkQueue;
  readonly receipts: ReceiptsService;
  /** Null where the profile has no such file. */
  readonly audits: FullAudits | null;
  readonly clock: Clock;
  readonly log: EventLog;
}

/** How a lane has fared on this instance. */
export interface LaneStanding extends ScheduleStanding {
  /** What waits for a person at the partner's, as this instance saw it last. */
  readonly notices: readonly LaneNotice[];
  readonly fullAudit: FullAuditStanding | null;
}

/** What a turn has submitted, and whether its partner answered anything. */
interface Turn {
  readonly submitted: number;
  readonly answered: boolean;
}

const NOTHING_ASKED: Turn = { submitted: 0, answered: false };

/** The way to one partner. A failing partner makes its own lane wait, and no other. */
export class Lane {
  private readonly schedule: LaneSchedule;

  constructor(private readonly parts: LaneParts) {
    const { adapter, clock } = parts;
    this.schedule = new LaneSchedule(() => adapter.describe(), () => clock.now().getTime());
  }

  /** True while the lane waits after failures, or for its partner's schedule, with no full audit to look for. */
  get waiting(): boolean {
    return this.schedule.pausing || !(this.schedule.mayBegin || this.parts.audits?.mayLook);
  }

  get standing(): LaneStanding {
    const { adapter, audits } = this.parts;
    return { ...this.schedule.standing, notices: adapter.notices?.() ?? [], fullAudit: audits?.standing ?? null };
  }

  /** Whether there is anything to do for a lane that does not wait. */
  mayRun(record: LaneRecord): boolean {
    const auditDue = this.parts.audits?.look(record) ?? false;
    return auditDue || this.schedule.mayBegin;
  }

  /**
   * Submits one batch, collects late answers and sends a full audit, one after the other and each when its time has come.
   * @returns how many links were submitted; a full batch means that more may wait.
   */
  async runOnce(): Promise<number> {
    const { schedule } = this;
    const { adapter, audits } = this.parts;
    let turn: Turn;
    try {
      turn = schedule.maySubmit ? await this.submit() : NOTHING_ASKED;
      const collected = schedule.mayCollect;
      if (collected) await this.collect();
      // Where files are exchanged, whoever collects has spoken to the partner. Elsewhere a turn may have asked it nothing.
      if (turn.answered || (collected && adapter.describe().exclusive)) schedule.succeeded();
    } catch (error) {
      this.note(error);
      return 0;
    }
    await audits?.sendDue(adapter.notices?.() ?? []);
    return turn.submitted;
  }

  /** Lets what takes long come to an end before its time. */
  stop(): void {
    this.parts.audits?.stop();
  }

  async close(): Promise<void> {
    await this.parts.adapter.close();
  }

  private async submit(): Promise<Turn> {
    const { adapter, queue, receipts, service, storage } = this.parts;
    const batch = await queue.claim(service, adapter.describe().batchSize);
    const [first] = batch;
    if (!first) return NOTHING_ASKED;
    this.schedule.submitting();
    storage.submitting(new Map(batch.map(({ submission, leaseUntil }) => [submission.linkId, leaseUntil])));
    try {
      const answers = await adapter.submit(batch.map((claim) => claim.submission), first.leaseUntil);
      await receipts.settle(answers);
      const untried = claimsOf(batch, answers.filter(({ outcome }) => outcome === 'untried'));
      await queue.giveBack(untried);
      await queue.retryLater(unanswered(batch, answers), 'no_receipt');
      return { submitted: batch.length - untried.length, answered: answers.length > untried.length };
    } catch (error) {
      await queue.retryLater(batch, codeOf(error));
      throw error;
    } finally {
      storage.submitting(new Map());
    }
  }

  private async collect(): Promise<void> {
    this.schedule.collecting();
    const { adapter, storage, receipts } = this.parts;
    for await (const late of adapter.collect()) {
      await receipts.settle(late.receipts, late.closes.length > 0 ? [storage.deleteOutbound(late.closes)] : []);
      await late.settled();
    }
  }

  private note(error: unknown): void {
    const { log, service } = this.parts;
    this.schedule.failed(error, Math.random());
    const count = this.schedule.standing.failures;
    if (error instanceof PartnerFailure) log.warn('partner failed', { service, code: error.code, count });
    else log.error('lane failed', error, { service });
  }
}

/** The claims that receipts are about. */
function claimsOf(batch: readonly Claim[], answers: readonly Receipt[]): Claim[] {
  const answered = new Set(answers.map((receipt) => receipt.linkId));
  return batch.filter(({ submission }) => answered.has(submission.linkId));
}

function unanswered(batch: readonly Claim[], answers: readonly Receipt[]): Claim[] {
  const answered = new Set(claimsOf(batch, answers));
  return batch.filter((claim) => !answered.has(claim));
}

function codeOf(error: unknown): string {
  return error instanceof PartnerFailure ? error.code : 'internal';
}
