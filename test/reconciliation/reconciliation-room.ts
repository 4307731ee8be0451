import { randomBytes, randomUUID } from 'node:crypto';
import { Global, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type Caller, systemCaller } from '../../src/kernel/auth/index.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { Metrics, MetricsModule } from '../../src/kernel/metrics/index.js';
import { ADAPTER_FACTORIES, type AdapterDescription, type ListHead, type PartnerRecord, type PartnerView, type Service, SERVICES } from '../../src/modules/links/index.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { KNOWN_PROFILES, PartnerAdmin, PartnersModule } from '../../src/modules/partners/index.js';
import { ReconciliationModule, ReconciliationQueries, type RunDetail, Runs, type SentList } from '../../src/modules/reconciliation/index.js';
import { openToken } from '../../src/modules/reconciliation/settlement.js';
import { ComparisonSettings } from '../../src/modules/reconciliation/settings.js';
import { KeepingPartner } from '../life/keeping-partner.js';
import { POLICIES } from '../setup/core.js';
import { createKernel, empty, type KernelOptions, NOON, type TestKernel } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { type PlannedLink, textOf } from './planned-list.js';

const ROWS_AT_ONCE = 5_000;

export const supervisor = (account: string = randomUUID()): Caller => ({ kind: 'staff', account, role: 'supervisor', place: null, once: null });

/** A partner that also tells what it holds, or what a test has it tell. */
export class ListingPartner extends KeepingPartner {
  /** What it lists; null for what it was told. */
  listed: ((meet: (head: ListHead) => void) => AsyncIterable<PartnerRecord>) | null = null;

  /** Whether it has no suspension. */
  suspendsByEnding = false;

  /** Tokens it was asked for one by one. */
  readonly asked: string[] = [];
  /** Before it answers about a token. */
  asking: (token: string) => void | Promise<void> = () => undefined;

  override async verify(token?: string): Promise<PartnerView | null> {
    this.asked.push(token ?? '');
    await this.asking(token ?? '');
    const state = this.shown.get(token ?? '');
    return state ? { found: true, state } : { found: false };
  }

  override describe(): AdapterDescription {
    return { ...super.describe(), suspendsByEnding: this.suspendsByEnding };
  }

  async *fullList(meet: (head: ListHead) => void = () => undefined): AsyncGenerator<PartnerRecord> {
    if (this.listed) yield* this.listed(meet);
    else for (const [token, state] of this.shown) yield await Promise.resolve({ token, state, validThrough: null });
  }

  override forget(): void {
    super.forget();
    this.listed = null;
    this.suspendsByEnding = false;
    this.asked.length = 0;
    this.asking = () => undefined;
  }
}

export interface RoomOptions extends KernelOptions {
  readonly settings?: Partial<ComparisonSettings>;
  /** The place that is given is new: partners are registered there too. */
  readonly fresh?: boolean;
}

/** Reconciliation over a database of its own. No job runs by itself and nothing listens. */
export class ReconciliationRoom {
  readonly partners: Readonly<Record<Service, ListingPartner>>;

  private constructor(
    readonly kernel: TestKernel,
    private readonly app: Awaited<ReturnType<ReturnType<typeof Test.createTestingModule>['compile']>>,
    partners: Readonly<Record<Service, ListingPartner>>,
  ) {
    this.partners = partners;
  }

