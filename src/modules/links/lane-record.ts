import { type Clock } from '../../kernel/clock/clock.js';
import { type Database } from '../../kernel/database/index.js';
import { type AuditRecord } from './domain/full-audit.js';
import { type Service } from './domain/service.js';
import { enterLane, forgetOutbound, type LaneRecordRow, lockProfile, noteAudit, releasePending, selectLane } from './lane.store.js';

/** What all instances know of a lane. */
export interface LaneRecord {
  /** Staff have stopped it. */
  readonly paused: boolean;
  readonly audits: AuditRecord;
}

/** Keeps what all instances are to know of the lanes. */
export class LaneRecords {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * What is known of a lane that speaks this profile now. Where it spoke another before, nobody will answer the files
   * of that one: their links are due again, and a full audit is asked for.
   */
  async of(service: Service, profile: string): Promise<LaneRecord> {
    const [row] = await this.database.query<LaneRecordRow>(selectLane(service));
    return recordOf(row?.profile === profile ? row : await this.enter(service, profile));
  }

  /** @param answered how often staff had asked when it began: who asked later waits for the next one. */
  async audited(service: Service, answered: number): Promise<void> {
    await this.database.query(noteAudit(service, this.clock.today(), answered));
  }

  private enter(service: Service, profile: string): Promise<LaneRecordRow> {
    return this.database.transaction(async (tx) => {
      const [before] = await tx.query<{ profile: string | null }>(lockProfile(service));
      const [row] = await tx.query<LaneRecordRow>(enterLane(service, profile, this.clock.today()));
      if (!row) throw new Error('a lane was not entered');
      if (before?.profile && before.profile !== profile) {
        await tx.query(releasePending(service, this.clock.now()));
        await tx.query(forgetOutbound(service));
      }
      return row;
    });
  }
}

function recordOf({ paused, since_on, audited_on, audits_asked }: LaneRecordRow): LaneRecord {
  return { paused, audits: { sinceDay: since_on, lastDay: audited_on, asked: audits_asked } };
}
