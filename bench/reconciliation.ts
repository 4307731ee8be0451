import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { systemCaller } from '../src/kernel/auth/index.js';
import { readConfig } from '../src/kernel/config/config.js';
import { startEmbedded } from '../src/kernel/database/embedded/index.js';
import { createKeyring, readKeyring } from '../src/kernel/keyring/index.js';
import { StaffAccounts } from '../src/modules/staff/index.js';
import { createContext } from '../src/program/application.js';
import { withFoundation } from '../src/program/maintenance.js';
import { median } from './figures.js';
import { type ListFile, LISTING, makeSets, RESET, WRONG } from './list-sets.js';
import { type BenchSize } from './options.js';
import { type Clerk, clerkToken, registerPartners } from './partners.js';
import { plainJoin, type PlainTimes } from './plain-join.js';
import { ServiceProcess } from './service-process.js';
import { freePorts, makeHome, removeHome } from './temporary-home.js';
import { type Undo } from './undo.js';

/** Lists of one size, compared with as many links. */
export interface ListFinding {
  readonly links: number;
  readonly rows: number;
  /** Breaks, each of them planned. */
  readonly breaks: number;
  /** From the first byte of the upload to the commit of the last break: medians over rounds. */
  readonly seconds: number;
  /** The bare COPY and FULL JOIN of the same two sets. */
  readonly plainSeconds: number;
  /** The same where the city's side is there already. */
  readonly listOnlySeconds: number;
  /** To the first of them, over pairs that stood next to each other in time. */
  readonly ratio: number;
  /** To the second. */
  readonly listOnlyRatio: number;
  /** The most memory the service held meanwhile, in MB. */
  readonly residentMegabytes: number;
  /** What it held before, with nothing to do. */
  readonly idleMegabytes: number;
  readonly rounds: readonly Round[];
}

interface Round extends PlainTimes {
  readonly seconds: number;
  /** Until the answer to the upload: all lines are staged and judged. */
  readonly receivedSeconds: number;
}

const LOOK_EVERY_MILLISECONDS = 10;
const MEMORY_EVERY_MILLISECONDS = 100;

interface Room {
  readonly home: string;
  readonly client: pg.Client;
  readonly keyringPath: string;
  readonly service: ServiceProcess;
  readonly supervisor: Clerk;
}

/** Uploads lists of growing size to the real service, each beside the bare tools. @throws Error unless every break was planned. */
export async function measureLists({ lists, listRounds }: BenchSize, step: (text: string) => void, undo: Undo): Promise<ListFinding[]> {
  const room = await open(undo);
  const findings: ListFinding[] = [];
  for (const links of lists) {
    step(`a list of ${links.toLocaleString('en')} lines`);
    const list = await makeSets(room.client, readKeyring(room.keyringPath), room.home, links);
    // The first one of all also loads the code.
    if (findings.length === 0) await compared(room, list);
    const rounds: (Round & Watched)[] = [];
    const idle = (await room.service.usage()).residentMegabytes;
    for (let round = 0; round < (links > 1_000_000 ? 1 : listRounds); round += 1) rounds.push(await pair(room, list, round));
    findings.push({
      links,
      rows: list.rows,
      breaks: await plannedBreaks(room),
      seconds: median(rounds.map((one) => one.seconds)),
      plainSeconds: median(rounds.map((one) => one.plainSeconds)),
      listOnlySeconds: median(rounds.map((one) => one.listOnlySeconds)),
      ratio: median(rounds.map((one) => one.seconds / one.plainSeconds)),
      listOnlyRatio: median(rounds.map((one) => one.seconds / one.listOnlySeconds)),
      residentMegabytes: Math.max(...rounds.map((one) => one.residentMegabytes)),
      idleMegabytes: idle,
      rounds,
    });
  }
  return findings;
}

