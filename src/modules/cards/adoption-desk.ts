import { Injectable } from '@nestjs/common';
import { countRefusals } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { DomainError, roleRequired } from '../../kernel/errors/index.js';
import { type Adoption, adoptUnavailable, LinksService } from '../links/index.js';
import { separationOfDuties } from '../stock/index.js';
import { adoptLimitReached } from './cards.errors.js';

/** Identifiers that could not be adopted, in one day and from one account, before no more are looked at. */
export const REFUSED_ADOPTIONS_A_DAY = 20;

const UNAVAILABLE = adoptUnavailable.definition.code;

/** Refusals that an auditor looks for. */
const AUDITED: readonly string[] = [UNAVAILABLE, separationOfDuties.definition.code];

/** What a command brings from outside. */
export interface AdoptionWish {
  readonly adopt?: Adoption;
  /** A supervisor's word that the holder has shown the library card and the old link is out of reach. */
  readonly takeOver?: boolean;
}

/** Watches over adoption, so that the counter does not become an oracle for numbers. */
@Injectable()
export class AdoptionDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly links: LinksService,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs a command that may adopt. A refusal to adopt is audited without the number, and limited per account and day;
   * that of a blank to somebody who received it is audited too.
   * @throws DomainError `adopt.limit_reached`, `auth.role_required` for a clerk who wants to take over, or whatever
   *   the command raised.
   */
  async watch<T>(caller: Caller, act: string, wish: AdoptionWish, command: () => Promise<T>): Promise<T> {
    try {
      if (wish.takeOver && caller.role !== 'supervisor') throw roleRequired({ allowed: ['supervisor'] });
      if (adopts(wish)) await this.requireRoom(caller);
      return await command();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // What is refused now may have been done before: months pass, partners change, numbers get taken by this very request.
      const before = await this.work.answered<T>(caller);
      if (before) return before.result;
      if (AUDITED.includes(error.code)) await this.work.note(caller, { act, reason: error.code, subject: null, outcome: 'refused' });
      throw error;
    }
  }

  /** Inside the command's transaction, before the new link is written. */
  async takeOver(tx: Tx, { adopt, takeOver }: AdoptionWish): Promise<void> {
    if (takeOver && adopt?.library !== undefined) await this.links.takeOver(tx, adopt.library);
  }

  private async requireRoom(caller: Caller): Promise<void> {
    const [row] = await this.database.query<{ count: number }>(countRefusals(caller.account, this.clock.today(), UNAVAILABLE));
    if ((row?.count ?? 0) >= REFUSED_ADOPTIONS_A_DAY) throw adoptLimitReached({ limit: REFUSED_ADOPTIONS_A_DAY });
  }
}

/** Whether an identifier comes from outside. */
export function adopts({ adopt }: AdoptionWish): boolean {
  return adopt?.library !== undefined || adopt?.transit !== undefined;
}
