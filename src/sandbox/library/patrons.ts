import path from 'node:path';
import { Journal } from '../journal.js';
import { type Patron, patronOf } from './patron-schema.js';
import { seedPatrons } from './seed.js';

export type Match = 'exact' | 'contains' | 'starts_with' | 'ends_with';

/** The library's patron file. Nothing is ever deleted from it. */
export class Patrons {
  private readonly journal: Journal<Patron>;

  constructor(home: string, libraryId: string, private readonly now: () => Date) {
    this.journal = new Journal(path.join(home, 'library', 'patrons.jsonl'));
    if (this.journal.size === 0) for (const patron of seedPatrons(libraryId, now())) this.keep(patron);
  }

  all(): Patron[] {
    return this.journal.values();
  }

  find(patronId: number): Patron | undefined {
    return this.journal.get(String(patronId));
  }

  /** Patrons for which every given field matches, by patron id. */
  search(fields: Readonly<Record<string, string>>, match: Match): Patron[] {
    return this.all().filter((patron) =>
      Object.entries(fields).every(([name, wanted]) => matches(patron[name], wanted, match)),
    );
  }

  /** Whether another patron has this card number. */
  taken(cardnumber: unknown, except?: number): boolean {
    return typeof cardnumber === 'string' && this.all().some((p) => p.cardnumber === cardnumber && p.patron_id !== except);
  }

  create(body: Readonly<Record<string, unknown>>): Patron {
    const last = this.all().reduce((highest, { patron_id }) => Math.max(highest, patron_id), 0);
    return this.keep(patronOf(body, last + 1, this.now()));
  }

  replace(patronId: number, body: Readonly<Record<string, unknown>>): Patron {
    return this.keep(patronOf(body, patronId, this.now()));
  }

  /** Changes a patron by hand, as somebody at the library's own screen would. */
  edit(cardnumber: string, change: Readonly<Record<string, unknown>>): void {
    const patron = this.all().find((one) => one.cardnumber === cardnumber);
    if (patron) this.keep({ ...patron, ...change });
  }

  close(): void {
    this.journal.close();
  }

  private keep(patron: Patron): Patron {
    this.journal.set(String(patron.patron_id), patron);
    return patron;
  }
}

function matches(value: unknown, wanted: string, match: Match): boolean {
  if (typeof value !== 'string') return false;
  switch (match) {
    case 'exact':
      return value === wanted;
    case 'contains':
      return value.includes(wanted);
    case 'starts_with':
      return value.startsWith(wanted);
    case 'ends_with':
      return value.endsWith(wanted);
  }
}
