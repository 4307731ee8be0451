import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type Caller, type Role, StaffTokens, systemCaller } from '../../src/kernel/auth/index.js';
import { UnitOfWork } from '../../src/kernel/database/index.js';
import { PartnerAdmin, PartnersModule } from '../../src/modules/partners/index.js';
import { StaffModule } from '../../src/modules/staff/index.js';
import { StockModule, StockService } from '../../src/modules/stock/index.js';
import { type Answer, answered, type Running, running } from '../partners/application.js';
import { ProfilesModule, TRANSIT } from '../partners/partner-application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

export const STATIONS = ['A1', 'A2'];
export const RIBBONS = { inCustody: false, destroyed: true };

/** Chips of 16 digits that nobody else has. */
export const chips = (count: number, first = 1): string[] => Array.from({ length: count }, (_, at) => String(1_612_345_678_000_000 + first + at));

/** Somebody who works with blanks, by account. Names of accounts tell who is who in a test. */
export interface Person {
  readonly account: string;
  readonly role: Role;
}

export const person = (role: Role): Person => ({ account: randomUUID(), role });

/** The stock over HTTP and by its door, on a database of its own. */
export class StockRoom {
  readonly store = person('supervisor');
  readonly clerk = person('clerk');
  readonly reconciler = person('supervisor');

  private constructor(
    readonly database: TestDatabase,
    readonly on: Running,
  ) {}

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<StockRoom> {
    const database = await createTestDatabase();
    const on = await running(database, { modules: [ProfilesModule, PartnersModule, StaffModule, StockModule], settings });
    const { service, name, profile, credentials, policy } = TRANSIT;
    const given = { service: service as 'transit', name, profile, credentials, policy, settings: TRANSIT.settings };
    await on.app.get(PartnerAdmin).register(systemCaller('test'), given);
    return new StockRoom(database, on);
  }

  async close(): Promise<void> {
    await this.on.app.close();
    await this.database.drop();
  }

  async ask(method: 'get' | 'post', path: string, { as = this.store, body, headers = {} }: { as?: Person; body?: object | string; headers?: Record<string, string> } = {}): Promise<Answer> {
    const agent = request(this.on.app.getHttpServer());
    const asked = method === 'get' ? agent.get(path) : agent.post(path);
    const token = await this.on.app.get(StaffTokens).issue(as.account, randomUUID(), [as.role], as.role === 'clerk' ? this.place : null);
    void asked.set({ authorization: `Bearer ${token}`, 'idempotency-key': randomUUID(), ...headers });
    return answered(body === undefined ? asked : asked.send(body));
  }

  /** Where the clerk's token says that he works. */
  place: string | null = null;

  batch(list: string, options: { as?: Person; headers?: Record<string, string> } = {}): Promise<Answer> {
    return this.ask('post', '/v1/stock/batches', { ...options, body: list, headers: { 'content-type': 'text/csv', ...options.headers } });
  }

  /** An event of today with so many blanks at the first station. @returns its id. */
  async event(blanks = 0, as = this.store): Promise<string> {
    const body = { name: 'Ward office 25', day: this.on.clock.today(), stations: STATIONS };
    const { body: made } = await this.ask('post', '/v1/stock/events', { as, body });
    const id = made.id as string;
    if (blanks > 0) {
      await this.batch(chips(blanks).join('\n'), { as });
      const { status, text } = await this.assign(id, { stationId: STATIONS[0], count: blanks }, as);
      if (status !== 200) throw new Error(text);
    }
    this.place = `${id}/${STATIONS[0]}`;
    return id;
  }

  assign(id: string, body: object, as = this.store): Promise<Answer> {
    return this.ask('post', `/v1/stock/events/${id}/assignments`, { as, body });
  }

  finish(id: string, closing: number, { as = this.reconciler, ribbons = RIBBONS } = {}): Promise<Answer> {
    return this.ask('post', `/v1/stock/events/${id}/close`, { as, body: { closing, ribbons } });
  }

  at(place: string | null, who = this.clerk): Caller {
    return { kind: 'staff', account: who.account, role: who.role, place, once: null };
  }

  /** What cards do for each new card. */
  draw(caller = this.at(this.place), chip?: string, as?: 'spoiled'): Promise<null> {
    const audit = { act: 'card.issue', reason: null, subject: null, outcome: 'done' as const };
    return this.on.app.get(UnitOfWork).run(caller, async (tx) => {
      await this.on.app.get(StockService).draw(tx, caller, chip, as);
      return { result: null, audit };
    });
  }

  rows(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return query(this.database.ownerUrl, sql, values);
  }

  /** Everything that is written down about stock and was done, to see whether a refusal changed anything. */
  async everything(): Promise<string> {
    const tables = ['event', 'blank', 'count', 'duty', 'ribbon'].map((name) => `SELECT '${name}' AS name, to_jsonb(t)::text AS row FROM stock.${name} t`);
    return JSON.stringify(await this.rows(`${tables.join(' UNION ALL ')} UNION ALL SELECT 'audit', act FROM audit.entry WHERE outcome = 'done' ORDER BY 1, 2`));
  }

  /** What auditors see of refusals. */
  refusals(): Promise<Record<string, unknown>[]> {
    return this.rows(`SELECT actor, role, act, reason, place FROM audit.entry WHERE outcome = 'refused' AND subject IS NULL`);
  }

  async day(id: string): Promise<Record<string, number>> {
    const { body } = await this.ask('get', `/v1/stock/events/${id}`);
    return (body.days as Record<string, number>[]).at(-1) ?? {};
  }
}

export const refusal = ({ status, body }: Answer) => [status, body.code];
