import { retryAfterSeconds } from './domain/link-rules.js';
import { type AdapterDescription, PartnerFailure } from './domain/partner-port.js';

const CREDENTIALS_PAUSE_SECONDS = 60;
const FAILURES_BEFORE_PAUSE = 3;
/** Answers are fetched at least this often, also from a partner that takes one file a day. */
const COLLECT_EVERY_SECONDS = 900;

/** How a lane's submissions and answers have fared on this instance. */
export interface ScheduleStanding {
  /** `open` after repeated failures: the lane waits before it tries again. */
  readonly circuit: 'closed' | 'open';
  /** In a row; a turn in which nothing was asked of the partner does not count. */
  readonly failures: number;
  /** Milliseconds since 1970, or null before the first. */
  readonly lastSuccessAt: number | null;
  readonly lastErrorCode: string | null;
}

/** When a lane may speak to its partner: by the partner's schedule, and with pauses after failures. */
export class LaneSchedule {
  private failures = 0;
  private pausedUntil = 0;
  private submittedAt = -Infinity;
  private collectedAt = -Infinity;
  private lastSuccessAt: number | null = null;
  private lastErrorCode: string | null = null;

  constructor(
    private readonly describe: () => AdapterDescription,
    private readonly now: () => number,
  ) {}

  get mayBegin(): boolean {
    return !this.pausing && (this.maySubmit || this.mayCollect);
  }

  /** Whether the lane waits after failures. */
  get pausing(): boolean {
    return this.now() < this.pausedUntil;
  }

  get maySubmit(): boolean {
    return this.now() >= this.submittedAt + this.describe().submitEverySeconds * 1000;
  }

  get mayCollect(): boolean {
    return this.now() >= this.collectedAt + Math.min(this.describe().submitEverySeconds, COLLECT_EVERY_SECONDS) * 1000;
  }

  submitting(): void {
    this.submittedAt = this.now();
  }

  collecting(): void {
    this.collectedAt = this.now();
  }

  /** The partner did what it was asked. */
  succeeded(): void {
    this.failures = 0;
    this.lastSuccessAt = this.now();
  }

  /** @param chance a number from 0 to 1, so that instances do not come back together. */
  failed(error: unknown, chance: number): void {
    this.failures += 1;
    this.lastErrorCode = error instanceof PartnerFailure ? error.code : 'internal';
    this.pausedUntil = this.now() + this.pauseSeconds(error, chance) * 1000;
  }

  get standing(): ScheduleStanding {
    const circuit = this.pausing ? 'open' : 'closed';
    return { circuit, failures: this.failures, lastSuccessAt: this.lastSuccessAt, lastErrorCode: this.lastErrorCode };
  }

  private pauseSeconds(error: unknown, chance: number): number {
    if (error instanceof PartnerFailure && error.kind === 'credentials') return CREDENTIALS_PAUSE_SECONDS;
    if (this.failures < FAILURES_BEFORE_PAUSE) return 0;
    return retryAfterSeconds(Math.min(this.failures - FAILURES_BEFORE_PAUSE, 6), chance);
  }
}
