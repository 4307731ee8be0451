import { type Database } from '../../kernel/database/index.js';
import { type Service } from '../links/index.js';
import { countLinks } from './compare.store.js';
import { isTooMany, type ListClaims } from './domain/gates.js';

/** Knows while a list is read whether it goes on for too long: nobody knows where one ends that has no end. */
export class ListLength {
  private links: number | null = null;

  /**
   * @param before lines of the last list, or null.
   * @param freely lines that any list may have.
   */
  constructor(
    private readonly database: Database,
    private readonly service: Service,
    private readonly claims: Pick<ListClaims, 'rows'>,
    private readonly before: number | null,
    private readonly freely: number,
  ) {}

  /** Whether so many lines are enough to tell that it will not pass. */
  async isOver(rows: number): Promise<boolean> {
    return (this.claims.rows !== null && rows > this.claims.rows) || this.isTooMany(rows);
  }

  /** Links are counted where the last list does not say enough, and once: a million take a moment. */
  async isTooMany(rows: number): Promise<boolean> {
    if (!isTooMany(rows, this.before ?? 0, this.freely)) return false;
    this.links ??= await this.count();
    return isTooMany(rows, this.links, this.freely);
  }

  private async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(countLinks(this.service));
    return row?.count ?? 0;
  }
}
