import { type Database } from '../../kernel/database/index.js';
import { noteProgress } from './progress.store.js';

const NOTE_EVERY_MILLISECONDS = 1_000;

/** Tells others how far a run is, about once a second. What cannot be told is left out: the run matters more. */
export class Progress {
  private readonly startedAt: Date;
  private notedAt = -Infinity;
  private noted: Promise<void> = Promise.resolve();

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

  /** One after the other, so that nothing that was noted before comes behind it, or behind the end of the run. */
  async stage(stage: string, rows: number): Promise<void> {
    const note = () => this.database.query(noteProgress(this.runId, stage, rows, this.expected, this.startedAt)).then(() => undefined, () => undefined);
    await (this.noted = this.noted.then(note));
  }

  /** Resolves when nothing is being noted. */
  async settled(): Promise<void> {
    await this.noted;
  }
}
