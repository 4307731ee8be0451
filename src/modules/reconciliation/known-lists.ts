import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { type Service } from '../links/index.js';
import { type Gate, type ListClaims } from './domain/gates.js';
import { type RunState } from './domain/run-state.js';
import { sequenceReused } from './reconciliation.errors.js';
import { countSent, type NumberedRow, selectNumbered } from './sent.store.js';

const LIST_INDEX = definePurpose('reconciliation.list-index');

/**
 * Lists that are taken of a partner within a day, whatever becomes of them. What differs in a list, and what does not,
 * tells a little of changes that are not published yet; asked every minute, it would tell them with their minute. And a
 * list that is set aside costs as much to read as one that is compared.
 */
export const MOST_LISTS_A_DAY = 24;

/** What a list makes that has passed the gates, or waits for a person. */
const TAKEN: readonly RunState[] = ['comparing', 'repairing', 'done', 'awaiting_decision'];

/** A list that carries a number of its partner's own count. */
export interface NumberedList {
  readonly service: Service;
  readonly claims: Partial<ListClaims>;
  /** Of its bytes. */
  readonly digest: string;
}

/** Knows a list again that is sent again. Only a keyed index of it is kept: whoever has list and database learns nothing. */
@Injectable()
export class KnownLists {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** What is kept of a list; null for one without a number. */
  indexOf(list: NumberedList): Buffer | null {
    return hasNumber(list) ? this.keyring.index(LIST_INDEX, textOf(list)).index : null;
  }

  /**
   * The run that this list has made before. One that was set aside is answered only where it would be again: a list that
   * came too early, for instance, may have its time now.
   * @param gate that it does not pass now; undefined where it was not judged.
   * @throws DomainError `reconciliation.sequence_reused` when another list of its number was compared.
   */
  async runOf(list: NumberedList, gate: Gate | null | undefined): Promise<string | null> {
    if (!hasNumber(list)) return null;
    const indexes = this.keyring.indexes(LIST_INDEX, textOf(list));
    const rows = await this.database.query<NumberedRow>(selectNumbered(list.service, list.claims.sequence));
    const same = rows.filter(({ listIndex }) => listIndex !== null && indexes.some((index) => index.equals(listIndex)));
    const before = same.find(({ state, reason }) => TAKEN.includes(state) || (state === 'set_aside' && reason === gate));
    if (before) return before.id;
    if (rows.some(({ compared }) => compared)) throw sequenceReused();
    return null;
  }

  /** Whether a list of this number was compared: then it need not be staged to be known, or refused. */
  async isCompared({ service, claims: { sequence = null } }: Pick<NumberedList, 'service' | 'claims'>): Promise<boolean> {
    if (sequence === null) return false;
    return (await this.database.query<NumberedRow>(selectNumbered(service, sequence))).some(({ compared }) => compared);
  }

  /** Counts a list that comes. @returns false when as many as a day takes have come. */
  async mayCome(service: Service): Promise<boolean> {
    return (await this.database.query(countSent(service, this.clock.today(), MOST_LISTS_A_DAY))).length > 0;
  }
}

function hasNumber(list: NumberedList): list is NumberedList & { readonly claims: { readonly sequence: number } } {
  return typeof list.claims.sequence === 'number';
}

function textOf({ service, claims: { asOf, rows, sequence }, digest }: NumberedList): string {
  return JSON.stringify([service, asOf ?? null, rows ?? null, sequence ?? null, digest]);
}
