import { connect, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ComparisonSettings } from '../../src/modules/reconciliation/settings.js';
import { type Answer } from '../e2e/api.js';
import { type PartnerWorld } from '../partner-api/partner-world.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { until } from '../setup/until.js';

const CSV = { 'content-type': 'text/csv' };
const GZIP = { ...CSV, 'content-encoding': 'gzip' };
const MIB = 1024 * 1024;
const AS_IT_IS_AND_PACKED = [
  ['as it is', CSV, (list: string) => list],
  ['packed', GZIP, (list: string) => gzipSync(list)],
] as const;

const codeOf = ({ status, body }: Answer) => [status, body['code']];
const connectionsTo = (server: Server) => new Promise<number>((told) => server.getConnections((_, count) => told(count)));

/** Where lists are sent, and what became of them. */
export interface Sending {
  readonly world: PartnerWorld;
  readonly whole: () => string;
  readonly send: (body: string) => Promise<Answer>;
  /** State and reason of each run. */
  readonly stored: () => Promise<unknown[][]>;
  readonly nothingChanged: () => Promise<boolean>;
}

/** Cases of lists that do not come to their end, over connections that the tests hold in their own hands. */
export function listsThatBreakOff(sending: () => Sending): void {
  /** Sends a list that is announced as longer than it is. */
  async function sendPart(headers: Record<string, string>, body: string | Uint8Array, at = ''): Promise<Socket> {
    const { world } = sending();
    const { hostname, port } = new URL(world.api.url);
    const given = Object.entries({ Host: 'here', Authorization: `Bearer ${await world.token('library')}`, 'Content-Length': '50000', ...headers });
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`POST /partner/v1/reconciliation-runs${at} HTTP/1.1\r\n${given.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    await new Promise((sent) => socket.write(body, sent));
    return socket;
  }

  it('because the connection broke was a run from its beginning, which its partner and staff could look at', async () => {
    const { world, whole, send, nothingChanged } = sending();
    const settings = world.on.app.get(ComparisonSettings, { strict: false });
    Object.assign(settings, { blockBytes: 1_000 });
    const socket = await sendPart(CSV, whole().repeat(60), '?rows=500&sequence=7');
    const seen = async () => ((await world.get('library', 'reconciliation-runs?limit=1')).body['runs'] as Record<string, unknown>[])[0];
    const detail = async () => (await world.get('library', `reconciliation-runs/${String((await seen())?.['id'])}`)).body;
    await until(async () => Number(((await detail())['progress'] as { rows?: number } | undefined)?.rows ?? 0) > 0);
    expect(await detail()).toMatchObject({ source: 'upload', state: 'receiving', sequence: 7, startedOn: world.on.clock.today(), endedOn: null, rows: null, counts: null });
    expect((await detail())['progress']).toEqual({ stage: 'receiving', rows: expect.any(Number) as number, expectedRows: 500, estimatedSeconds: expect.any(Number) as number });
    const staff = { authorization: await world.on.bearer('auditor') };
    const told = await world.api.get(`/v1/reconciliation/runs/${String((await seen())?.['id'])}`, { headers: staff });
    expect(told.body).toMatchObject({ service: 'library', state: 'receiving', progress: { expectedRows: 500 } });
    expect(codeOf(await send(whole()))).toEqual([409, 'reconciliation.run_under_way']);
    socket.resetAndDestroy();
    await until(async () => (await seen())?.['state'] === 'set_aside');
    expect(await detail()).toMatchObject({ reason: 'truncated', rows: null, endedOn: world.on.clock.today(), progress: null });
    expect([await world.sql('SELECT FROM reconciliation.progress'), await nothingChanged()]).toEqual([[], true]);
    Object.assign(settings, { blockBytes: new ComparisonSettings().blockBytes });
  });

  it('because it has more lines than it says is a run that was set aside, and is answered before it has come to its end', async () => {
    const { world, whole, send, stored, nothingChanged } = sending();
    const settings = world.on.app.get(ComparisonSettings, { strict: false });
    Object.assign(settings, { blockBytes: 1_000 });
    const socket = await sendPart(CSV, whole().repeat(60), '?rows=4');
    let answer = '';
    socket.on('data', (piece) => (answer += piece.toString()));
    await until(() => answer.includes('\r\n\r\n'));
    socket.destroy();
    expect([answer.slice(0, 12), await stored(), await nothingChanged()]).toEqual(['HTTP/1.1 202', [['set_aside', 'row_count_wrong']], true]);
    Object.assign(settings, { blockBytes: new ComparisonSettings().blockBytes });
    await until(async () => (await send(whole())).status === 202);
  });

  it.each<[string, Record<string, string>, (list: string) => string | Uint8Array, boolean]>([
    ['ends in silence', CSV, (list) => list, false],
    ['ends in silence, packed,', GZIP, (list) => gzipSync(list), false],
    ['comes drop by drop', CSV, (list) => list, true],
  ])('because it %s is a run that was set aside, and is told so', async (_, headers, form, drips) => {
    const { world, whole, send, stored, nothingChanged } = sending();
    const settings = world.on.app.get(ComparisonSettings, { strict: false });
    Object.assign(settings, { pace: { bytesPerSecond: 1_000 * MIB, graceSeconds: 0.05 } });
    const socket = await sendPart(headers, form(whole()));
    let answer = '';
    socket.on('data', (piece) => (answer += piece.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const drip = (): unknown => drips && !socket.destroyed && socket.write('x', () => setImmediate(drip));
    drip();
    await closed;
    const [head = '', problem = ''] = answer.split('\r\n\r\n');
    expect([head.slice(0, 12), (JSON.parse(problem) as { code: string }).code]).toEqual(['HTTP/1.1 408', 'request.timed_out']);
    expect([await stored(), await nothingChanged()]).toEqual([[['set_aside', 'too_slow']], true]);
    Object.assign(settings, { pace: new ComparisonSettings().pace });
    expect(codeOf(await send(whole()))).toEqual([202, undefined]);
  });

  it.each(AS_IT_IS_AND_PACKED)('because the connection broke is a run that was set aside: %s', async (_, headers, form) => {
    const { whole, stored, nothingChanged } = sending();
    (await sendPart(headers, form(whole()))).resetAndDestroy();
    await until(async () => (await stored())[0]?.[0] === 'set_aside');
    expect([await stored(), await nothingChanged()]).toEqual([[['set_aside', 'truncated']], true]);
  });

  it.each(AS_IT_IS_AND_PACKED)('because the connection broke before anybody read from it is a run that was set aside, and holds up nobody: %s', async (_, headers, form) => {
    const { world, whole, send, stored, nothingChanged } = sending();
    const held = await HeldTransaction.begin(world.database.ownerUrl);
    await held.query('LOCK TABLE reconciliation.progress IN ACCESS EXCLUSIVE MODE');
    const socket = await sendPart(headers, form(whole()));
    await held.waitedFor(1);
    const server = world.on.app.getHttpServer() as Server;
    const before = await connectionsTo(server);
    socket.resetAndDestroy();
    await until(async () => (await connectionsTo(server)) < before);
    await held.rollBack();
    await until(async () => (await stored())[0]?.[0] === 'set_aside');
    expect([await stored(), await nothingChanged()]).toEqual([[['set_aside', 'truncated']], true]);
    // The run is told before its lock is let go.
    await until(async () => (await send(whole())).status === 202);
  });
}
