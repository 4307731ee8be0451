import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { monthPassed } from './domain/link-rules.js';
import { type LinkState, type Service } from './domain/service.js';
import { type PublishedRow, selectPublished, selectPublishedPage } from './link.store.js';
import { LinkSeals } from './link-seals.js';
import { selectEpoch } from './publication.store.js';

/** What a partner may know of one of its tokens. */
export interface PublishedLink {
  readonly state: LinkState;
  /** True while the link is active and its last month is not over. */
  readonly active: boolean;
  readonly validThrough: string;
  /** The link's position in the partner's status list. */
  readonly statusIndex: number;
}

export interface PublishedStatus {
  readonly position: number;
  readonly state: LinkState;
}

interface Question {
  readonly indexes: readonly Buffer[];
  readonly resolve: (row: PublishedRow | null) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_AT_ONCE = 1_000;
const QUERIES_AT_ONCE = 2;

/**
 * What partners may know. Questions that arrive while the database is answering others share the next query,
 * so that many connections cost few round trips. Nothing is recorded.
 */
@Injectable()
export class PublishedLinks {
  private readonly seals: LinkSeals;
  private waiting: Question[] = [];
  private running = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** What the partner of this service may know of a token; null for unknown tokens and other partners' alike. */
  async find(service: Service, token: string): Promise<PublishedLink | null> {
    const row = await this.ask(this.seals.tokenIndexes(service, token));
    return row && this.opened(row);
  }

  /** The same for many tokens in one query: an answer for each, in their order, however often a token is named. */
  async findAll(service: Service, tokens: readonly string[]): Promise<(PublishedLink | null)[]> {
    const indexes = new Map(tokens.map((token) => [token, this.seals.tokenIndexes(service, token)]));
    const found = byIndex(await this.database.query<PublishedRow>(selectPublished([...indexes.values()].flat())));
    const answers = new Map<string, PublishedLink | null>();
    for (const [token, under] of indexes) {
      const row = firstFound(found, under);
      answers.set(token, row && this.opened(row));
    }
    return tokens.map((token) => answers.get(token) ?? null);
  }

  /** The window whose changes are published: another one when there may be others. Null before the first. */
  async window(service: Service): Promise<string | null> {
    const [row] = await this.database.query<{ number: string }>(selectEpoch(service));
    return row?.number ?? null;
  }

  /** Every published link of a service, a page at a time, in random-looking order. */
  async *statuses(service: Service): AsyncGenerator<PublishedStatus> {
    let after: string | null = null;
    for (;;) {
      const rows: PublishedRow[] = await this.database.query(selectPublishedPage(service, after, 10_000));
      for (const row of rows) {
        yield { position: this.seals.openStatusIndex(row.id, row.sealed_status_index), state: row.published_state };
      }
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  private opened(row: PublishedRow): PublishedLink {
    const state = row.published_state;
    return {
      state,
      active: state === 'active' && !monthPassed(row.valid_through, this.clock.today()),
      validThrough: row.valid_through,
      statusIndex: this.seals.openStatusIndex(row.id, row.sealed_status_index),
    };
  }

  private ask(indexes: readonly Buffer[]): Promise<PublishedRow | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ indexes, resolve, reject });
      // With nothing under way there is nothing to wait for. What arrives meanwhile shares the next query.
      if (this.running === 0) this.answer();
      else if (this.waiting.length === 1) setImmediate(() => this.answer());
    });
  }

  private answer(): void {
    if (this.running >= QUERIES_AT_ONCE || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, MOST_AT_ONCE);
    this.running += 1;
    void this.lookUp(batch).finally(() => {
      this.running -= 1;
      this.answer();
    });
    if (this.waiting.length > 0) this.answer();
  }

  private async lookUp(batch: readonly Question[]): Promise<void> {
    try {
      const [first] = batch;
      const indexes = first && batch.length === 1 ? first.indexes : batch.flatMap((question) => question.indexes);
      const rows = await this.database.query<PublishedRow>(selectPublished(indexes));
      const found = byIndex(rows);
      for (const { indexes, resolve } of batch) resolve(firstFound(found, indexes));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** Of rows with the same token, the one that has not ended. */
function byIndex(rows: readonly PublishedRow[]): Map<string, PublishedRow> {
  const found = new Map<string, PublishedRow>();
  for (const row of rows) {
    const key = row.token_index.toString('latin1');
    if (row.published_state !== 'ended' || !found.has(key)) found.set(key, row);
  }
  return found;
}

function firstFound(found: ReadonlyMap<string, PublishedRow>, indexes: readonly Buffer[]): PublishedRow | null {
  for (const index of indexes) {
    const row = found.get(index.toString('latin1'));
    if (row) return row;
  }
  return null;
}
