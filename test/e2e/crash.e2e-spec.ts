import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { createKeyring } from '../../src/kernel/keyring/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { createContext } from '../../src/program/application.js';
import { withFoundation } from '../../src/program/maintenance.js';
import { registerSandboxPartners } from '../../src/program/sandbox-partners.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { Api } from './api.js';
import { Gate } from './gate.js';
import { endPrograms, Program } from './installation.js';
import { PartnerSites, type Service, SERVICES } from './partner-sites.js';
import { type Card, tokenOf } from './world.js';

const CLERK = { username: 'clerk', password: 'four words of a clerk' };

let database: TestDatabase;
let sites: PartnerSites;
let gates: Record<Service, Gate>;
let settings: Record<string, string>;
let service: Program;
let api: Api;

/** Every order that was ever sent, by its Idempotency-Key: the card, once it is acknowledged. */
const orders = new Map<string, Card | null>();

beforeAll(async () => {
  database = await createTestDatabase();
  const home = temporaryHome();
  sites = await PartnerSites.start(path.join(home, 'partners'), () => new Date());
  const opened = await Promise.all(SERVICES.map(async (name) => [name, await Gate.to(sites.plan[name].port)] as const));
  gates = Object.fromEntries(opened) as Record<Service, Gate>;
  const port = await portsInARow(1);
  settings = {
    CITYKEY_HOME: home,
    PORT: String(port),
    CITYKEY_SANDBOX: 'off',
    DATABASE_URL: database.serviceUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  };
  api = new Api(`http://127.0.0.1:${port}`);
  await setUp();
  await start();
});

afterAll(async () => {
  endPrograms([]);
  for (const gate of Object.values(gates)) await gate.close();
  await sites.close();
  await database.drop();
});

/** What an operator does before the first start with a database of one's own. */
async function setUp(): Promise<void> {
  const config = readConfig(settings);
  createKeyring(config.keyringPath);
  await withFoundation(config, async ({ foundation }) => {
    const app = await createContext(foundation);
    const { plan } = sites;
    const behind = (name: Service) => ({ ...plan[name], port: gates[name].port });
    const reached = { ...plan, transit: behind('transit'), library: behind('library'), prescription: behind('prescription') };
    await registerSandboxPartners(app, reached as typeof plan);
    await app.get(StaffAccounts, { strict: false }).create(systemCaller('test'), { ...CLERK, roles: ['clerk'] });
    await app.close();
  });
}

async function start(): Promise<void> {
  service = Program.run(['start'], settings);
  await service.ready();
  // Nobody else holds a lease once its holder is dead; the five minutes until that shows are not waited for.
  await query(database.ownerUrl, 'UPDATE links.work SET lease_until = NULL, next_attempt_at = now()');
}

async function crash(): Promise<void> {
  service.signal('SIGKILL');
  expect(await service.exit()).toBeNull();
}

async function clerk(): Promise<string> {
  const answer = await api.post('/v1/auth/login', CLERK);
  expect(answer.status).toBe(200);
  return answer.body['accessToken'] as string;
}

/** Sends an order, for the first time or again; it stays open when nobody answers. */
async function order(token: string, key = randomUUID() as string): Promise<void> {
  if (!orders.has(key)) orders.set(key, null);
  const answer = await api.post('/v1/cards', { category: 'standard', services: SERVICES }, { token, idempotencyKey: key }).catch(() => null);
  if (!answer) return;
  expect(answer.status).toBe(201);
  const card = answer.body as unknown as Card;
  expect(orders.get(key) ?? card).toEqual(card);
  orders.set(key, card);
}

const cards = () => [...orders.values()].filter((card) => card !== null);
const arrived = (name: Service) => cards().filter((card) => sites.record(name, tokenOf(card, name))?.state === 'active').length;
const known = (name: Service) => sites.records(name).length;

describe('the service, killed', () => {
  it.each(SERVICES)('while %s has taken something in and not yet been heard, loses and doubles nothing', async (name) => {
    const token = await clerk();
    const before = known(name);
    const kept = gates[name].keepAnswersOnce(() => known(name) > before);
    await Promise.all(Array.from({ length: 5 }, () => order(token)));
    await kept;
    const pending = Array.from({ length: 8 }, () => order(token));
    await Promise.race(pending);
    await crash();
    await Promise.all(pending);
    gates[name].open();
    expect(known(name)).toBeGreaterThan(before);

    await start();
    const again = await clerk();
    // Acknowledged or not, every order is sent once more, as a client does that is not sure.
    await Promise.all([...orders.keys()].map((key) => order(again, key)));
    expect(cards()).toHaveLength(orders.size);
    await until(() => SERVICES.every((one) => arrived(one) === cards().length));
  });

  it('has made one card for each order, and three links for each card', async () => {
    const [rows] = await query(
      database.ownerUrl,
      `SELECT (SELECT count(*)::int FROM cards.card) AS cards, (SELECT count(*)::int FROM links.link) AS links,
         (SELECT count(*)::int FROM audit.entry WHERE act = 'card.issue' AND outcome = 'done') AS audited`,
    );
    expect(orders.size).toBe(39);
    expect(rows).toEqual({ cards: 39, links: 117, audited: 39 });
  });

  it('has left no work undone, and every card is reported by every partner', async () => {
    await until(async () => (await query(database.ownerUrl, 'SELECT 1 FROM links.work')).length === 0);
    const token = await clerk();
    for (const { cardCode } of cards()) {
      const { body } = await api.post('/v1/cards/lookup', { presented: { cardCode } }, { token });
      expect((body['services'] as { reported: string }[]).map(({ reported }) => reported)).toEqual(Array(3).fill('active'));
    }
  });

  it('has enrolled nobody twice: no second record, and no second interchange with effect', () => {
    for (const name of SERVICES) {
      const tokens = cards().map((card) => tokenOf(card, name));
      const held = sites.records(name).map((record) => record.token).filter((token) => tokens.includes(token));
      expect(held.sort()).toEqual([...tokens].sort());
    }
    const { members, interchanges } = takenIn();
    expect(members.sort()).toEqual(cards().map((card) => tokenOf(card, 'prescription')).sort());
    expect(new Set(interchanges).size).toBe(interchanges.length);
    expect(interchanges.length).toBeGreaterThanOrEqual(3);
  });
});

/** What every file changed at the benefit manager, from its own journal. */
function takenIn(): { members: string[]; interchanges: string[] } {
  const lines = fs.readFileSync(path.join(sites.plan.home, 'prescription', 'processed.jsonl'), 'utf8').trim().split('\n');
  const files = new Map(lines.map((line) => JSON.parse(line) as { key: string; value: Taken }).map(({ key, value }) => [key, value]));
  return {
    members: [...files.values()].flatMap((file) => file.members.map(({ memberId }) => memberId)),
    interchanges: [...files.values()].flatMap(({ interchange }) => interchange ?? []),
  };
}

interface Taken {
  readonly interchange: string | null;
  readonly members: readonly { readonly memberId: string }[];
}
