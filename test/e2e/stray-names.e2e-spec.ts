import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import { ADAPTERS } from '../../src/integrations/index.js';
import { type EmbeddedDatabase, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { type LaneStorage } from '../../src/modules/links/index.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { migrate } from '../../src/data-source.js';
import { registerSandboxPartners } from '../../src/program/sandbox-partners.js';
import { type Inspection, startInspection } from '../../src/sandbox/inspection.js';
import { barcode } from '../../src/sandbox/library/seed.js';
import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { Station } from '../../src/sandbox/station.js';
import { STRAY } from '../../src/sandbox/stray-person.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { SERVICES, type Service } from './partner-sites.js';
import { databaseFiles, finds, hideNothing, type Place, shapesOf } from './searched-places.js';
import { type Card, MovableClock, tokenOf, World } from './world.js';

/** The words of the stray person, whatever they are written into. */
const WORDS = [STRAY.given, STRAY.family, 'WIMPLESTRAW', STRAY.town, STRAY.phone.slice(2), STRAY.born, STRAY.born.replaceAll('-', '')];
const NEEDLES = WORDS.flatMap(shapesOf);

/** Listens in on what a partner sends, before anything of ours has seen it. */
class Ear {
  heard = 0;
  private rest = '';
  private readonly server = net.createServer((near) => {
    const far = net.connect(this.target, '127.0.0.1');
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
    far.on('data', (bytes) => {
      const text = this.rest + bytes.toString('latin1');
      this.heard += WORDS.filter((word) => text.includes(word)).length;
      this.rest = text.slice(-20);
    });
  });

  private constructor(private readonly target: number) {}

  static async at(address: string): Promise<Ear> {
    const ear = new Ear(Number(/:(\d+)$/.exec(address)?.[1]));
    await once(ear.server.listen(0, '127.0.0.1'), 'listening');
    return ear;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
  }
}

/** Partner systems that name somebody wherever they can, and may do worse besides. */
class Gossips {
  private constructor(
    readonly plan: SandboxPlan,
    readonly stations: readonly Station[],
    readonly ears: Readonly<Record<string, Ear>>,
    private readonly inspection: Inspection,
  ) {}

  static async open(plan: SandboxPlan, services: readonly Service[], now: () => Date): Promise<Gossips> {
    const stations: Station[] = [];
    const ears: Record<string, Ear> = {};
    let heard = plan;
    for (const service of services) {
      const station = await Station.open(service, plan, now);
      stations.push(station);
      ears[service] = await Ear.at(station.address);
      heard = { ...heard, [service]: { ...heard[service], port: ears[service].port } };
      const [sip2] = station.others;
      if (sip2) {
        ears.sip2 = await Ear.at(sip2);
        heard = { ...heard, library: { ...heard.library, sip2Port: ears.sip2.port } };
      }
    }
    const gossips = new Gossips(heard, stations, ears, await startInspection({ ...plan, inspection: { port: 0 } }, stations));
    for (const { service } of stations) await gossips.fail(service, {});
    return gossips;
  }

  async fail(service: Service, more: object): Promise<void> {
    const station = this.stations.find((one) => one.service === service);
    const sip2 = station && station.others.length > 0 ? { sip2: { names: true } } : {};
    const answer = await fetch(`${this.inspection.address}/${service}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ names: true, ...sip2, ...more }),
    });
    if (answer.status !== 204) throw new Error(await answer.text());
  }

  /** All that can go wrong at one of them beside the names, one after the other. */
  async possible(service: Service): Promise<object[]> {
    const shown = (await (await fetch(`${this.inspection.address}/${service}/faults`)).json()) as { possible: Record<string, unknown> };
    const { wrongAnswers = '', refuseWith = '', refuseNext = '', ...others } = shown.possible as Record<string, string>;
    const choices = (words: string) => words.replace('one of ', '').split(', ').filter(Boolean);
    return [
      ...choices(wrongAnswers).map((choice) => ({ wrongAnswers: choice })),
      ...choices(refuseWith).filter((choice) => /^(400|401|404|409|500)$/.test(choice)).map((choice) => ({ refuseWith: Number(choice), only: 'writes' })),
      ...choices(refuseWith).filter((choice) => choice === '500').map((choice) => ({ refuseWith: Number(choice), only: 'reads' })),
      ...choices(refuseNext).slice(0, 2).map((choice) => ({ refuseNext: choice })),
      ...['refuseLogin', 'refuseUploads'].filter((name) => name in others).map((name) => ({ [name]: true })),
      ...['rejectMember', 'rejectRecord'].filter((name) => name in others).map((name) => ({ [name]: 1 })),
    ];
  }

  async close(): Promise<void> {
    await this.inspection.close();
    for (const station of this.stations) await station.close();
    for (const ear of Object.values(this.ears)) ear.close();
  }
}

const home = temporaryHome();
let database: EmbeddedDatabase;
let world: World;
let first: Gossips;
let second: Gossips;
/** Everything that was answered, headers included, and whatever else came out of the service. */
const said: string[] = [];

beforeAll(async () => {
  database = await startEmbedded({ home, log: () => undefined });
  await migrate(database.ownerUrl);
  await hideNothing(database.ownerUrl);
  const clock = new MovableClock();
  world = await World.begin({
    database: { ownerUrl: database.ownerUrl, serviceUrl: database.serviceUrl() },
    through: async (plan) => {
      const apart = { ...plan, home: path.join(plan.home, 'gossips') };
      const library = { ...plan.library, port: 0, sip2Port: 0, verification: 'sip2' as const };
      const now = () => world?.clock.now() ?? clock.now();
      const free = { ...apart, library, transit: { ...plan.transit, port: 0 }, prescription: { ...plan.prescription, port: 0 } };
      first = await Gossips.open(free, SERVICES, now);
      const others = { ...free, home: path.join(plan.home, 'others'), library: { ...library, profile: 'polaris' as const, sip2Port: undefined }, transit: { ...free.transit, profile: 'status-list' as const } };
      second = await Gossips.open(others, ['library', 'transit'], now);
      return first.plan;
    },
  });
  const call = world.api.call.bind(world.api);
  world.api.call = async (...asked) => {
    const answer = await call(...asked);
    said.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
    return answer;
  };
});
afterAll(async () => {
  await shutDown();
  await Promise.all([first.close(), second.close()]);
});

let down = false;

/** Ends the service, then its database, which leaves all it holds in its files. */
async function shutDown(): Promise<void> {
  if (down) return;
  down = true;
  await world.end();
  await database.stop();
}

const standing = async ({ cardCode }: Card) => (await world.lookUp({ cardCode })).services.map(({ service, desired, reported }) => `${service} ${desired} ${reported}`).sort();
const settled = (card: Card) => world.roundsUntil(async () => (await standing(card)).every((line) => / (\w+) \1$/.test(line)), 12, 70);

/** What a counter does, with every kind of act that makes a partner speak. */
async function counterDay(adopt: string): Promise<Card> {
  const [card, own] = [await world.issue(), await world.issue({ services: ['library'], adopt: { library: adopt } })];
  const presented = { cardCode: card.cardCode };
  await settled(card);
  await settled(own);
  await world.act('clerk', 'suspension', { presented, reason: 'lost' });
  await settled(card);
  await world.act('clerk', 'reinstatement', { presented });
  await settled(card);
  const answer = await world.asStaff('clerk', '/v1/cards/replacement', { presented, reason: 'damaged' });
  expect(answer.status).toBe(201);
  const fresh = answer.body as unknown as Card;
  await settled(fresh);
  await world.asStaff('clerk', '/v1/cards/services', { presented: { cardCode: fresh.cardCode }, drop: ['library'] });
  await world.asStaff('clerk', '/v1/cards/services', { presented: { cardCode: fresh.cardCode }, add: ['library'] });
  await world.round(SERVICES, 70);
  return world.issue();
}

/** One link asked for by its own token, sent again, looked after by an operator. */
async function operatorDay(card: Card): Promise<void> {
  for (const { service, token } of card.services) {
    for (const act of ['lookup', 'resync', 'suspension', 'set-aside']) await world.asStaff('supervisor', `/v1/links/${act}`, { service, token });
    await world.asStaff('supervisor', '/v1/links/lookup', { service, token: STRAY.fileName.slice(0, 4) });
    await world.asStaff('supervisor', `/v1/lanes/${service}/full-audit`, undefined);
  }
  await world.round(SERVICES, 70);
  await look(card);
}

async function look(card: Card): Promise<void> {
  await world.lookUp({ cardCode: card.cardCode });
  await world.asStaff('clerk', '/v1/cards/history', { presented: { cardCode: card.cardCode } });
  await world.api.get('/v1/lanes', { token: await world.staff('supervisor') });
  await world.api.get('/v1/audit?limit=200', { token: await world.staff('auditor') });
  await world.api.get('/v1/partners', { token: await world.staff('admin') });
  await world.api.get('/metrics');
}

/** Every other fault on top, at all partners side by side, with a new card and one that changes, while their desks are asked. */
async function badDays(gossips: Gossips, services: readonly Service[]): Promise<void> {
  const faults = new Map(await Promise.all(services.map(async (service) => [service, await gossips.possible(service)] as const)));
  const days = Math.max(...[...faults.values()].map(({ length }) => length));
  for (let day = 0; day < days; day += 1) {
    const known = await world.issue({ services });
    await world.round(services, 70);
    await world.act('clerk', 'suspension', { presented: { cardCode: known.cardCode }, reason: 'lost' });
    const fresh = await world.issue({ services });
    for (const [service, list] of faults) await gossips.fail(service, list[day] ?? {});
    await world.round(services, 70);
    await Promise.all(services.map((service) => ask(service, tokenOf(known, service))));
    await look(known);
    await world.lookUp({ cardCode: fresh.cardCode });
    for (const service of services) await gossips.fail(service, {});
  }
}

/** What the adapter makes of the partner's own desk and list. */
async function ask(service: Service, token: string): Promise<void> {
  const registry = world.app.get(PartnerRegistry, { strict: false });
  const [partner, connection] = [await registry.byService(service), await registry.connectionOf(service)];
  const factory = ADAPTERS.find(({ profile }) => profile === partner?.profile);
  if (!factory || !connection) throw new Error(`${service} has no partner`);
  const adapter = factory.create(connection, {} as LaneStorage, () => world.clock.now());
  const told = async (work: () => Promise<unknown>) => {
    try {
      said.push(JSON.stringify((await work()) ?? null));
    } catch (error) {
      said.push(`${String(error)} ${(error as Error).stack} ${JSON.stringify(error)}`);
      new EventLog('debug', { write: (line) => world.logged.push(line) }).error('asked', error, { service });
    }
  };
  await told(() => adapter.verify(token));
  await told(async () => {
    const listed: unknown[] = [];
    for await (const one of adapter.fullList?.() ?? []) listed.push(one);
    return listed;
  });
  await adapter.close();
}

function places(): Place[] {
  return [
    ...databaseFiles(database.data),
    { name: 'server log', bytes: fs.readFileSync(database.logFile) },
    { name: 'our log', bytes: Buffer.from(world.logged.join('')) },
    { name: 'answers', bytes: Buffer.from(said.join('\n')) },
  ];
}

describe('partners that put a name into everything they say', () => {
  it('are no hindrance: cards work at Koha with SIP2, TOMP and 834', async () => {
    await operatorDay(await counterDay(barcode(10_000_017)));
    await badDays(first, SERVICES);
    for (const [name, ear] of Object.entries(first.ears)) expect([name, ear.heard > 0]).toEqual([name, true]);
  });

  it('are no hindrance at Polaris and with status lists either', async () => {
    const { library, transit } = second.plan;
    await registerSandboxPartners(world.app, { ...first.plan, library, transit });
    await operatorDay(await counterDay('D100000042'));
    await badDays(second, ['library', 'transit']);
    for (const [name, ear] of Object.entries(second.ears)) expect([name, ear.heard > 0]).toEqual([name, true]);
  });

  it('refused, failed and contradicted themselves in many ways, each with a name in it', () => {
    const codes = new Set([...said.join().matchAll(/"(?:lastErrorCode|errorCode|code)":"([^"]+)"/g)].map(([, code]) => code));
    const refusals = ['library.refused', 'transit.refused', 'transit.record_rejected', 'x12.ta1_rejected', 'x12.member_rejected', 'x12.answer_untrusted'];
    expect([...codes]).toEqual(expect.arrayContaining([...refusals, 'papi_failure', 'unreadable_answer', 'login_refused', 'staff_refused', 'operation_failed']));
    expect(said.length).toBeGreaterThan(300);
  });

  it('leave no word of it in the database, its write-ahead log, the logs, the metrics or any answer', async () => {
    await shutDown();
    expect(finds(places(), NEEDLES)).toEqual([]);
  });

  it('would be found out: one word in any of these places is', async () => {
    database = await startEmbedded({ home, log: () => undefined });
    await query(database.ownerUrl, `UPDATE links.lane SET profile = $1`, [`x ${STRAY.family.toLowerCase()}`]);
    await database.stop();
    new EventLog('info', { write: (line) => world.logged.push(line) }).info(STRAY.given);
    said.push(STRAY.email);
    const found = new Set(finds(places(), NEEDLES).map((line) => line.split(/[:/]/)[0]));
    expect([...found].sort()).toEqual(['answers', 'base', 'our log', 'pg_wal']);
  });
});
