import path from 'node:path';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { readConfig } from '../../src/kernel/config/config.js';
import { createKeyring } from '../../src/kernel/keyring/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { createContext } from '../../src/program/application.js';
import { withFoundation } from '../../src/program/maintenance.js';
import { registerSandboxPartners } from '../../src/program/sandbox-partners.js';
import { effectsOn } from '../sandbox/effects.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { Api } from './api.js';
import { Gate } from './gate.js';
import { endPrograms, installation, Program } from './installation.js';
import { PartnerSites, SERVICES } from './partner-sites.js';
import { type Card, tokenOf } from './world.js';

const CLERK = { username: 'clerk', password: 'four words of a clerk' };

let database: TestDatabase;
let sites: PartnerSites;
let gate: Gate;

beforeAll(async () => {
  installation();
  database = await createTestDatabase();
  sites = await PartnerSites.start(path.join(temporaryHome(), 'partners'), () => new Date());
  gate = await Gate.to(sites.plan.prescription.port);
});

afterAll(async () => {
  endPrograms([]);
  await gate.close();
  await sites.close();
  await database.drop();
});

/** Settings of instances that share a database, a keyring and partners. */
async function shared(): Promise<Record<string, string>> {
  const settings = { CITYKEY_HOME: temporaryHome(), CITYKEY_SANDBOX: 'off', DATABASE_URL: database.serviceUrl, DATABASE_OWNER_URL: database.ownerUrl };
  const config = readConfig(settings);
  createKeyring(config.keyringPath);
  await withFoundation(config, async ({ foundation }) => {
    const app = await createContext(foundation);
    await registerSandboxPartners(app, { ...sites.plan, prescription: { ...sites.plan.prescription, port: gate.port } });
    await app.get(StaffAccounts, { strict: false }).create(systemCaller('test'), { ...CLERK, roles: ['clerk'] });
    await app.close();
  });
  return settings;
}

async function start(settings: Record<string, string>, port: number): Promise<{ program: Program; issue: () => Promise<Card> }> {
  const program = Program.run(['start'], { ...settings, PORT: String(port), CITYKEY_PUBLIC_URL: 'http://localhost:7400' });
  await program.ready();
  const api = new Api(`http://127.0.0.1:${port}`);
  const issue = async () => {
    const { body } = await api.post('/v1/auth/login', CLERK);
    const answer = await api.post('/v1/cards', { category: 'standard', services: SERVICES }, { token: body['accessToken'] as string });
    expect(answer.status).toBe(201);
    return answer.body as unknown as Card;
  };
  return { program, issue };
}

const known = (card: Card, service: (typeof SERVICES)[number]) => sites.record(service, tokenOf(card, service))?.state;
/** The sessions that keep other instances from the partner that is spoken to by one at a time. */
const holders = async () => (await query(database.ownerUrl, HOLDERS)).map(({ pid }) => pid);
const oid = (name: string) => `(hashtext('${name}')::bigint & 4294967295)::oid`;
// Of this database alone: others on the server belong to other tests, which have lanes too.
const HOLDERS = `
  SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
  WHERE datname = current_database() AND locktype = 'advisory' AND granted AND classid = ${oid('links.lane')} AND objid = ${oid('prescription')}`;

it('an instance that is killed while it has an exclusive lane lets go of it at once, and another goes on', async () => {
  const settings = await shared();
  const port = await portsInARow(2);
  const one = await start(settings, port);
  const kept = gate.keepAnswersOnce(() => sites.records('prescription').length > 0);
  const first = await one.issue();
  await kept;
  const holding = await holders();
  expect(holding).toHaveLength(1);

  // The second instance works for everybody else meanwhile, and leaves this partner alone.
  const two = await start(settings, port + 1);
  const second = await two.issue();
  await until(() => known(second, 'transit') === 'active' && known(second, 'library') === 'active');
  // Whoever told them has heard it, too: what the first one has on lease when it is killed stays there for minutes.
  await until(async () => (await query(database.ownerUrl, `SELECT 1 FROM links.work WHERE service <> 'prescription'`)).length === 0);
  expect(await holders()).toEqual(holding);
  expect([known(first, 'prescription'), known(second, 'prescription')]).toEqual(['active', undefined]);

  one.program.signal('SIGKILL');
  expect(await one.program.exit()).toBeNull();
  gate.open();
  await until(() => known(second, 'prescription') === 'active');
  await until(async () => (await query(database.ownerUrl, 'SELECT 1 FROM links.work')).length === 0);
  expect([first, second].map((card) => effectsOn(sites.plan.home, tokenOf(card, 'prescription')))).toEqual([1, 1]);
  two.program.signal('SIGTERM');
  expect(await two.program.exit()).toBe(0);
});
