import { type Clock } from '../../kernel/clock/clock.js';
import { type Database } from '../../kernel/database/index.js';
import { type PartnerRegistry } from '../partners/index.js';
import { type AuditRecord } from './domain/full-audit.js';
import { type Service } from './domain/service.js';
import { aloneAt } from './lane-lock.js';
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
    private readonly partners: PartnerRegistry,
  ) {}

  /**
   * What is known of a lane that speaks this profile now. Where it spoke another before, nobody will answer the files
   * of that one: their links are due again, and a full audit is asked for.
   * @returns null while it speaks another: an instance is still at a file of that one, or the partner has been changed since
   *   `profile` was read.
   */
  async of(service: Service, profile: string): Promise<LaneRecord | null> {
    const [known] = await this.database.query<LaneRecordRow>(selectLane(service));
    const row = known?.profile === profile ? known : await aloneAt(this.database, service, () => this.enter(service, profile));
    return row && recordOf(row);
  }

  /** @param answered how often staff had asked when it began: who asked later waits for the next one. */
  async audited(service: Service, answered: number): Promise<void> {
    await this.database.query(noteAudit(service, this.clock.today(), answered));
  }

  private async enter(service: Service, profile: string): Promise<LaneRecordRow | null> {
    // An instance that has not heard of a change must not undo it.
    if ((await this.partners.asOfNow(service))?.profile !== profile) return null;
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
