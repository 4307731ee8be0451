import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { invalidRequest } from '../../kernel/errors/index.js';
import { StaffNames } from '../staff/index.js';
import { cursorText, parseCursor } from './domain/cursor.js';
import { entriesAbout, type EntryRow, searchEntries } from './entry.store.js';

/** What to look for. Everything that is left out matches all. */
export interface AuditSearch {
  /** A user name, an account or client id, or the name of a job. */
  readonly actor?: string;
  readonly act?: string;
  /** First day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly to?: string;
  readonly place?: string;
  readonly outcome?: string;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface FoundEntry extends EntryRow {
  /** Of staff; null for partners, jobs and names that nobody has. */
  readonly username: string | null;
  /** User name of the account the act was about. */
  readonly accountName: string | null;
}

export interface FoundEntries {
  readonly entries: readonly FoundEntry[];
  readonly next: string | null;
}

/** One act on a card, as the counter sees it. */
export type CardEntry = Pick<EntryRow, 'day' | 'act' | 'reason' | 'place' | 'role' | 'outcome'>;

/** Reads of the audit. None of them leaves a record. */
@Injectable()
export class AuditQueries {
  constructor(
    private readonly database: Database,
    private readonly names: StaffNames,
  ) {}

  /**
   * Entries by who, what, when, where and how it ended: newest day first, within a day in no order that means anything.
   * @throws DomainError `request.invalid` for a cursor that no page ended with.
   */
  async search({ actor, act, from, to, place, outcome, after, limit }: AuditSearch): Promise<FoundEntries> {
    const cursor = after === undefined ? null : parseCursor(after);
    if (after !== undefined && cursor === null) throw invalidRequest({ findings: [{ at: '/after', code: 'field.wrong_form' }] });
    const rows = await this.database.query<EntryRow>(
      searchEntries({
        actors: actor === undefined ? null : [actor, ...(await this.names.idsOf(actor))],
        act: act ?? null,
        from: from ?? null,
        to: to ?? null,
        place: place ?? null,
        outcome: outcome ?? null,
        after: cursor,
        limit: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { entries: await this.named(page), next: rows.length > limit && last ? cursorText(last) : null };
  }

  /**
   * What was done to one card, by the references the card itself gives. Not who did it: the counter is no place to ask
   * which colleague did what, and the auditor, who may, has no card.
   */
  async about(subjects: readonly Buffer[]): Promise<CardEntry[]> {
    const rows = await this.database.query<EntryRow>(entriesAbout(subjects));
    return rows.map(({ day, act, reason, place, role, outcome }) => ({ day, act, reason, place, role, outcome }));
  }

  private async named(rows: readonly EntryRow[]): Promise<FoundEntry[]> {
    const actors = rows.filter(({ actorKind }) => actorKind === 'staff').map(({ actor }) => actor);
    const names = await this.names.namesOf([...new Set([...actors, ...rows.flatMap(({ account }) => account ?? [])])]);
    return rows.map((row) => ({
      ...row,
      username: (row.actorKind === 'staff' ? names.get(row.actor) : undefined) ?? null,
      accountName: names.get(row.account ?? '') ?? null,
    }));
  }
}
