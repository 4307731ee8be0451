import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller, systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { ComparableLinks, PartnerFailure, type PartnerView, type Service } from '../links/index.js';
import { type BreaksOf, continueLinkBreaks, dropDifferences, insertLinkBreaks, lockRepairs, markChanged, markRepaired, type RepairRow } from './break.store.js';
import {
  addTally,
  type ApartRow,
  beginChecks,
  type CheckedDifference,
  endChecks,
  insertCheckedDifferences,
  moveRound,
  resolveChecked,
  resolveEnded,
  type RoomRow,
  type RoundRow,
  selectAgain,
  selectApart,
  selectOthers,
  selectRoom,
  selectRound,
  type Tally,
} from './checks.store.js';
import { inFlightFrom } from './domain/break-rules.js';
import { mostRepairs } from './domain/classes.js';
import { ListSources } from './list-sources.js';
import { outdateEarlier } from './run.store.js';
import { checksNotAgreed, nothingToCheck, partnerPaused, runUnderWay } from './reconciliation.errors.js';

const TRIES = 3;
/** Accounts that are drawn to tell whether the partner answers about any. */
const OTHERS = 2;

/** Another instance has asked for these accounts. */
class AskedBefore extends Error {}

/** A link as it was when its account was asked for, and what the partner shows; null where it shows all others and not this one. */
interface Check {
  readonly link: ApartRow;
  readonly view: PartnerView | null;
}

type Verify = (token: string) => Promise<PartnerView>;

/**
 * Adopted library numbers, which no list has, asked for one by one. A round goes through them in the order of their random
 * ids and remembers the last one, so that it goes on where it was cut short, on any instance.
 *
 * What is suspended here and live there is told again by the ordinary sync. An account that is not there any more is its
 * holder's matter and the library's: a break for a person, never made anew.
 */
