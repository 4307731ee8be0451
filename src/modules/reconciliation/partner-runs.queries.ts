import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { ComparableLinks, type Service } from '../links/index.js';
import { type BreakFilter, type BreakRow } from './break.store.js';
import { type RunCounts } from './domain/classes.js';
import { type BreakView, ReconciliationQueries, type RunDetail, type RunView } from './reconciliation.queries.js';
import { runNotFound } from './reconciliation.errors.js';
import { openToken } from './settlement.js';

/**
 * What a partner may know of how its list counted: its own lines, and what differs. How many links the city has, and how
 * many of them are on their way, would tell of changes that are not published yet.
 */
export const TOLD_COUNTS = [
  ...['missing', 'unknown', 'stateMismatch', 'attributeMismatch'] as const,
  ...['partnerHold', 'endedStillLive', 'duplicate', 'unreadable'] as const,
] satisfies readonly (keyof RunCounts)[];

export type ToldCounts = Pick<RunCounts, (typeof TOLD_COUNTS)[number]>;

/** A run as its partner sees it. Who decided about it is the city's. */
export interface PartnerRunView extends Omit<RunView, 'service' | 'decidedBy' | 'counts'> {
  readonly counts: ToldCounts | null;
}

export interface PartnerRunDetail extends PartnerRunView, Pick<RunDetail, 'progress'> {}

/** A break as its partner sees it. */
export interface PartnerBreakView extends Pick<BreakView, 'id' | 'class' | 'urgent' | 'state' | 'firstSeen' | 'lastSeen' | 'age'> {
  /** Null for lines that nobody can read. */
  readonly token: string | null;
}

/** What a partner may read: of its own runs, and its own tokens. */
@Injectable()
export class PartnerRuns {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly links: ComparableLinks,
    private readonly queries: ReconciliationQueries,
  ) {}

  /** Newest first. */
  async runs(service: Service, after: string | null, limit: number): Promise<{ runs: PartnerRunView[]; next: string | null }> {
    const { runs, next } = await this.queries.runs(service, after, limit);
    return { runs: runs.map(told), next };
  }

  /** @throws DomainError `reconciliation.run_not_found`, also for a run of another partner. */
  async run(service: Service, id: string): Promise<PartnerRunDetail> {
    const run = await this.queries.run(id);
    if (run.service !== service) throw runNotFound();
    return { ...told(run), progress: run.source === 'check' ? toldProgress(run) : run.progress };
  }

  /**
   * The breaks that a run has seen, with their tokens.
   * @throws DomainError `reconciliation.run_not_found`, also for a run of another partner.
   */
  async breaks(service: Service, runId: string, filter: BreakFilter, page: { after: string | null; limit: number }): Promise<{ breaks: PartnerBreakView[]; next: string | null }> {
    await this.run(service, runId);
    const { rows, breaks, next } = await this.queries.breakRows(runId, filter, page);
    const tokens = await this.tokensOf(service, rows);
    const one = ({ id, class: ofClass, urgent, state, firstSeen, lastSeen, age }: BreakView): PartnerBreakView => ({
      ...{ id, class: ofClass, urgent, state, firstSeen, lastSeen, age },
      token: tokens.get(id) ?? null,
    });
    return { breaks: breaks.map(one), next };
  }

  /** Tokens by break. */
  private async tokensOf(service: Service, rows: readonly BreakRow[]): Promise<ReadonlyMap<string, string>> {
    const ofLinks = await this.links.tokensOf(this.database, service, rows.flatMap(({ linkId }) => linkId ?? []));
    const token = ({ id, linkId, sealedToken }: BreakRow) => (sealedToken ? openToken(this.keyring, id, sealedToken) : ofLinks.get(linkId ?? ''));
    return new Map(rows.flatMap((row) => {
      const known = token(row);
      return known === undefined ? [] : [[row.id, known] as const];
    }));
  }
}

/** How many accounts there are to be asked for would tell of links that the partner was not told of yet. */
function toldProgress({ progress, rows }: RunDetail): RunDetail['progress'] {
  return progress && { stage: progress.stage, rows: rows ?? 0, expectedRows: null, estimatedSeconds: null };
}

function told({ id, source, asOf, startedOn, endedOn, state, reason, sequence, rows, counts }: RunView): PartnerRunView {
  const shown = counts && (Object.fromEntries(TOLD_COUNTS.map((name) => [name, counts[name]])) as unknown as ToldCounts);
  return { id, source, asOf, startedOn, endedOn, state, reason, sequence, rows, counts: shown };
}
