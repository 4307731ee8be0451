import { Injectable } from '@nestjs/common';
import { systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { UnitOfWork } from '../../kernel/database/index.js';
import { ComparableLinks, type Service } from '../links/index.js';
import { lockRepairs, markChanged, markRepaired, type RepairRow } from './break.store.js';
import { finishRepairs, moveRun } from './run.store.js';
import { RunLost } from './settlement.js';
import { ComparisonSettings } from './settings.js';

/** Has links told again whose partner does not show what the city wants. The ordinary sync does the rest. */
@Injectable()
export class Repairs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly links: ComparableLinks,
    private readonly clock: Clock,
    private readonly settings: ComparisonSettings,
  ) {}

  /**
   * Repairs the open breaks of a run, the urgent ones first, some in each commit. Cut short at any point, it is gone on
   * with, and nothing is repaired twice: a break that was repaired is open no more.
   * @returns how many links will be told again.
   * @throws RunLost when the run is not to be repaired any more.
   */
  async run(runId: string, service: Service): Promise<number> {
    for (let repaired = 0; ; ) {
      const batch = await this.batch(runId, service);
      repaired += batch.repaired;
      if (batch.over) return repaired;
    }
  }

  private batch(runId: string, service: Service): Promise<{ readonly repaired: number; readonly over: boolean }> {
    return this.work.run(systemCaller('reconciliation'), async (tx) => {
      if ((await tx.query(moveRun(runId, 'repairing', 'repairing'))).length === 0) throw new RunLost();
      const rows = await tx.query<RepairRow>(lockRepairs(runId, this.settings.repairsAtOnce));
      const compared = rows.map((row) => ({ id: row.link_id, version: row.compared_version, listed: row.class !== 'missing' }));
      const told = new Set(await this.links.tellAgain(tx, service, compared));
      const [repaired, changed] = [rows.filter((row) => told.has(row.link_id)), rows.filter((row) => !told.has(row.link_id))];
      await tx.query(markRepaired(repaired.map((row) => row.id), this.clock.today()));
      await tx.query(markChanged(changed.map((row) => row.id)));
      const over = rows.length < this.settings.repairsAtOnce;
      if (over) await tx.query(finishRepairs(runId, this.clock.today()));
      const result = { repaired: repaired.length, over };
      return { result, audit: { act: 'reconciliation.repair', reason: service, subject: null, outcome: 'done' } };
    });
  }
}