  static async open({ settings = {}, ...options }: RoomOptions = {}): Promise<ReconciliationRoom> {
    const kernel = await createKernel(options);
    const partners = Object.fromEntries(SERVICES.map((service) => [service, new ListingPartner(service)])) as Record<Service, ListingPartner>;
    const known = SERVICES.map((service) => ({ service, profile: 'scripted', check: () => undefined }));

    @Global()
    @Module({
      providers: [
        { provide: ADAPTER_FACTORIES, useValue: Object.values(partners) },
        { provide: KNOWN_PROFILES, useValue: known },
      ],
      exports: [ADAPTER_FACTORIES, KNOWN_PROFILES],
    })
    class ScriptedModule {}

    const foundation = { config: readConfig({}), clock: kernel.clock, log: new EventLog('silent'), keyring: kernel.keyring, dataSource: kernel.source };
    const app = await Test.createTestingModule({
      imports: [KernelModule.on(foundation), MetricsModule.of(new Metrics()), ScriptedModule, PartnersModule, ReconciliationModule],
    })
      .overrideProvider(ComparisonSettings)
      .useValue({ ...new ComparisonSettings(), threads: 0, ...settings })
      .compile();
    for (const service of options.place && !options.fresh ? [] : SERVICES) {
      const given = { service, name: service, profile: 'scripted', settings: {}, credentials: {}, policy: POLICIES[service] };
      await app.get(PartnerAdmin, { strict: false }).register(systemCaller('test'), given);
    }
    return new ReconciliationRoom(kernel, app, partners);
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  get today(): string {
    return this.kernel.clock.today();
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.kernel.close();
  }

  /** Back to the registered partners, no links, no runs, and noon. */
  async reset(): Promise<void> {
    await this.get(Runs).idle();
    this.kernel.clock.set(NOON);
    Object.values(this.partners).forEach((partner) => partner.forget());
    await empty(this.kernel.place.ownerUrl, ['partners.partner']);
  }

  /** Writes links as they are planned. @returns their ids by token. */
  async seed(service: Service, links: readonly PlannedLink[], origin = 'minted'): Promise<Map<string, string>> {
    const seals = new LinkSeals(this.kernel.keyring);
    const ids = new Map<string, string>(links.map((link) => [link.token, randomUUID()]));
    for (let from = 0; from < links.length; from += ROWS_AT_ONCE) {
      const some = links.slice(from, from + ROWS_AT_ONCE);
      const column = <T>(of: (link: PlannedLink) => T) => some.map(of);
      await query(this.kernel.place.ownerUrl, INSERT, [
        service,
        origin,
        column(({ token }) => ids.get(token)),
        column(({ token }) => seals.tokenIndex(service, token).index),
        column(({ token }) => seals.sealToken(ids.get(token) ?? '', service, token)),
        column(({ state }) => state),
        column(({ version }) => version),
        column(({ reportedVersion }) => reportedVersion),
        column(({ validThrough }) => validThrough),
        column(({ changedOn }) => changedOn),
        column(() => randomBytes(32)),
      ]);
    }
    return ids;
  }

  /** Sends a list, and waits until the run is over. */
  async send(service: Service, lines: readonly string[] | Buffer, given: SentList['claims'] & Partial<Pick<SentList, 'format' | 'callerWith' | 'bytes' | 'byPartner'>> = {}): Promise<RunDetail> {
    const { asOf = this.today, sequence = null, rows = null, ...rest } = given;
    const bytes = inPieces(Buffer.isBuffer(lines) ? lines : textOf(lines));
    const sent = { service, format: 'csv' as const, callerWith: () => supervisor(), bytes, claims: { asOf, sequence, rows }, ...rest };
    const { id } = await this.get(Runs).receive(sent);
    await this.get(Runs).idle();
    return this.run(id);
  }

  /** Asks for a run with the partner's own list, and has it taken up. */
  async pull(service: Service): Promise<RunDetail> {
    const { id } = await this.get(Runs).request(supervisor(), service);
    await this.get(Runs).takeUp(service);
    return this.run(id);
  }

  run(id: string): Promise<RunDetail> {
    return this.get(ReconciliationQueries).run(id);
  }

  /** Breaks that are not over, as class and token. */
  async breaks(service: Service, states = ['open', 'repairing', 'waiting', 'accepted']): Promise<string[]> {
    const seals = new LinkSeals(this.kernel.keyring);
    const rows = await this.rows(
      `SELECT held.id, class, link_id, link.sealed_token AS of_link, held.sealed_token AS own FROM reconciliation.break AS held
       LEFT JOIN links.link ON link.id = link_id WHERE held.service = $1 AND state = ANY($2)`,
      service,
      states,
    );
    const token = (row: Record<string, unknown>) => {
      if (row.link_id) return seals.openToken(row.link_id as string, service, row.of_link as Buffer);
      return row.own ? openToken(this.kernel.keyring, row.id as string, row.own as Buffer) : '';
    };
    return rows.map((row) => `${row.class as string} ${token(row)}`).sort();
  }

  rows(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return query(this.kernel.place.ownerUrl, sql, values);
  }
}

const INSERT = `
  INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version, published_state,
    published_version, reported_state, reported_version, city_hold, partner_hold, valid_through, status_index, sealed_status_index, changed_on)
  SELECT id, $1, $2, token_index, sealed_token, 1, state, version, state, version, CASE WHEN reported > 0 THEN state END, reported,
    state = 'suspended', false, valid_through, status_index, status_index, changed_on
  FROM unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::text[], $7::int[], $8::int[], $9::text[], $10::date[], $11::bytea[])
    AS planned (id, token_index, sealed_token, state, version, reported, valid_through, changed_on, status_index)`;

/** As a network would bring them: in pieces that know nothing of lines. */
export async function* inPieces(bytes: Buffer, size = 61_681): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}
