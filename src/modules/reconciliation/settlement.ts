import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import {
  type BreaksOf,
  continueLinkBreaks,
  continueTokenBreaks,
  countRepairs,
  dropDifferences,
  insertLinkBreaks,
  insertTokenBreaks,
  type NewTokenRow,
  noteUnreadable,
  resolveBreaks,
  selectNewTokens,
  type TokenBreak,
} from './break.store.js';
import { mostRepairs, type RunCounts } from './domain/classes.js';
import { type RunReason, type RunState } from './domain/run-state.js';
import { dropProgress } from './progress.store.js';
import { moveRun, outdateEarlier, writeResult } from './run.store.js';

const TOKEN_SEAL = definePurpose('reconciliation.token-seal');
const TOKENS_AT_ONCE = 1_000;
/** Where everything differs, as many breaks are written as there are links. */
const MINUTES_TO_SETTLE = 10;

/** The run is not this instance's any more: another found its lock free, or somebody ended it. */
export class RunLost extends Error {
  constructor() {
    super('the run was ended by another instance');
    this.name = 'RunLost';
  }
}

export function sealToken(keyring: Keyring, breakId: string, token: string): Buffer {
  return keyring.seal(TOKEN_SEAL, Buffer.from(token), `break ${breakId}`);
}

export function openToken(keyring: Keyring, breakId: string, sealed: Uint8Array): string {
  return keyring.open(TOKEN_SEAL, sealed, `break ${breakId}`).toString();
}

/** Whether tokens may be sealed under older keys. */
export function hasOlderSeals(keyring: Keyring): boolean {
  return keyring.versions(TOKEN_SEAL).length > 1;
}

/** Whether a token is sealed under the newest key. */
export function isNewestSeal(keyring: Keyring, sealed: Uint8Array): boolean {
  return sealed[0] === keyring.versions(TOKEN_SEAL)[0];
}

/** A comparison that is done, and how to find the tokens of its list. */
export interface Compared {
  readonly of: BreaksOf;
  readonly counts: RunCounts;
  readonly tokensAt: (places: readonly number[]) => Promise<readonly string[]>;
}

/** Turns the differences of a run into breaks, and says how it goes on: all in one commit. */
@Injectable()
export class Settlement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the state of the run afterwards.
   * @throws RunLost when the run was ended meanwhile; nothing is written then.
   */
  settle(compared: Compared): Promise<RunState> {
    const { of, counts } = compared;
    return this.work.run(systemCaller('reconciliation'), async (tx) => {
      await tx.query(outdateEarlier(of.runId, of.service, of.day, 'lists'));
      // The row is held from here on, so that nobody else takes the run for dead while this commits.
      if ((await tx.query(moveRun(of.runId, 'comparing', 'comparing'))).length === 0) throw new RunLost();
      await tx.allowMinutes(MINUTES_TO_SETTLE);
      await tx.query(continueLinkBreaks(of));
      await tx.query(continueTokenBreaks(of));
      await tx.query(insertLinkBreaks(of));
      await this.insertTokens(tx, compared);
      if (counts.unreadable > 0) await tx.query(noteUnreadable(of, randomUUID()));
      await tx.query(resolveBreaks(of));
      const [state, reason] = await this.next(tx, compared);
      const endedOn = state === 'done' ? this.clock.today() : null;
      await tx.query(writeResult({ id: of.runId, state, reason, endedOn, counts }));
      await tx.query(dropDifferences(of.runId));
      await tx.query(dropProgress(of.runId));
      return { result: state, audit: { act: 'reconciliation.compare', reason: of.service, subject: null, outcome: 'done' } };
    });
  }

  /** More repairs than a run may do by itself are a sign that the list is wrong, or that we are. */
  private async next(tx: Tx, { of, counts }: Compared): Promise<readonly [RunState, RunReason | null]> {
    const [row] = await tx.query<{ count: number }>(countRepairs(of.runId));
    const repairs = row?.count ?? 0;
    if (repairs > mostRepairs(counts.ours)) return ['awaiting_decision', 'too_many_repairs'];
    return [repairs > 0 ? 'repairing' : 'done', null];
  }

  private async insertTokens(tx: Tx, { of, tokensAt }: Compared): Promise<void> {
    for (let after: NewTokenRow | null = null; ; ) {
      const rows: NewTokenRow[] = await tx.query<NewTokenRow>(selectNewTokens(of.runId, after, TOKENS_AT_ONCE));
      if (rows.length === 0) return;
      const tokens = await tokensAt(rows.map((row) => Number(row.place)));
      await tx.query(insertTokenBreaks(of, rows.map((row, at) => this.breakOf(row, tokens[at] ?? ''))));
      after = rows.at(-1) ?? null;
    }
  }

  private breakOf(row: NewTokenRow, token: string): TokenBreak {
    const id = randomUUID();
    return { id, class: row.class, tokenIndex: row.token_index, sealedToken: sealToken(this.keyring, id, token) };
  }
}
