import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { ADAPTERS } from '../src/integrations/index.js';
import { systemCaller } from '../src/kernel/auth/index.js';
import { type Config, readConfig } from '../src/kernel/config/config.js';
import { type EmbeddedDatabase, startEmbedded } from '../src/kernel/database/embedded/index.js';
import { createKeyring, type Keyring } from '../src/kernel/keyring/index.js';
import { type PartnerAdapter, PublisherService, type Receipt, type Submission, SyncService } from '../src/modules/links/index.js';
import { LinkSeals } from '../src/modules/links/link-seals.js';
import { PartnerAdmin, PartnerRegistry, type Service } from '../src/modules/partners/index.js';
import { createContext } from '../src/program/application.js';
import { withFoundation } from '../src/program/maintenance.js';
import { startSandbox } from '../src/program/sandbox-alone.js';
import { registerSandboxPartners } from '../src/program/sandbox-partners.js';
import { noStorage } from './no-storage.js';
import { distinctTokens } from './seed.js';
import { freePorts, makeHome, removeHome } from './temporary-home.js';
import { type BenchSize } from './options.js';
import { type Undo } from './undo.js';

/** Links of one service, from published to confirmed by the simulated partner. */
export interface LaneResult {
  readonly service: Service;
  readonly links: number;
  /** With claims, receipts and seals in the database. */
  readonly seconds: number;
  /** The same number of links through the adapter alone: the partner's protocol and nothing else. */
  readonly aloneSeconds: number;
}

const SERVICES = ['library', 'transit', 'prescription'] as const;
const PAUSE_MILLISECONDS = 10;
/** Above every number that the lane itself will give out: the partner takes no control number twice. */
const ALONE_FROM = 500_000_000;
const CALLER = systemCaller('bench');

interface World {
  readonly app: INestApplicationContext;
  readonly database: EmbeddedDatabase;
  readonly keyring: Keyring;
}

/** Links confirmed by each simulated partner, beside its adapter alone. */
export async function measureLanes({ synced }: BenchSize, undo: Undo): Promise<LaneResult[]> {
  const home = makeHome();
  undo.later(() => removeHome(home));
  const sandboxPort = String(await freePorts(5));
  const config = readConfig({ ...process.env, DATABASE_URL: '', CITYKEY_HOME: home, CITYKEY_JOBS: 'off', CITYKEY_SANDBOX_PORT: sandboxPort });
  const database = await startEmbedded({ home, log: () => undefined });
  undo.later(() => database.stop());
  const sandbox = await startSandbox(config);
  undo.later(() => sandbox.stop());
  createKeyring(config.keyringPath);
  const addressed: Config = { ...config, databaseUrl: database.serviceUrl(), databaseOwnerUrl: database.ownerUrl };
  const results = await withFoundation(addressed, async ({ foundation }) => {
    const app = await createContext(foundation);
    try {
      await registerSandboxPartners(app, sandbox.plan);
      await withoutSchedule(app);
      return await eachLane({ app, database, keyring: foundation.keyring }, synced);
    } finally {
      await app.close();
    }
  });
  await undo.all();
  return results;
}

async function eachLane(world: World, links: number): Promise<LaneResult[]> {
  const results: LaneResult[] = [];
  for (const service of SERVICES) {
    const aloneSeconds = await adapterAlone(world, service, distinctTokens(service, links));
    results.push({ service, links, aloneSeconds, seconds: await throughLane(world, service, distinctTokens(service, links)) });
  }
  return results;
}

/** A file a day, or a second, would be all that is measured. */
async function withoutSchedule(app: INestApplicationContext): Promise<void> {
  const partner = await app.get(PartnerRegistry, { strict: false }).byService('prescription');
  if (!partner) throw new Error('there is no prescription partner');
  const settings = { ...partner.settings, submitEverySeconds: 0 };
  await app.get(PartnerAdmin, { strict: false }).change(CALLER, partner.id, partner.version, { settings });
}

async function throughLane({ app, database, keyring }: World, service: Service, tokens: readonly string[]): Promise<number> {
  const publisher = app.get(PublisherService, { strict: false });
  const sync = app.get(SyncService, { strict: false });
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query(INSERT, wanted(new LinkSeals(keyring), service, tokens));
    for (let published = 0; published < tokens.length; await pause(PAUSE_MILLISECONDS)) published += await publisher.publishDue(service);
    const from = performance.now();
    const left = async () => Number((await client.query<{ left: string }>(LEFT, [service])).rows[0]?.left);
    while ((await sync.run(service)) > 0 || (await left()) > 0) {
      if ((await client.query(SET_ASIDE, [service])).rowCount) throw new Error(`the ${service} partner refused`);
    }
    return (performance.now() - from) / 1000;
  } finally {
    await client.end();
  }
}

const INSERT = `
INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version,
  published_version, reported_version, city_hold, partner_hold, valid_through, changed_on)
SELECT id, $1, 'minted', token_index, sealed_token, 1, 'active', 1, 0, 0, false, false, '2099-12', current_date
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS fresh (id, token_index, sealed_token)`;
const LEFT = 'SELECT count(*) AS left FROM links.link WHERE service = $1 AND published_version > reported_version';
const SET_ASIDE = `SELECT FROM links.work WHERE service = $1 AND stage = 'set_aside' LIMIT 1`;

function wanted(seals: LinkSeals, service: Service, tokens: readonly string[]): unknown[] {
  const ids = tokens.map(() => crypto.randomUUID());
  const sealed = tokens.map((token, at) => seals.sealToken(ids[at] ?? '', service, token));
  return [service, ids, tokens.map((token) => seals.tokenIndex(service, token).index), sealed];
}

async function adapterAlone({ app }: World, service: Service, tokens: readonly string[]): Promise<number> {
  const registry = app.get(PartnerRegistry, { strict: false });
  const [partner, connection] = [await registry.byService(service), await registry.connectionOf(service)];
  const factory = ADAPTERS.find((one) => one.service === service && one.profile === partner?.profile);
  if (!factory || !connection) throw new Error(`there is no ${service} partner`);
  const adapter = factory.create(connection, noStorage(ALONE_FROM), () => new Date());
  try {
    const from = performance.now();
    await confirm(adapter, tokens.map(submissionOf));
    return (performance.now() - from) / 1000;
  } finally {
    await adapter.close();
  }
}

/** Batch by batch, with a look for late answers after each, as a lane does it. */
async function confirm(adapter: PartnerAdapter, submissions: readonly Submission[]): Promise<void> {
  const open = new Set(submissions.map(({ linkId }) => linkId));
  const settle = (receipts: readonly Receipt[]) => {
    for (const { linkId, outcome } of receipts) {
      if (outcome === 'rejected') throw new Error('the partner refused');
      if (outcome === 'accepted') open.delete(linkId);
    }
  };
  const { batchSize } = adapter.describe();
  for (let at = 0; open.size > 0; at += batchSize) {
    const batch = submissions.slice(at, at + batchSize);
    if (batch.length > 0) settle(await adapter.submit(batch));
    for await (const late of adapter.collect()) {
      settle(late.receipts);
      await late.settled();
    }
  }
}

function submissionOf(token: string): Submission {
  return { linkId: crypto.randomUUID(), token, origin: 'minted', state: 'active', version: 1, validThrough: '2099-12', reference: null };
}