@Injectable()
export class AdoptedChecks {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly links: ComparableLinks,
    private readonly sources: ListSources,
    private readonly log: EventLog,
  ) {}

  /** Begins a round, unless one is on or there is nothing to ask for. */
  async begin(service: Service): Promise<void> {
    await numbered(() => this.database.query(beginChecks(randomUUID(), service, this.clock.today())));
  }

  /**
   * Begins a round because somebody wants it. It goes at the rate that was agreed with the partner, like that of a night.
   * @throws DomainError `reconciliation.run_under_way` when one is on, `reconciliation.nothing_to_check` without an adopted
   *   number, `reconciliation.checks_not_agreed`, `reconciliation.partner_paused`, or `partner.not_configured`.
   */
  async request(caller: Caller, service: Service): Promise<{ id: string }> {
    const { state, policy } = await this.sources.partners.partnerOf(service);
    if (state !== 'active') throw partnerPaused();
    if (policy.checksPerMinute === 0) throw checksNotAgreed();
    const begin = () =>
      this.work.run(caller, async (tx) => {
        const id = randomUUID();
        if ((await tx.query(beginChecks(id, service, this.clock.today()))).length === 0) {
          throw (await tx.query(selectRound(service))).length > 0 ? runUnderWay() : nothingToCheck();
        }
        return { result: { id }, audit: { act: 'reconciliation.start_checks', reason: service, subject: null, outcome: 'done' } };
      });
    return numbered(begin);
  }

  /** Whether a round is on. */
  async isOn(service: Service): Promise<boolean> {
    return (await this.database.query(selectRound(service))).length > 0;
  }

  /**
   * Asks for the next accounts of the round that is on, and writes down what was found.
   * @param limit accounts; one that cannot be shown ends the step, because it takes several questions.
   * @param asking called before each question.
   * @returns whether there may be more.
   * @throws PartnerFailure when the partner could not be asked: what was found before is kept, and nothing is made up.
   */
  async step(service: Service, limit: number, asking: () => void = () => undefined): Promise<boolean> {
    const [round] = await this.database.query<RoundRow>(selectRound(service));
    if (!round) return false;
    const next = await this.database.query<ApartRow>(selectApart(service, round.after, limit));
    const { checks, failure } = await this.ask(service, next, asking);
    const over = checks.length === next.length && next.length < limit;
    try {
      await this.keep(service, round, checks, over);
    } catch (error) {
      if (!(error instanceof AskedBefore)) throw error;
    }
    if (failure) throw failure;
    return !over;
  }

  /** Asks one after the other, until the partner fails or does not show an account. */
  private async ask(service: Service, links: readonly ApartRow[], asking: () => void): Promise<{ checks: Check[]; failure: PartnerFailure | null }> {
    const checks: Check[] = [];
    if (links.length === 0) return { checks, failure: null };
    const tokens = await this.links.tokensOf(this.database, service, links.map(({ id }) => id));
    const failure = await this.sources.lists.verifying(service, async (verify) => {
      const counted: Verify = (token) => {
        asking();
        return verify(token);
      };
      for (const link of links) {
        try {
          const view = await this.viewOf(service, counted, link.id, tokens.get(link.id) ?? '');
          checks.push({ link, view });
          if (!view) return null;
        } catch (error) {
          if (error instanceof PartnerFailure) return error;
          throw error;
        }
      }
      return null;
    });
    return { checks, failure };
  }

  /**
   * What the partner shows; null where it failed about this account as often as it was asked, and answered about another each
   * time. One such record is not to keep all behind it from being asked for.
   * @throws PartnerFailure when it answers about none.
   */
  private async viewOf(service: Service, verify: Verify, id: string, token: string): Promise<PartnerView | null> {
    let others: readonly string[] | null = null;
    for (let tries = 1; ; tries += 1) {
      try {
        return await verify(token);
      } catch (error) {
        if (!isAboutOne(error)) throw error;
        others ??= await this.othersThan(service, id);
        if (!(await answersAboutOne(verify, others))) throw error;
        if (tries < TRIES) continue;
        this.log.warn('account not shown', { service, code: error.code });
        return null;
      }
    }
  }

  private async othersThan(service: Service, id: string): Promise<string[]> {
    const others = await this.database.query<{ id: string }>(selectOthers(service, id, OTHERS));
    return [...(await this.links.tokensOf(this.database, service, others.map((other) => other.id))).values()];
  }

  private async keep(service: Service, round: RoundRow, checks: readonly Check[], over: boolean): Promise<void> {
    if (checks.length === 0 && !over) return;
    const { policy } = await this.sources.partners.partnerOf(service);
    const day = this.clock.today();
    const of: BreaksOf = { runId: round.id, service, day, inFlightFrom: inFlightFrom(day, policy.inFlightDays) };
    await this.work.run(systemCaller('reconciliation'), async (tx) => {
      const moved = await tx.query(moveRound(round.id, round.after, checks.at(-1)?.link.id ?? null));
      if (moved.length === 0) throw new AskedBefore();
      await this.settle(tx, of, checks);
      if (over) await this.end(tx, of);
      return { result: null, audit: { act: 'reconciliation.check', reason: service, subject: null, outcome: 'done' } };
    });
  }

  private async settle(tx: Tx, of: BreaksOf, checks: readonly Check[]): Promise<void> {
    const now = new Map((await tx.query<ApartRow>(selectAgain(checks.map(({ link }) => link.id)))).map((row) => [row.id, row]));
    const tally: Tally = { matched: 0, inFlight: 0, inFlightPresent: 0, missing: 0, stateMismatch: 0, partnerHold: 0, apart: 0 };
    const found: CheckedDifference[] = [];
    const settled: string[] = [];
    for (const { link, view } of checks) {
      const same = now.get(link.id);
      // What has changed since it was asked for, or is on its way, says nothing.
      if (!same || same.version !== link.version || link.under_way || same.under_way) {
        tally.inFlight += 1;
        if (view?.found) tally.inFlightPresent += 1;
        continue;
      }
      if (!view) {
        tally.apart += 1;
        continue;
      }
      settled.push(link.id);
      const difference = differenceOf(link, view);
      tally[difference ?? 'matched'] += 1;
      if (difference) found.push({ class: CLASSES[difference], linkId: link.id, version: link.version });
    }
    await tx.query(insertCheckedDifferences(of.runId, found));
    await tx.query(continueLinkBreaks(of));
    await tx.query(insertLinkBreaks(of));
    await tx.query(resolveChecked(of.runId, settled, of.day));
    await tx.query(dropDifferences(of.runId));
    await tx.query(addTally(of.runId, tally));
    if (tally.stateMismatch > 0) await this.repair(tx, of);
  }

  /** Tells the partner again at once, within what a round may do by itself. */
  private async repair(tx: Tx, { runId, service, day }: BreaksOf): Promise<void> {
    const room = await this.roomOf(tx, service, runId);
    const rows = await tx.query<RepairRow>(lockRepairs(runId, room.open + 1));
    if (rows.length === 0 || room.repaired + rows.length > mostRepairs(room.apart)) return;
    const told = new Set(await this.links.tellAgain(tx, service, rows.map((row) => ({ id: row.link_id, version: row.compared_version }))));
    await tx.query(markRepaired(rows.filter((row) => told.has(row.link_id)).map((row) => row.id), day));
    await tx.query(markChanged(rows.filter((row) => !told.has(row.link_id)).map((row) => row.id)));
  }

  private async end(tx: Tx, { runId, service, day }: BreaksOf): Promise<void> {
    await tx.query(outdateEarlier(runId, service, day, 'checks'));
    await tx.query(resolveEnded(service, day));
    const waits = (await this.roomOf(tx, service, runId)).open > 0;
    await tx.query(waits ? endChecks(runId, 'awaiting_decision', 'too_many_repairs', null) : endChecks(runId, 'done', null, day));
  }

  private async roomOf(tx: Tx, service: Service, runId: string): Promise<RoomRow> {
    const [row] = await tx.query<RoomRow>(selectRoom(service, runId));
    return row ?? { apart: 0, repaired: 0, open: 0 };
  }
}

/** Whether a failure may be about what was asked for: refused credentials are about everything. */
function isAboutOne(error: unknown): error is PartnerFailure {
  return error instanceof PartnerFailure && error.kind === 'retry';
}

async function answersAboutOne(verify: Verify, tokens: readonly string[]): Promise<boolean> {
  for (const token of tokens) {
    try {
      await verify(token);
      return true;
    } catch (error) {
      if (!isAboutOne(error)) throw error;
    }
  }
  return false;
}

/** A list that came at this moment has taken the number, or another instance has begun: both show at the next look. */
async function numbered<T>(begin: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await begin();
    } catch (error) {
      if (tries >= TRIES || violatedUnique(error) === null) throw error;
    }
  }
}

const CLASSES = { missing: 'missing', stateMismatch: 'state_mismatch', partnerHold: 'partner_hold' } as const;

/** What is stricter there than here is the partner's own decision, an account that has run out included. */
function differenceOf({ state }: ApartRow, view: PartnerView): keyof typeof CLASSES | null {
  if (!view.found) return 'missing';
  if (state === view.state) return null;
  return state === 'suspended' && view.state === 'active' ? 'stateMismatch' : 'partnerHold';
}
