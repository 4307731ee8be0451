import { type Database } from '../../kernel/database/index.js';
import { noteProgress } from './run.store.js';

const NOTE_EVERY_MILLISECONDS = 1_000;

/** Tells others how far a run is, about once a second. What cannot be told is left out: the run matters more. */
export class Progress {
  private readonly startedAt: Date;
  private notedAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly runId: string,
    private readonly expected: number | null,
    private readonly now: () => Date,
  ) {
    this.startedAt = now();
  }

  rows(rows: number): void {
    const now = this.now().getTime();
    if (now - this.notedAt < NOTE_EVERY_MILLISECONDS) return;
    this.notedAt = now;
    void this.stage('receiving', rows);
  }

  async stage(stage: string, rows: number): Promise<void> {
    await this.database.query(noteProgress(this.runId, stage, rows, this.expected, this.startedAt)).catch(() => undefined);
  }
}
