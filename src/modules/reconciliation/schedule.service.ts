import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { type Service } from '../links/index.js';
import { type Partner } from '../partners/index.js';
import { AdoptedChecks } from './checks.service.js';
import { isLate, lastDue, nightsDue } from './domain/nights.js';
import { type RunReason } from './domain/run-state.js';
import { ListSources } from './list-sources.js';
import {
  beginSchedule,
  insertMissed,
  lockNight,
  type MissedNights,
  queueOnce,
  type ScheduleRow,
  seeTo,
  selectSchedule,
  selectSince,
  type SinceRow,
} from './schedule.store.js';

/** Between two tries to be given a list whose partner could not be reached. */
const TRY_AGAIN_MILLISECONDS = 30 * 60_000;

/** Another instance was faster. */
class SeenTo extends Error {}

/**
 * Sees to each night of each service once, whichever instance looks first: asks for the list, or notes that none came.
 * Nights that nobody saw to are made up for as soon as somebody looks.
 */
@Injectable()
export class Schedule {
  /** Failed runs that this instance has seen last, and when to try again. */
  private readonly failed = new Map<Service, { readonly number: number; readonly at: number }>();

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly sources: ListSources,
    private readonly checks: AdoptedChecks,
  ) {}

  /** Looks whether a night of the service is due. */
  async look(service: Service): Promise<void> {
    const partner = await this.sources.partners.byService(service);
    if (!partner) return;
    const due = lastDue(this.clock.today(), this.clock.hour(), partner.policy.listHour);
    const [seen] = await this.database.query<ScheduleRow>(selectSchedule(service));
    if (!seen) return void (await this.database.query(beginSchedule(service, due)));
    if (!expectsLists(partner)) {
      if (seen.dueOn < due) await this.database.query(seeTo(service, seen.dueOn, due));
      return;
    }
    const nights = nightsDue(seen.dueOn, due, partner.policy.listEveryDays);
    if (nights.length === 0) return this.tryAgain(service, seen);
    // First, because a night that was seen to does not come again.
    if (partner.policy.checksPerMinute > 0) await this.checks.begin(service);
    await ((await this.sources.lists.has(service)) ? this.pull(partner, seen, nights) : this.missUploads(service, seen, nights));
  }

  /**
   * Nights in which nobody asked are reported, and so is the last one, where it was asked for until now and none came; one
   * list makes up for all of them.
   */
  private async pull({ service, policy }: Partner, seen: ScheduleRow, nights: readonly string[]): Promise<void> {
    const day = this.clock.today();
    const late = nights.filter((night) => isLate(night, day, this.clock.hour(), policy.listHour));
    const before = noneCame(await this.since(service, seen)) ? [seen.dueOn] : [];
    const missed = (reason: RunReason, which: readonly string[]): MissedNights => ({ service, source: 'pull', reason, nights: which, day });
    await this.seeTo(service, seen, nights, [missed('not_received', before), missed('not_asked', late)], true);
  }

  private async missUploads(service: Service, seen: ScheduleRow, nights: readonly string[]): Promise<void> {
    const { came, unfinished } = await this.since(service, seen);
    // One that is just coming is waited for.
    if (!came && unfinished) return;
    const missed = came ? nights.slice(0, -1) : nights;
    await this.seeTo(service, seen, nights, [{ service, source: 'upload', reason: 'not_received', nights: missed, day: this.clock.today() }], false);
  }

  private async seeTo(service: Service, { dueOn }: ScheduleRow, nights: readonly string[], missed: readonly MissedNights[], queue: boolean): Promise<void> {
    const night = nights.at(-1) ?? dueOn;
    const some = missed.filter((one) => one.nights.length > 0);
    if (!queue && some.length === 0) return void (await this.database.query(seeTo(service, dueOn, night)));
    await this.seenToOnce(service, some, async (tx) => {
      if ((await tx.query(seeTo(service, dueOn, night))).length === 0) throw new SeenTo();
      const noted = await insertAll(tx, some);
      if (queue) await tx.query(queueOnce(randomUUID(), service, this.clock.today()));
      return noted ? 'reconciliation.missed' : 'reconciliation.start';
    });
  }

  /** The night in which the old list still lay there. It is not asked for again: a supervisor does when the new one is there. */
  private async noteOld(service: Service, { dueOn }: ScheduleRow): Promise<void> {
    const missed: MissedNights[] = [{ service, source: 'pull', reason: 'not_received', nights: [dueOn], day: this.clock.today() }];
    await this.seenToOnce(service, missed, async (tx) => {
      if ((await tx.query(lockNight(service, dueOn))).length === 0 || !(await insertAll(tx, missed))) throw new SeenTo();
      return 'reconciliation.missed';
    });
  }

  private async seenToOnce(service: Service, missed: readonly MissedNights[], work: (tx: Tx) => Promise<'reconciliation.missed' | 'reconciliation.start'>): Promise<void> {
    try {
      await this.work.run(systemCaller('reconciliation'), async (tx) => ({ result: null, audit: { act: await work(tx), reason: service, subject: null, outcome: 'done' } }));
    } catch (error) {
      if (error instanceof SeenTo) return;
      throw error;
    }
    for (const { reason, nights } of missed) this.log.warn('list missed', { service, code: reason, count: nights.length });
  }

  /** A list that could not be brought in its night is asked for again until it can, or the next night comes. */
  private async tryAgain(service: Service, seen: ScheduleRow): Promise<void> {
    const since = await this.since(service, seen);
    const { number, old, came, unfinished } = since;
    if (number === null || came || unfinished || !(await this.sources.lists.has(service))) return void this.failed.delete(service);
    if (old) return noneCame(since) ? this.noteOld(service, seen) : undefined;
    const now = this.clock.now().getTime();
    const known = this.failed.get(service);
    if (known?.number !== number) return void this.failed.set(service, { number, at: now + TRY_AGAIN_MILLISECONDS });
    if (now < known.at) return;
    await this.work.run(systemCaller('reconciliation'), async (tx) => {
      await tx.query(queueOnce(randomUUID(), service, this.clock.today()));
      return { result: null, audit: { act: 'reconciliation.start', reason: service, subject: null, outcome: 'done' } };
    });
  }

  private async since(service: Service, { dueOn, runNumber }: ScheduleRow): Promise<SinceRow> {
    const [row] = await this.database.query<SinceRow>(selectSince(service, dueOn, runNumber));
    return row ?? { number: null, came: false, old: false, unfinished: false, noted: false };
  }
}

/** Whether a list was asked for in vain, and nobody has noted it. */
function noneCame({ number, came, unfinished, noted }: SinceRow): boolean {
  return number !== null && !came && !unfinished && !noted;
}

/** @returns whether there was a night that had no run yet. */
async function insertAll(tx: Tx, missed: readonly MissedNights[]): Promise<boolean> {
  let noted = false;
  for (const one of missed) noted = (await tx.query(insertMissed(one))).length > 0 || noted;
  return noted;
}

/** A paused partner is asked nothing; one whose holders all have the same number has no tokens to list. */
function expectsLists({ state, policy }: Partner): boolean {
  return state === 'active' && policy.listEveryDays > 0 && !('constantId' in policy.tokens && policy.tokens.constantId !== undefined);
}
