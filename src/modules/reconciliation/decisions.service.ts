import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { ComparableLinks } from '../links/index.js';
import { type BreakRow, decideBreak, lockBreak, markRepaired } from './break.store.js';
import { type BreakDecision, type BreakState, decided, type DecisionReason } from './domain/break-rules.js';
import { type RunDecision, type RunState } from './domain/run-state.js';
import { breakNotFound, decisionNotPossible, linkChanged, runNotAwaiting, runNotFound, runOutdated, runUnderWay } from './reconciliation.errors.js';
import { decideRun, insertQueued, lockRun, type RunRow } from './run.store.js';

/** What a supervisor decides about breaks, and about runs that wait for it. */
@Injectable()
export class ReconciliationDecisions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly links: ComparableLinks,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides about one break.
   * @throws DomainError `reconciliation.break_not_found`, `reconciliation.decision_not_possible`, or
   *   `reconciliation.link_changed` when the link of a break that is to be repaired is not as it was compared.
   */
  ofBreak(caller: Caller, id: string, decision: BreakDecision, reason: DecisionReason | null): Promise<{ state: BreakState }> {
    return this.work.run(caller, async (tx) => {
      const [row] = await tx.query<BreakRow>(lockBreak(id));
      if (!row) throw breakNotFound();
      const state = decided(decision, row.state, row.class);
      if (state === null) throw decisionNotPossible({ act: decision, state: row.state });
      if (decision === 'repair') await this.repair(tx, row, caller.account, reason);
      else await tx.query(decideBreak(id, state, reason, caller.account));
      return { result: { state }, audit: { act: `reconciliation.${decision}`, reason: reason ?? row.service, subject: null, outcome: 'done' } };
    });
  }

  /**
   * Decides how a run that waits goes on. A list of a size that is found right has to come again: nothing of it was kept.
   * One that is pulled is asked for at once.
   * @throws DomainError `reconciliation.run_not_found`, `reconciliation.run_not_awaiting`, `reconciliation.run_outdated` when a
   *   later run has taken its place, or `reconciliation.run_under_way` while another run of the service is.
   */
  async ofRun(caller: Caller, id: string, decision: RunDecision): Promise<{ state: RunState; nextRun: string | null }> {
    try {
      return await this.work.run(caller, async (tx) => {
        const [run] = await tx.query<RunRow>(lockRun(id));
        if (!run) throw runNotFound();
        if (run.reason === 'outdated') throw runOutdated();
        if (run.state !== 'awaiting_decision') throw runNotAwaiting({ state: run.state });
        const result = run.ours === null ? await this.ofSize(tx, run, decision, caller.account) : await this.ofRepairs(tx, run, decision, caller.account);
        return { result, audit: { act: `reconciliation.${decision}`, reason: run.service, subject: null, outcome: 'done' } };
      });
    } catch (error) {
      throw ['run_active', 'run_queued'].includes(violatedUnique(error) ?? '') ? runUnderWay() : error;
    }
  }

  private async ofSize(tx: Tx, run: RunRow, decision: RunDecision, account: string): Promise<{ state: RunState; nextRun: string | null }> {
    const today = this.clock.today();
    const accepted = decision === 'proceed';
    await tx.query(decideRun(run.id, 'set_aside', accepted ? 'size_accepted' : 'size_changed', account, today));
    if (!accepted || run.source !== 'pull') return { state: 'set_aside', nextRun: null };
    const nextRun = crypto.randomUUID();
    await tx.query(insertQueued(nextRun, run.service, today));
    return { state: 'set_aside', nextRun };
  }

  private async ofRepairs(tx: Tx, run: RunRow, decision: RunDecision, account: string): Promise<{ state: RunState; nextRun: string | null }> {
    const [state, reason, endedOn] =
      decision === 'proceed' ? (['repairing', null, null] as const) : (['done', 'repairs_refused', this.clock.today()] as const);
    await tx.query(decideRun(run.id, state, reason, account, endedOn));
    return { state, nextRun: null };
  }

  private async repair(tx: Tx, row: BreakRow, account: string, reason: DecisionReason | null): Promise<void> {
    if (row.linkId === null || row.comparedVersion === null) throw decisionNotPossible({ act: 'repair', state: row.state });
    const told = await this.links.tellAgain(tx, row.service, [{ id: row.linkId, version: row.comparedVersion, listed: row.class !== 'missing' }]);
    if (told.length === 0) throw linkChanged();
    await tx.query(markRepaired([row.id], this.clock.today(), account, reason));
  }
}
