import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Database } from '../../../kernel/database/index.js';
import { type Service } from '../../links/index.js';
import { type BreakFilter } from '../break.store.js';
import { type BreakGroup, type Report, reportOf, TREND_RUNS } from '../domain/report.js';
import { type Audience } from '../domain/small-counts.js';
import { ReconciliationQueries } from '../reconciliation.queries.js';
import { breaksCsv, reportCsv, runsCsv } from './csv.js';
import { reportPage } from './page.js';
import { groupBreaks } from './report.store.js';

const ROWS_AT_ONCE = 500;

/** Reports on how a partner and the city stand, and tables for further work. */
@Injectable()
export class ReconciliationReports {
  constructor(
    private readonly database: Database,
    private readonly queries: ReconciliationQueries,
    private readonly clock: Clock,
  ) {}

  /** @param audience outside for anything that leaves the city: small counts are not told then. */
  async report(service: Service, audience: Audience): Promise<Report> {
    const groups = await this.database.query<BreakGroup>(groupBreaks(service));
    // A round of checks asks for other links than a list shows: its counts are not to be compared with a list's.
    const runs = await this.queries.listRuns(service, TREND_RUNS);
    const lastChecks = await this.queries.lastChecks(service);
    return reportOf({ service, day: this.clock.today(), groups, runs, lastChecks }, audience);
  }

  /** The report on one page, to be looked at or printed. */
  async page(service: Service, audience: Audience): Promise<string> {
    return reportPage(await this.report(service, audience));
  }

  /** Class, age and number of breaks. */
  async table(service: Service, audience: Audience): Promise<string> {
    return reportCsv(await this.report(service, audience));
  }

  /** All runs, newest first, a piece at a time. For the city only. */
  runsTable(service: Service | null): AsyncGenerator<string> {
    return runsCsv(async (after) => {
      const { runs, next } = await this.queries.runs(service, after, ROWS_AT_ONCE);
      return { rows: runs, next };
    });
  }

  /**
   * The breaks that a run has seen, a piece at a time and without tokens. For the city only.
   * @throws DomainError `reconciliation.run_not_found`, before anything is written.
   */
  async breaksTable(runId: string, filter: BreakFilter): Promise<AsyncGenerator<string>> {
    await this.queries.run(runId);
    return breaksCsv(async (after) => {
      const { breaks, next } = await this.queries.breaks(runId, filter, { after, limit: ROWS_AT_ONCE }, false);
      return { rows: breaks, next };
    });
  }
}
