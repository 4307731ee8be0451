import { type Statement } from '../../kernel/database/index.js';

/** How far a run is. The row goes when the run ends. */
export function noteProgress(id: string, stage: string, rows: number, expected: number | null, startedAt: Date): Statement {
  return {
    name: 'progress-note',
    text: `INSERT INTO reconciliation.progress (run_id, stage, rows, expected_rows, started_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (run_id) DO UPDATE SET stage = excluded.stage, rows = excluded.rows`,
    values: [id, stage, rows, expected, startedAt],
  };
}

export interface ProgressRow {
  readonly stage: string;
  readonly rows: string;
  readonly expected_rows: string | null;
  readonly started_at: Date;
}

export function selectProgress(id: string): Statement {
  return {
    name: 'progress',
    text: 'SELECT stage, rows, expected_rows, started_at FROM reconciliation.progress WHERE run_id = $1',
    values: [id],
  };
}

export function dropProgress(id: string): Statement {
  return { name: 'progress-drop', text: 'DELETE FROM reconciliation.progress WHERE run_id = $1', values: [id] };
}

/** Forgets progress of runs that are over, or never came to be. */
export function forgetProgress(): Statement {
  return {
    name: 'progress-forget',
    text: `DELETE FROM reconciliation.progress WHERE NOT EXISTS (
             SELECT FROM reconciliation.run WHERE run.id = progress.run_id AND state IN ('receiving', 'comparing'))`,
    values: [],
  };
}