async function open(undo: Undo): Promise<Room> {
  const home = makeHome();
  undo.later(() => removeHome(home));
  const port = await freePorts(1);
  const settings = { CITYKEY_SANDBOX: 'off', DATABASE_URL: '' };
  const config = readConfig({ ...process.env, ...settings, CITYKEY_HOME: home, PORT: String(port) });
  const database = await startEmbedded({ home, log: () => undefined });
  undo.later(() => database.stop());
  createKeyring(config.keyringPath);
  const supervisor = await withFoundation({ ...config, databaseUrl: database.serviceUrl(), databaseOwnerUrl: database.ownerUrl }, async ({ foundation }) => {
    const app = await createContext(foundation);
    try {
      await registerPartners(app, LISTING);
      return await app.get(StaffAccounts, { strict: false }).create(systemCaller('bench'), { username: 'bench', roles: ['supervisor'] });
    } finally {
      await app.close();
    }
  });
  const client = new pg.Client({ connectionString: database.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  undo.later(() => client.end());
  const service = await ServiceProcess.start({ home, port, settings }, undo);
  return { home, client, keyringPath: config.keyringPath, service, supervisor };
}

/** Each in turn goes first, so that whatever slows the machine meets both. */
async function pair(room: Room, list: ListFile, round: number): Promise<Round & Watched> {
  const before = round % 2 === 0 ? null : await plainJoin(room.client, list);
  const own = await compared(room, list);
  return { ...own, ...(before ?? (await plainJoin(room.client, list))) };
}

interface Watched {
  readonly residentMegabytes: number;
}

/** One upload, from its first byte to the last break. */
async function compared({ client, service, supervisor }: Room, list: ListFile): Promise<Watched & { readonly seconds: number; readonly receivedSeconds: number }> {
  await client.query(RESET);
  await client.query('VACUUM links.link');
  await client.query('CHECKPOINT');
  const token = await clerkToken(service.url, supervisor);
  const memory = watchMemory(service);
  const from = performance.now();
  const id = await upload(service.port, token, list);
  const received = performance.now();
  for (;;) {
    const { rows } = await client.query<{ state: string; ours: number | null }>('SELECT state, ours FROM reconciliation.run WHERE id = $1', [id]);
    if (typeof rows[0]?.ours === 'number') break;
    if (!['receiving', 'comparing'].includes(rows[0]?.state ?? '')) throw new Error(`the list was not compared: ${rows[0]?.state}`);
    await pause(LOOK_EVERY_MILLISECONDS);
  }
  const seconds = (performance.now() - from) / 1000;
  while ((await client.query(`SELECT 1 FROM reconciliation.run WHERE id = $1 AND state = 'repairing'`, [id])).rows.length > 0) await pause(LOOK_EVERY_MILLISECONDS);
  return { seconds, receivedSeconds: (received - from) / 1000, residentMegabytes: await memory() };
}

async function upload(port: number, token: string, { file, rows }: ListFile): Promise<string> {
  const { size } = await stat(file);
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID(), 'content-type': 'text/csv', 'content-length': size };
  const sent = request({ port, host: '127.0.0.1', method: 'POST', path: `/v1/reconciliation/lists?service=${LISTING}&rows=${rows}`, headers });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
    });
  });
  await pipeline(createReadStream(file), sent);
  const { status, text } = await answer;
  if (status !== 202) throw new Error(`the upload answered ${status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function plannedBreaks({ client }: Room): Promise<number> {
  const { rows } = await client.query<{ planned: number; found: number; lost: number; invented: number }>(WRONG);
  const { planned = 0, found, lost, invented } = rows[0] ?? {};
  if (lost !== 0 || invented !== 0 || found !== planned) throw new Error(`of ${planned} planned breaks ${lost} were not found, and ${invented} others were`);
  return planned;
}

/** Looks at the memory of the service until it is asked. @returns the most it held. */
function watchMemory(service: ServiceProcess): () => Promise<number> {
  const state = { over: false, most: 0 };
  const watching = (async () => {
    while (!state.over) {
      state.most = Math.max(state.most, (await service.usage()).residentMegabytes);
      await pause(MEMORY_EVERY_MILLISECONDS);
    }
  })();
  return async () => {
    state.over = true;
    await watching;
    return state.most;
  };
}
