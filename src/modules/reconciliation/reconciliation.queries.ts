import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from '../links/index.js';
import { type BreakFilter, type BreakRow, listBreaks } from './break.store.js';
import { type Age, ageOn } from './domain/break-rules.js';
import { NO_COUNTS, type RunCounts } from './domain/classes.js';
import { countLeft } from './checks.store.js';
import { ListSources } from './list-sources.js';
import { UNFINISHED } from './domain/run-state.js';
import { runNotFound } from './reconciliation.errors.js';
import { type ProgressRow, selectProgress } from './progress.store.js';
import { type CountedRunRow, listListRuns, listRuns, type RunRow, selectLastChecks, selectRun } from './run.store.js';
import { openToken } from './settlement.js';

/** How far a run is, while it is under way. */
export interface RunProgress {
  readonly stage: string;
  /** Lines; of a round of checks, accounts. */
  readonly rows: number;
  /** Lines that the list says it has, or that the last one had; null when neither is known. */
  readonly expectedRows: number | null;
  /** Seconds until the list has been received, at the speed so far, or all accounts, at the agreed rate; null where that cannot be told. */
  readonly estimatedSeconds: number | null;
}

/** A run as people see it. */
export interface RunView extends Pick<RunRow, 'id' | 'service' | 'source' | 'asOf' | 'startedOn' | 'endedOn' | 'state' | 'reason' | 'decidedBy'> {
  readonly sequence: number | null;
  /** Lines of the list, also of one that was set aside. */
  readonly rows: number | null;
  /** Null for a run that compared nothing. */
  readonly counts: RunCounts | null;
}

export interface RunDetail extends RunView {
  /** Null for a run that is over. */
  readonly progress: RunProgress | null;
}

/** A break as people see it. Which link it is about stays inside. */
export interface BreakView extends Pick<BreakRow, 'id' | 'service' | 'class' | 'urgent' | 'state' | 'reason' | 'decidedBy' | 'firstSeen' | 'lastSeen'> {
  readonly age: Age;
  /** Only of tokens that the city does not know, and only for whoever has to act on them: the partner is asked by it. */
  readonly token?: string;
}

/** What may be read of runs and breaks. */
@Injectable()
export class ReconciliationQueries {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly sources: ListSources,
  ) {}

  /** Newest first. */
  async runs(service: Service | null, after: string | null, limit: number): Promise<{ runs: RunView[]; next: string | null }> {
    const rows = await this.database.query<CountedRunRow>(listRuns(service, after, limit + 1));
    return { runs: rows.slice(0, limit).map(viewOf), next: nextOf(rows, limit) };
  }

  /** Runs about lists alone, newest first, with the numbers by which they were compared. */
  async listRuns(service: Service, limit: number): Promise<(RunView & Pick<RunRow, 'number'>)[]> {
    return (await this.database.query<CountedRunRow>(listListRuns(service, limit))).map(numberedOf);
  }

  /** The last round of checks; null where there was none. */
  async lastChecks(service: Service): Promise<(RunView & Pick<RunRow, 'number'>) | null> {
    const [row] = await this.database.query<CountedRunRow>(selectLastChecks(service));
    return row ? numberedOf(row) : null;
  }

  /** @throws DomainError `reconciliation.run_not_found`. */
  async run(id: string): Promise<RunDetail> {
    const row = await this.rowOf(id);
    return { ...viewOf(row), progress: UNFINISHED.includes(row.state) ? await this.progressOf(row) : null };
  }

  /**
   * The breaks that a run has seen, in an order that tells nothing.
   * @param withTokens whether to open the tokens that the city does not know.
   * @throws DomainError `reconciliation.run_not_found`.
   */
  async breaks(runId: string, filter: BreakFilter, page: { after: string | null; limit: number }, withTokens: boolean): Promise<{ breaks: BreakView[]; next: string | null }> {
    await this.rowOf(runId);
    const { rows, next } = await this.breakRows(runId, filter, page);
    return { breaks: rows.map((row) => this.breakOf(row, withTokens)), next };
  }

  /** The same as they are kept, for others of this module. */
  async breakRows(runId: string, filter: BreakFilter, page: { after: string | null; limit: number }): Promise<{ rows: BreakRow[]; breaks: BreakView[]; next: string | null }> {
    const found = await this.database.query<BreakRow>(listBreaks(runId, filter, page.after, page.limit + 1));
    const rows = found.slice(0, page.limit);
    return { rows, breaks: rows.map((row) => this.breakOf(row, false)), next: nextOf(found, page.limit) };
  }

  private async rowOf(id: string): Promise<CountedRunRow> {
    const [row] = await this.database.query<CountedRunRow>(selectRun(id));
    if (!row) throw runNotFound();
    return row;
  }

  private async checkedOf({ id, service, state, ours }: RunRow): Promise<RunProgress> {
    const [left] = await this.database.query<{ count: number }>(countLeft(id, service));
    const perMinute = (await this.sources.partners.byService(service))?.policy.checksPerMinute ?? 0;
    const [rows, more] = [ours ?? 0, left?.count ?? 0];
    return { stage: state, rows, expectedRows: rows + more, estimatedSeconds: perMinute > 0 ? Math.ceil((more * 60) / perMinute) : null };
  }

  private async progressOf(run: RunRow): Promise<RunProgress> {
    const { id, state, theirs } = run;
    if (state === 'checking') return this.checkedOf(run);
    const [row] = await this.database.query<ProgressRow>(selectProgress(id));
    if (!row) return { stage: state, rows: theirs ?? 0, expectedRows: theirs, estimatedSeconds: null };
    const rows = Number(row.rows);
    const expected = row.expected_rows === null ? null : Number(row.expected_rows);
    // The size of the last list says nothing of one that is longer already.
    const expectedRows = expected !== null && expected < rows ? null : expected;
    const seconds = (this.clock.now().getTime() - row.started_at.getTime()) / 1000;
    const estimable = row.stage === 'receiving' && expectedRows !== null && rows > 0;
    const estimatedSeconds = estimable ? Math.max(0, Math.round((seconds * (expectedRows - rows)) / rows)) : null;
    return { stage: row.stage, rows, expectedRows, estimatedSeconds };
  }

  private breakOf(row: BreakRow, withTokens: boolean): BreakView {
    const { id, service, class: ofClass, urgent, state, reason, decidedBy, firstSeen, lastSeen, sealedToken } = row;
    const token = withTokens && sealedToken !== null ? { token: openToken(this.keyring, id, sealedToken) } : {};
    return { id, service, class: ofClass, urgent, state, reason, decidedBy, firstSeen, lastSeen, age: ageOn(this.clock.today(), firstSeen), ...token };
  }
}

function viewOf(row: CountedRunRow): RunView {
  const { id, service, source, asOf, startedOn, endedOn, state, reason, decidedBy, sequence, theirs, ours } = row;
  const counts = ours === null ? null : (Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, row[name as keyof RunCounts]])) as unknown as RunCounts);
  const number = sequence === null ? null : Number(sequence);
  return { id, service, source, asOf, startedOn, endedOn, state, reason, decidedBy, sequence: number, rows: theirs, counts };
}

const numberedOf = (row: CountedRunRow) => ({ ...viewOf(row), number: row.number });

function nextOf(rows: readonly { readonly id: string }[], limit: number): string | null {
  return rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
}
