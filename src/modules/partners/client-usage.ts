import { randomInt } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { roughCount } from './domain/rough-count.js';
import { addUsage, deleteUsageBefore, selectUsage, type UsageRow } from './usage.store.js';

/** Days for which a count is kept, its own day not counted. */
export const USAGE_DAYS = 92;

const CHANCES = 2 ** 32;

/**
 * How much partners ask for, by client, operation and day. Counted in the memory of this instance, and written down rounded
 * when the day is over or the instance stops: while a day lasts, a request leaves nothing in the database at all.
 */
@Injectable()
export class ClientUsage implements OnModuleDestroy {
  private readonly days = new Map<string, Map<string, Map<string, number>>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  /** Counts one request. */
  count(clientId: string, operation: string): void {
    const clients = entryOf(this.days, this.clock.today(), () => new Map<string, Map<string, number>>());
    const counts = entryOf(clients, clientId, () => new Map<string, number>());
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }

  /** Writes down the days that are over. @returns how many counts were written. */
  async writeDown(): Promise<number> {
    const today = this.clock.today();
    return this.write([...this.days.keys()].filter((day) => day !== today));
  }

  /** What is written down of a partner's clients, from one day to another. */
  of(partnerId: string, from: string, to: string): Promise<UsageRow[]> {
    return this.database.query<UsageRow>(selectUsage(partnerId, from, to));
  }

  /** @returns how many counts were deleted. */
  async forget(): Promise<number> {
    return (await this.database.query(deleteUsageBefore(this.clock.dayFromToday(-USAGE_DAYS)))).length;
  }

  /** What has been counted of this day would be lost. */
  async onModuleDestroy(): Promise<void> {
    await this.write([...this.days.keys()]).catch((error: unknown) => this.log.error('usage not written', error));
  }

  private async write(days: readonly string[]): Promise<number> {
    const taken = days.map((day) => [day, this.days.get(day) ?? new Map<string, Map<string, number>>()] as const);
    const rows = taken.flatMap(([day, clients]) =>
      [...clients].flatMap(([clientId, counts]) =>
        [...counts].map(([operation, count]) => ({ clientId, day, operation, requests: roughCount(count, randomInt(CHANCES) / CHANCES) })),
      ),
    );
    const kept = rows.filter(({ requests }) => requests > 0);
    // Taken out before it is waited for: whatever is counted meanwhile begins anew.
    for (const day of days) this.days.delete(day);
    try {
      if (kept.length > 0) await this.database.query(addUsage(kept));
    } catch (error) {
      // To be written when the database is back.
      for (const [day, clients] of taken) this.putBack(day, clients);
      throw error;
    }
    return kept.length;
  }

  private putBack(day: string, clients: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    const held = entryOf(this.days, day, () => new Map<string, Map<string, number>>());
    for (const [clientId, counts] of clients) {
      const entry = entryOf(held, clientId, () => new Map<string, number>());
      for (const [operation, count] of counts) entry.set(operation, (entry.get(operation) ?? 0) + count);
    }
  }
}

function entryOf<V>(map: Map<string, V>, key: string, made: () => V): V {
  let entry = map.get(key);
  if (entry === undefined) map.set(key, (entry = made()));
  return entry;
}
