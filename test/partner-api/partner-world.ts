import { Global, Module } from '@nestjs/common';
import { Database } from '../../src/kernel/database/index.js';
import { type Keyring } from '../../src/kernel/keyring/index.js';
import { CardsModule } from '../../src/modules/cards/index.js';
import { redrawn } from '../../src/modules/cards/redraw.js';
import { ADAPTER_FACTORIES, EnrolmentService, LinksModule, PublisherService, type Service, SERVICES } from '../../src/modules/links/index.js';
import { PartnerApiModule } from '../../src/modules/partner-api/index.js';
import { PartnersModule } from '../../src/modules/partners/index.js';
import { ReconciliationModule } from '../../src/modules/reconciliation/index.js';
import { WebhooksModule } from '../../src/modules/webhooks/index.js';
import { type Answer, Api, type Call } from '../e2e/api.js';
import { type Running, running } from '../partners/application.js';
import { LIBRARY, PRESCRIPTION, ProfilesModule, registered, TRANSIT } from '../partners/partner-application.js';
import { accessToken, type PartnerProgram, registeredClient } from '../partners/token-client.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

@Global()
@Module({ providers: [{ provide: ADAPTER_FACTORIES, useValue: [] }], exports: [ADAPTER_FACTORIES] })
class NoAdaptersModule {}

const MODULES = [ProfilesModule, NoAdaptersModule, PartnersModule, LinksModule, CardsModule, PartnerApiModule, ReconciliationModule, WebhooksModule];

/** Seconds between windows: short, so that a test opens the next one by moving the clock. */
export const WINDOW_SECONDS = 2;

const PARTNERS = { library: LIBRARY, transit: TRANSIT, prescription: PRESCRIPTION };
const TOKEN_LIVES_MS = 200_000;

/** A link with the token its partner knows it by. */
export interface Enrolled {
  readonly id: string;
  readonly token: string;
}

/** One token as the lists of the partner API show it. */
export interface Listed {
  readonly token: string;
  readonly state: string;
  readonly validThrough: string;
  readonly replaces?: string;
  readonly statusList: { readonly uri: string; readonly idx: number };
}

/** One running instance with its address. */
export class Instance {
  private constructor(
    readonly on: Running,
    readonly api: Api,
  ) {}

  static async start(database: TestDatabase, settings: Readonly<Record<string, string>>, keyring?: Keyring): Promise<Instance> {
    const on = await running(database, { modules: MODULES, settings, ...(keyring ? { keyring } : {}) });
    await on.app.listen({ port: 0, host: '127.0.0.1' });
    return new Instance(on, new Api(await on.app.getUrl()));
  }

  get publisher(): PublisherService {
    return this.on.app.get(PublisherService, { strict: false });
  }
}

/** What partners call, on real sockets, with all partners registered. No job runs by itself. */
export class PartnerWorld {
  readonly others: Instance[] = [];
  private readonly tokens = new Map<Service, { readonly token: string; readonly since: number }>();

  private constructor(
    readonly database: TestDatabase,
    readonly main: Instance,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly programs: ReadonlyMap<Service, PartnerProgram>,
  ) {}

  static async begin(settings: Readonly<Record<string, string>> = {}, place?: TestDatabase): Promise<PartnerWorld> {
    const database = place ?? (await createTestDatabase());
    const main = await Instance.start(database, settings);
    const programs = new Map<Service, PartnerProgram>();
    for (const service of SERVICES) {
      const { policy } = PARTNERS[service];
      const windows = { enrolmentEpochSeconds: WINDOW_SECONDS, changeEpochSeconds: WINDOW_SECONDS };
      const id = await registered(main.on, { ...PARTNERS[service], policy: { ...policy, ...windows } });
      programs.set(service, await registeredClient(main.on, id));
    }
    return new PartnerWorld(database, main, settings, programs);
  }

  get on(): Running {
    return this.main.on;
  }

  get api(): Api {
    return this.main.api;
  }

  async end(): Promise<void> {
    for (const { on } of [...this.others, this.main]) await on.app.close();
    await this.database.drop();
  }

  /** Another instance over the same database. */
  async another(keyring = this.on.keyring): Promise<Instance> {
    const instance = await Instance.start(this.database, this.settings, keyring);
    this.others.push(instance);
    return instance;
  }

  clientId(service: Service): string {
    return (this.programs.get(service) as PartnerProgram).clientId;
  }

  /** An access token of the service's partner. */
  async token(service: Service): Promise<string> {
    const held = this.tokens.get(service);
    if (held && Date.now() - held.since < TOKEN_LIVES_MS) return held.token;
    const token = await accessToken(this.on, this.programs.get(service) as PartnerProgram);
    this.tokens.set(service, { token, since: Date.now() });
    return token;
  }

  async get(service: Service, path: string, api = this.api): Promise<Answer> {
    return api.get(`/partner/v1/${path}`, { token: await this.token(service) });
  }

  async post(service: Service, path: string, body: unknown, call: Call = {}): Promise<Answer> {
    return this.api.post(`/partner/v1/${path}`, body, { token: await this.token(service), idempotencyKey: null, ...call });
  }

  /** The pages of the change feed from a cursor to where it ends now, and the cursor there. */
  async changes(service: Service, after?: string, limit = 1_000): Promise<{ changes: Listed[]; next: string }> {
    const changes: Listed[] = [];
    for (let cursor = after; ; ) {
      const { status, body, text } = await this.get(service, `changes?limit=${limit}${cursor === undefined ? '' : `&after=${cursor}`}`);
      if (status !== 200) throw new Error(`the feed answered ${status} ${text}`);
      const page = body as unknown as { changes: Listed[]; next: string };
      changes.push(...page.changes);
      if (page.changes.length === 0) return { changes, next: page.next };
      cursor = page.next;
    }
  }

  /** Writes links as an issue does. Among thousands two tokens are the same now and then: all are drawn again. */
  async enrol(service: Service, count = 1, validThrough = 'never'): Promise<Enrolled[]> {
    const enrolments = this.on.app.get(EnrolmentService, { strict: false });
    const [offers, many] = [await enrolments.offers(), Array.from({ length: count }, () => service)];
    return redrawn(false, async () => {
      const { rows, linkIds, services } = enrolments.draw(offers, many, {}, validThrough);
      await this.on.app.get(Database, { strict: false }).query(rows);
      return linkIds.map((id, at) => ({ id, token: services[at]?.token ?? '' }));
    });
  }

  /** Opens the next window and publishes. */
  async publish(service: Service): Promise<number> {
    this.on.clock.forward(WINDOW_SECONDS);
    return this.main.publisher.publishDue(service);
  }

  async enrolled(service: Service, count = 1, validThrough = 'never'): Promise<Enrolled[]> {
    const links = await this.enrol(service, count, validThrough);
    await this.publish(service);
    return links;
  }

  /** What the city wants, as an act on the card would say. */
  async want(id: string, state: 'active' | 'suspended' | 'ended'): Promise<void> {
    await this.sql(
      `UPDATE links.link SET desired_state = $2, city_hold = $2 = 'suspended', desired_version = desired_version + 1 WHERE id = $1`,
      id,
      state,
    );
  }

  sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return query(this.database.ownerUrl, text, values);
  }
}

export const briefly = (changes: readonly Listed[]) => changes.map(({ token, state }) => `${token} ${state}`);
