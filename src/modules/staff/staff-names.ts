import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { accountsByIds, findAccount, type NameRow } from './account.store.js';
import { canonicalUsername } from './domain/username.js';

/** Who an account id is, and the other way round: for showing and searching, never for deciding. */
@Injectable()
export class StaffNames {
  constructor(private readonly database: Database) {}

  /** User names by account id; ids that nobody has are left out, and so is what is no id. */
  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<NameRow>(accountsByIds(ids));
    return new Map(rows.map(({ id, username }) => [id, username]));
  }

  /** The account of a user name: one id, or none. */
  async idsOf(username: string): Promise<string[]> {
    const rows = await this.database.query<NameRow>(findAccount(canonicalUsername(username)));
    return rows.map(({ id }) => id);
  }
}
