import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { databaseUnavailable, DomainError, idempotencyKeyReused, malformedRequest, rateLimited, serviceStopping } from '../../kernel/errors/index.js';
import { dayInCity, type Gate, type ListClaims, ListRefused } from './domain/gates.js';
import { outcomeOf } from './domain/run-state.js';
import { StoppedOnPurpose } from './failures.js';
import { KnownLists, MOST_LISTS_A_DAY, type NumberedList } from './known-lists.js';
import { type IncomingList, ListRun, type Received } from './list-run.js';
import { runUnderWay, sequenceReused } from './reconciliation.errors.js';
import { Repairs } from './repairs.service.js';
import { dropProgress } from './progress.store.js';
import { outdateEarlier } from './run.store.js';
import { forgetReceived, insertReceiving, type Judged, judgeReceived } from './sent.store.js';
import { type StagedList, type Staging } from './staging.js';
import { gateOfEnd, watched } from './watched-list.js';

/** A list that somebody sends. */
export interface SentList extends Omit<IncomingList, 'claims'> {
  /** What is left out is not claimed; a list without a day shows today. */
  readonly claims: { readonly asOf?: string; readonly rows?: number | null; readonly sequence?: number | null };
  /** Who sends it, given the digest of what was sent: by that a retry is told from another list. */
  readonly callerWith: (digest: string) => Caller;
  /** Whether its partner sends it: then the same list under the same number answers the run that it has made before. */
  readonly byPartner?: boolean;
}

/** A list with all it says of itself, and what it really says. */
export type ListToCarry = IncomingList & Pick<SentList, 'callerWith' | 'byPartner'> & { readonly said: Partial<ListClaims> };

type Answer = (run: { id: string }) => void;

const RETRY_AFTER_SECONDS = 2;
const HOURS_IN_DAY = 24;
const SECONDS_IN_HOUR = 3_600;

