import path from 'node:path';
import { Journal } from '../../journal.js';

/** A patron as this system holds it; field names are those of the Polaris API. Days are ISO texts. */
export interface PolarisPatron extends Record<string, unknown> {
  PatronID: number;
  Barcode: string;
  PatronCodeID: number;
  ExpirationDate: string;
  AddrCheckDate: string;
}

/** Patron codes: 1 for those who came by themselves, 20 and 21 for the city's, with and without privileges. */
export const CODES = { walkIn: 1, city: 20, citySuspended: 21 } as const;
export const BRANCH = 3;

/** The patron file. Nothing is ever deleted from it by way of the interface. */
export class PolarisPatrons {
  private readonly journal: Journal<PolarisPatron>;

  constructor(home: string, now: () => Date) {
    this.journal = new Journal(path.join(home, 'library', 'polaris-patrons.jsonl'));
    if (this.journal.size === 0) this.keep(walkIn(now()));
  }

  all(): PolarisPatron[] {
    return this.journal.values();
  }

  find(barcode: string): PolarisPatron | undefined {
    return this.all().find((patron) => patron.Barcode === barcode);
  }

  create(fields: Omit<PolarisPatron, 'PatronID'>): PolarisPatron {
    const last = this.all().reduce((highest, { PatronID }) => Math.max(highest, PatronID), 0);
    return this.keep({ ...fields, PatronID: last + 1 } as PolarisPatron);
  }

  change(patron: PolarisPatron, fields: Readonly<Record<string, unknown>>): PolarisPatron {
    return this.keep({ ...patron, ...fields });
  }

  /** Changes a patron by hand, as somebody at the library's own screen would, or takes it away. */
  edit(barcode: string, change: Readonly<Record<string, unknown>> | null): void {
    const patron = this.find(barcode);
    if (patron && change) this.keep({ ...patron, ...change });
    else if (patron) this.journal.delete(String(patron.PatronID));
  }

  close(): void {
    this.journal.close();
  }

  private keep(patron: PolarisPatron): PolarisPatron {
    this.journal.set(String(patron.PatronID), patron);
    return patron;
  }
}

/** Somebody with an account of their own, so that adopting a number can be tried. Nobody real. */
function walkIn(now: Date): PolarisPatron {
  const later = `${now.getUTCFullYear() + 3}-06-30T12:00:00.000Z`;
  return {
    PatronID: 1,
    Barcode: 'D100000042',
    NameFirst: 'Pat',
    NameLast: 'Made-up Member',
    BirthDate: '1980-02-29T12:00:00.000Z',
    StreetOne: '4 Example Street',
    EmailAddress: 'reader4@library.example',
    PatronCodeID: CODES.walkIn,
    ExpirationDate: later,
    AddrCheckDate: later,
  };
}
