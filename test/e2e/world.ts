import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Role, ROLES, systemCaller } from '../../src/kernel/auth/index.js';
import { Clock } from '../../src/kernel/clock/clock.js';
import { type Config, readConfig } from '../../src/kernel/config/config.js';
import { Database } from '../../src/kernel/database/index.js';
import { declaredPurposes, Keyring, recogniseKeyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { PublisherService, SyncService } from '../../src/modules/links/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { createService } from '../../src/program/application.js';
import { registerSandboxPartners } from '../../src/program/sandbox-partners.js';
import { type SandboxChoice } from '../../src/sandbox/make-plan.js';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { Api, type Answer, type Call } from './api.js';
import { accessToken } from './partner-program.js';
import { PartnerSites, type Service, SERVICES } from './partner-sites.js';

export const PUBLIC_URL = 'https://cards.city.example';

/** Accounts can be bound to it; nobody signs in there. */
const IDENTITY_PROVIDER = { OIDC_ISSUER: 'https://login.city.example', OIDC_CLIENT_ID: 'citykey', OIDC_CLIENT_SECRET: 'unused' };

/** One account for each role that tests need, and one with all roles there are, where roles are not what is tried. */
const EMPLOYEES = ['clerk', 'supervisor', 'admin', 'auditor', 'everything'] as const;

export type Employee = (typeof EMPLOYEES)[number];

const CALLER = systemCaller('test');
/** Staff tokens live for 300 seconds of the world's clock. */
const SIGN_IN_AGAIN_AFTER_MS = 200_000;

/** The real time, moved forward by hand. */
export class MovableClock extends Clock {
  private offset = 0;

  constructor() {
    super('America/Chicago');
  }

  override now(): Date {
    return new Date(Date.now() + this.offset);
  }

  forward(seconds: number): void {
    this.offset += seconds * 1_000;
  }
}

/** The printed card, as it comes back from issuing it. */
export interface Card {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly slipCode: string;
  readonly category: string;
  readonly validThrough: string;
  readonly services: readonly { readonly service: Service; readonly token: string }[];
}

export interface CardView {
  readonly state: string;
  readonly category: string;
  readonly validThrough: string;
  readonly services: readonly {
    readonly service: Service;
    readonly desired: string;
    readonly reported: string | null;
    readonly errorCode?: string;
    readonly token: string;
  }[];
}

export interface WorldOptions {
  /** A database of the test's own making; without it one is cloned, and dropped at the end. */
  readonly database?: { readonly ownerUrl: string; readonly serviceUrl: string };
  /** Where partners are reached when it is not where they listen. */
  readonly through?: (plan: SandboxPlan) => Promise<SandboxPlan>;
  readonly poolSize?: number;
  /** What the partner systems speak. */
  readonly choice?: SandboxChoice;
}

interface Parts {
  readonly app: NestFastifyApplication;
  readonly api: Api;
  readonly sites: PartnerSites;
  readonly clock: MovableClock;
  readonly keyring: Keyring;
  readonly config: Config;
  /** Every line that was logged. */
  readonly logged: string[];
  readonly database: { readonly ownerUrl: string; readonly serviceUrl: string };
  readonly drop: () => Promise<void>;
}

/**
 * The real application on a real database, with the three partner systems on real sockets. No job runs by itself:
 * a test publishes and syncs when it wants to, and the clock moves when the test moves it.
 */
export class World {
  private readonly passwords = new Map<Employee, string>();
  private readonly sessions = new Map<Employee | Service, { token: Promise<string>; since: number }>();

  private constructor(private readonly parts: Parts) {}

  static async begin({ database: given, through, poolSize = 20, choice }: WorldOptions = {}): Promise<World> {
    const made = given ? null : await createTestDatabase();
    const database = given ?? (made as NonNullable<typeof made>);
    const clock = new MovableClock();
    const sites = await PartnerSites.start(path.join(temporaryHome(), 'sandbox'), () => clock.now(), choice);
    const config = { ...readConfig({ CITYKEY_PUBLIC_URL: PUBLIC_URL, CITYKEY_HOME: sites.plan.home, ...IDENTITY_PROVIDER }), jobs: false };
    const logged: string[] = [];
    const log = new EventLog('debug', { write: (line) => logged.push(line) });
    const keyring = freshKeyring();
    const dataSource = await testDataSource(database.serviceUrl, poolSize);
    await recogniseKeyring(new Database(dataSource), keyring);
    const app = await createService({ config, clock, log, keyring, dataSource });
    await registerSandboxPartners(app, through ? await through(sites.plan) : sites.plan);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const api = new Api(await app.getUrl());
    const drop = () => made?.drop() ?? Promise.resolve();
    const world = new World({ app, api, sites, clock, keyring, config, logged, database, drop });
    for (const employee of EMPLOYEES) await world.employ(employee);
    return world;
  }

  get app() {
    return this.parts.app;
  }

  get api() {
    return this.parts.api;
  }

  get sites() {
    return this.parts.sites;
  }

  get clock() {
    return this.parts.clock;
  }

  get keyring() {
    return this.parts.keyring;
  }

  get logged() {
    return this.parts.logged;
  }

  get database() {
    return this.parts.database;
  }

  /** What partners keep: their client ids and keys lie there. */
  get home() {
    return this.parts.sites.plan.home;
  }

  async end(): Promise<void> {
    await this.app.close();
    await this.sites.close();
    await this.parts.drop();
  }

  /** An access token of somebody with this role, from signing in over HTTP. */
  staff(role: Employee): Promise<string> {
    return this.held(role, () => this.signIn(role, this.passwordOf(role)));
  }

  private held(name: Employee | Service, signIn: () => Promise<string>): Promise<string> {
    const now = this.clock.now().getTime();
    const held = this.sessions.get(name);
    if (held && now - held.since < SIGN_IN_AGAIN_AFTER_MS) return held.token;
    const token = signIn();
    this.sessions.set(name, { token, since: now });
    return token;
  }

  private async signIn(username: string, password: string): Promise<string> {
    const answer = await this.api.post('/v1/auth/login', { username, password });
    if (answer.status !== 200) throw new Error(`signing in answered ${answer.status} ${answer.text}`);
    return answer.body['accessToken'] as string;
  }

  passwordOf(role: Employee): string {
    return this.passwords.get(role) ?? '';
  }

  /** An access token of this partner's own program, by client credentials. */
  partner(service: Service): Promise<string> {
    return this.held(service, () => accessToken(this.api, this.home, service));
  }

  async asStaff(role: Employee, route: string, body: unknown, call: Call = {}): Promise<Answer> {
    return this.api.post(route, body, { token: await this.staff(role), ...call });
  }

  /** Issues a card for all three services unless told otherwise. */
  async issue(order: Readonly<Record<string, unknown>> = {}): Promise<Card> {
    const answer = await this.asStaff('clerk', '/v1/cards', { category: 'standard', services: SERVICES, ...order });
    if (answer.status !== 201) throw new Error(`issuing answered ${answer.status} ${answer.text}`);
    return answer.body as unknown as Card;
  }

  /** An act that is expected to succeed. */
  async act(role: Employee, act: string, body: unknown): Promise<Answer['body']> {
    const answer = await this.asStaff(role, `/v1/cards/${act}`, body);
    if (answer.status !== 200) throw new Error(`${act} answered ${answer.status} ${answer.text}`);
    return answer.body;
  }

  async lookUp(presented: Readonly<Record<string, string>>): Promise<CardView> {
    return (await this.act('clerk', 'lookup', { presented })) as unknown as CardView;
  }

  /** A new window begins for every partner: publishes, then submits and collects until nothing is due. */
  async round(services: readonly Service[] = SERVICES, seconds = 3): Promise<void> {
    this.clock.forward(seconds);
    await Promise.all(services.map((service) => this.publishAndSync(service)));
  }

  async publishAndSync(service: Service): Promise<void> {
    await this.app.get(PublisherService, { strict: false }).publishDue(service);
    while ((await this.app.get(SyncService, { strict: false }).run(service)) > 0);
  }

  /** Rounds until the condition holds, at most so many. */
  async roundsUntil(condition: () => boolean | Promise<boolean>, most = 10, seconds = 3): Promise<void> {
    for (let rounds = 0; rounds < most; rounds += 1) {
      if (await condition()) return;
      await this.round(SERVICES, seconds);
    }
    if (!(await condition())) throw new Error(`not after ${most} rounds: ${condition.toString()}`);
  }

  /** Whether new cards are made of a station's blanks only, as a setting would have it from the start. */
  requireStock(required: boolean): void {
    Object.assign(this.parts.config, { stock: required ? 'required' : 'optional' });
  }

  /** Signs in somebody new, with all roles unless told otherwise, whose account may come to harm. @returns an access token. */
  async newcomer(roles: readonly Role[] = ROLES, password?: string): Promise<string> {
    const username = `newcomer-${randomBytes(4).toString('hex')}`;
    const account = await this.accounts.create(CALLER, { username, roles, ...(password === undefined ? {} : { password }) });
    return this.signIn(username, account.password);
  }

  private async employ(username: Employee): Promise<void> {
    const roles = username === 'everything' ? ROLES : [username];
    this.passwords.set(username, (await this.accounts.create(CALLER, { username, roles })).password);
  }

  private get accounts(): StaffAccounts {
    return this.app.get(StaffAccounts, { strict: false });
  }
}

export function tokenOf(card: Card, service: Service): string {
  const found = card.services.find((one) => one.service === service);
  if (!found) throw new Error(`the card does not open ${service}`);
  return found.token;
}

function freshKeyring(): Keyring {
  return new Keyring(new Map(declaredPurposes().map(({ name }) => [name, new Map([[1, randomBytes(32)]])])));
}