/** Lists that are sent here: received under the lock of their service, as runs that can be looked at from their beginning. */
@Injectable()
export class SentLists {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly known: KnownLists,
    private readonly run: ListRun,
    private readonly repairs: Repairs,
  ) {}

  /** What a list claims where it says nothing. */
  toCarry(sent: SentList): ListToCarry {
    const { asOf = this.clock.today(), rows = null, sequence = null } = sent.claims;
    const day = dayInCity(asOf, this.clock.today(), this.clock.newestDay());
    return { ...sent, claims: { asOf: day, rows, sequence }, said: sent.claims };
  }

  /** Whether a list can only be one that was compared before, or another under its number. */
  async isCompared({ byPartner, service, claims }: ListToCarry): Promise<boolean> {
    return byPartner === true && this.known.isCompared({ service, claims });
  }

  /**
   * Answers a list that is not to be staged: it is read for its digest alone, which costs little and holds up nobody.
   * @throws DomainError the refusal where it has made no run before; `reconciliation.sequence_reused`.
   */
  async answerKnown(sent: ListToCarry, refusal: DomainError): Promise<{ id: string }> {
    if (!sent.byPartner || sent.claims.sequence === null) throw refusal;
    const digest = createHash('sha256');
    try {
      for await (const piece of sent.bytes) digest.update(piece);
    } catch (error) {
      throw error instanceof DomainError ? error : malformedRequest();
    }
    const id = await this.known.runOf(numbered(sent, digest.digest('base64url')), undefined);
    if (id === null) throw refusal;
    return { id };
  }

  /**
   * Receives a list and compares it. Until the caller is answered, what goes wrong is the caller's too; after that it is
   * the run's alone.
   * @returns the answer where nothing was to be compared: it can wait for the lock, so that another list may come at once.
   */
  async carry(client: PoolClient, sent: ListToCarry, answer: Answer): Promise<{ id: string } | null> {
    await this.run.mayReceive(sent.service);
    if (sent.byPartner && !(await this.known.mayCome(sent.service))) {
      const untilMidnight = (HOURS_IN_DAY - this.clock.hour()) * SECONDS_IN_HOUR;
      return this.answerKnown(sent, rateLimited({ limit: MOST_LISTS_A_DAY, retryAfterSeconds: untilMidnight }));
    }
    return this.run.staged(client, sent.service, async (staging) => {
      const id = randomUUID();
      await this.begin(id, sent);
      const { noted, list } = await this.received(staging, id, sent);
      if (list === null) return noted;
      answer(noted);
      try {
        const state = await this.run.compare(staging, id, sent, list);
        if (state === 'repairing') await this.repairs.run(id, sent.service);
      } catch (error) {
        await this.run.fail(id, sent.service, error);
      }
      return null;
    });
  }

  /** @throws DomainError `reconciliation.run_under_way` when a supervisor has let the repairs of another begin meanwhile. */
  private async begin(id: string, { service, claims }: ListToCarry): Promise<void> {
    const insert = () => this.database.query(insertReceiving({ id, service, day: this.clock.today(), ...claims }));
    try {
      await insert().catch((error: unknown) => {
        // A round of checks that began at this moment has taken the number.
        if (violatedUnique(error) === 'run_number') return insert();
        throw error;
      });
    } catch (error) {
      throw violatedUnique(error) === 'run_active' ? runUnderWay() : error;
    }
  }

  /** Reads and judges. @returns the run, and the list where it is to be compared. */
  private async received(staging: Staging, id: string, sent: ListToCarry): Promise<{ noted: { id: string }; list: StagedList | null }> {
    const digest = createHash('sha256');
    const incoming = { ...sent, bytes: watched(sent.bytes, (piece) => digest.update(piece)) };
    try {
      const received = await this.read(staging, id, incoming);
      // What it would have been is not known, so nothing that comes later is it again.
      if (received.gate && received.list.stopped) return { noted: await this.noteUnread(id, sent, received.gate), list: null };
      const list = numbered(sent, digest.digest('base64url'));
      const noted = await this.judged(id, sent, received, list);
      if (noted !== id) await this.database.query(forgetReceived(id));
      return { noted: { id: noted }, list: noted === id && received.gate === null ? received.list : null };
    } catch (error) {
      // What was its sender's fault is over already.
      if (gateOfEnd(error) === null) await this.giveUp(id, sent, error);
      throw toldAs(error);
    }
  }

  private async read(staging: Staging, id: string, incoming: ListToCarry): Promise<Received> {
    try {
      return await this.run.receive(staging, id, incoming);
    } catch (error) {
      const gate = gateOfEnd(error);
      // A list that breaks off is a run that was set aside, so that somebody sees it.
      if (gate) await this.noteUnread(id, incoming, gate);
      throw error;
    }
  }

  private async noteUnread(id: string, sent: ListToCarry, gate: Gate): Promise<{ id: string }> {
    return { id: await this.note({ ...sent.callerWith(''), once: null }, id, sent, { theirs: null, gate, listIndex: null }) };
  }

  /** @returns the run: this one, or that of an earlier request which this one repeats. */
  private async judged(id: string, sent: ListToCarry, { list, gate }: Received, known: NumberedList): Promise<string> {
    const before = sent.byPartner ? await this.known.runOf(known, gate) : null;
    return before ?? this.note(sent.callerWith(known.digest), id, sent, { theirs: list.rows, gate, listIndex: this.known.indexOf(known) });
  }

  private async note(caller: Caller, id: string, { service }: ListToCarry, { gate, ...found }: Pick<Judged, 'theirs' | 'listIndex'> & { gate: Gate | null }): Promise<string> {
    const [state, reason] = gate ? outcomeOf(gate) : (['comparing', null] as const);
    const noted = await this.work.run(caller, async (tx) => {
      if (state === 'awaiting_decision') await tx.query(outdateEarlier(id, service, this.clock.today(), 'sizes'));
      const mine = await tx.query(judgeReceived({ id, day: this.clock.today(), state, reason, ...found }));
      // With the connection that held the lock, the run was lost to whoever holds it now.
      if (mine.length === 0) throw databaseUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS });
      if (gate) await tx.query(dropProgress(id));
      const outcome = gate ? ('refused' as const) : ('done' as const);
      return { result: { id }, audit: { act: 'reconciliation.receive', reason: gate ?? service, subject: null, outcome } };
    });
    return noted.id;
  }

  /** Ends the run of a list that came to nothing, unless it is over. Where not even that can be written, the next one will see it. */
  private async giveUp(id: string, { service }: ListToCarry, error: unknown): Promise<void> {
    const code = error instanceof DomainError ? error.code : null;
    // Its key was used for something else, so nothing was asked for.
    const asked = code !== idempotencyKeyReused.definition.code;
    const reused = code === sequenceReused.definition.code;
    const over = asked && (await this.run.fail(id, service, reused ? new ListRefused('sequence_repeated') : error));
    // What the audit takes nothing of has not been.
    if (!over) await this.database.query(forgetReceived(id)).catch(() => undefined);
  }
}

function toldAs(error: unknown): unknown {
  if (error instanceof ListRefused) return malformedRequest();
  return error instanceof StoppedOnPurpose ? serviceStopping({ retryAfterSeconds: RETRY_AFTER_SECONDS }) : error;
}

function numbered({ service, said }: ListToCarry, digest: string): NumberedList {
  return { service, claims: said, digest };
}
