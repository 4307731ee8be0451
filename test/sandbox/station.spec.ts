import fs from 'node:fs';
import net from 'node:net';
import { once } from 'node:events';
import { type Inspection, startInspection } from '../../src/sandbox/inspection.js';
import { Station } from '../../src/sandbox/station.js';
import { samplePlan } from './sample-plan.js';

const ITEMS = '/collections/customers/items';

describe('a station of the sandbox', () => {
  const plan = (({ library, ...rest }) => ({ ...rest, library: { ...library, sip2Port: 0 } }))(samplePlan());
  let transit: Station;
  let library: Station;
  let inspection: Inspection;

  beforeEach(async () => {
    [transit, library] = [await Station.open('transit', plan), await Station.open('library', plan)];
    inspection = await startInspection(plan, [transit, library]);
  });

  afterEach(async () => {
    await inspection.close();
    await transit.close();
    await library.close();
  });

  afterAll(() => fs.rmSync(plan.home, { recursive: true }));

  const headers = { authorization: 'Bearer transit-token', 'accept-language': 'en', 'content-type': 'application/json' };
  const enrol = (id: string) => fetch(transit.address + ITEMS, { method: 'POST', headers, body: JSON.stringify({ id }) });
  const tell = async (method: string, route: string, body?: unknown, more: Record<string, string> = {}) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...more } };
    return (await fetch(inspection.address + route, { method, headers: more, ...content })).status;
  };

  it('passes on what is sent to any of its interfaces, and shows where they are', async () => {
    expect((await enrol('chip-1')).status).toBe(201);
    expect(transit.records()).toMatchObject([{ token: 'chip-1' }]);
    const sip2 = new URL(library.others[0]!);
    const socket = net.connect(Number(sip2.port), sip2.hostname);
    socket.write('9300CNcitykey|COlibrary-secret|\r');
    expect(String((await once(socket, 'data'))[0])).toBe('941\r');
    socket.destroy();
    const page = await (await fetch(inspection.address)).text();
    expect(page).toContain(`${library.address}<br>${library.others[0]}`);
  });

  it.each([
    ['refuses', { refuse: true }],
    ['cuts', { cutAfterBytes: 20 }],
    ['talks nonsense', { garbage: true }],
  ])('%s when told to over the inspection API, alone of all, until that is ended', async (_name, faults) => {
    expect(await tell('PUT', '/transit/faults', faults)).toBe(204);
    transit.fail(faults);
    await expect(enrol('chip-2').then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(`${library.address}/api/v1/patrons`)).status).toBe(401);
    expect(await tell('DELETE', '/transit/faults')).toBe(204);
    expect((await enrol('chip-2')).ok).toBe(true);
  });

  it('breaks connections that were kept alive as well, when it is told to refuse', async () => {
    const { port, hostname } = new URL(transit.address);
    const kept = net.connect(Number(port), hostname);
    const ask = (): unknown => kept.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const heard = () => Promise.race([once(kept, 'data').then(String), once(kept, 'close').then(() => 'nothing')]).catch(() => 'nothing');
    kept.on('error', () => undefined);
    for (const faults of [{}, { latencyMs: 0 }]) {
      await tell('PUT', '/transit/faults', faults);
      ask();
      expect(await heard()).toMatch(/^HTTP\/1\.1 \d+ /);
    }
    const next = heard();
    await tell('PUT', '/transit/faults', { refuse: true });
    ask();
    expect(await next).toBe('nothing');
  });

  it('is slow when told to', async () => {
    await tell('PUT', '/transit/faults', { latencyMs: 60_000 });
    const impatient = fetch(transit.address + ITEMS, { method: 'POST', headers, body: '{"id":"chip-3"}', signal: AbortSignal.timeout(200) });
    await expect(impatient).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(transit.records().map(({ token }) => token)).toContain('chip-3');
  });

  it('forgets everything, its faults too, when it is reset', async () => {
    await enrol('chip-4');
    await tell('PUT', '/transit/faults', { refuse: true });
    expect(await tell('POST', '/transit/reset')).toBe(204);
    expect(transit.records()).toEqual([]);
    expect((await enrol('chip-4')).status).toBe(201);
    expect(library.records()).not.toEqual([]);
  });

  it('takes no other switch, and none from a page', async () => {
    for (const body of [{ latencyMs: '5' }, { latencyMs: -1 }, { explode: true }, [], 'x']) expect(await tell('PUT', '/transit/faults', body)).toBe(400);
    expect(await tell('POST', '/transit/reset', undefined, { origin: 'https://elsewhere.example' })).toBe(403);
    expect(await tell('DELETE', '/transit/faults', undefined, { origin: 'null' })).toBe(403);
  });

  it('starts the other profiles, and says which port it could not have', async () => {
    const other = { ...plan, home: samplePlan().home, library: { ...plan.library, profile: 'polaris' as const } };
    const polaris = await Station.open('library', other).catch((error: unknown) => error);
    if (!(polaris instanceof Station)) throw polaris;
    expect(polaris.records()).toHaveLength(1);
    await polaris.close();
    const taken = Number(new URL(transit.address).port);
    await expect(Station.open('library', { ...plan, library: { ...plan.library, sip2Port: taken } })).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
    fs.rmSync(other.home, { recursive: true });
  });
});
