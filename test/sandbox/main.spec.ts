import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { type SandboxReport } from '../../src/sandbox/main.js';
import { loadOrMakePlan, readPlan, type SandboxPorts } from '../../src/sandbox/make-plan.js';
import { portsInARow, squat } from '../setup/ports.js';
import { compileSandbox } from './compiled-sandbox.js';

describe('the sandbox as a process of its own', () => {
  let compiled: string;
  let home: string;
  let ports: SandboxPorts;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    compiled = compileSandbox();
    const first = await portsInARow(4);
    ports = { inspection: first, library: first + 1, transit: first + 2, prescription: first + 3 };
  });

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(compiled, 'home-'));
    loadOrMakePlan(home, ports);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await killed(child);
  });

  afterAll(() => fs.rmSync(compiled, { recursive: true }));

  function start(folder = home, startPorts?: SandboxPorts): ChildProcess {
    const program = path.join(compiled, 'src/sandbox/main.js');
    const child = fork(program, [folder, ...(startPorts ? [JSON.stringify(startPorts)] : [])], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    children.push(child);
    return child;
  }

  async function reportOf(child: ChildProcess): Promise<SandboxReport> {
    const [report] = (await once(child, 'message')) as [SandboxReport];
    return report;
  }

  async function enrol(id: string): Promise<number> {
    const { transit } = loadOrMakePlan(home, ports);
    const answer = await fetch(`http://127.0.0.1:${ports.transit}/collections/customers/items`, {
      method: 'POST',
      headers: { authorization: `Bearer ${transit.bearerToken}`, 'accept-language': 'en', 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    });
    return answer.status;
  }

  it('says that it is ready, shows its records, and keeps them through kill -9', async () => {
    const first = start();
    expect(await reportOf(first)).toEqual({ ready: true });
    expect(await enrol('chip-1')).toBe(201);
    await killed(first);
    expect(await reportOf(start())).toEqual({ ready: true });
    expect(await enrol('chip-1')).toBe(200);
    const answer = await fetch(`http://127.0.0.1:${ports.inspection}/transit/records`);
    expect(await answer.json()).toMatchObject({ records: [{ token: 'chip-1' }] });
  });

  it('ends in order on SIGTERM, and leaves what a terminal sends to its parent', async () => {
    const child = start();
    await reportOf(child);
    child.kill('SIGINT');
    child.kill('SIGHUP');
    expect(await enrol('chip-2')).toBe(201);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });

  it('ends by itself when its parent is gone', async () => {
    const child = start();
    await reportOf(child);
    const gone = once(child, 'exit');
    child.disconnect();
    expect(await gone).toEqual([0, null]);
  });

  it.each(['inspection', 'library', 'transit', 'prescription'] as const)('names the port of %s when it is taken', async (service) => {
    const letGo = await squat(ports[service]);
    const child = start();
    const gone = once(child, 'exit');
    expect(await reportOf(child)).toEqual({ failed: { service, port: ports[service], code: 'EADDRINUSE' } });
    expect(await gone).toEqual([1, null]);
    await letGo();
  });

  it('refuses a home that another process runs, says whose it is, and leaves its plan alone', async () => {
    await reportOf(start());
    const kept = readPlan(home);
    const others: SandboxPorts = { inspection: 1, library: 2, transit: 3, prescription: 4 };
    for (const asked of [undefined, others]) {
      expect(await reportOf(start(home, asked))).toEqual({ failed: { service: 'home', code: 'in_use', pid: process.pid } });
    }
    expect(readPlan(home)).toEqual(kept);
  });

  it('makes a plan of its own in a new folder, with the ports it is given', async () => {
    const folder = path.join(home, 'new');
    expect(await reportOf(start(folder, ports))).toEqual({ ready: true });
    expect(readPlan(folder)).toMatchObject({ home: folder, transit: { port: ports.transit } });
  });

  it('says so when there is no plan', async () => {
    expect(await reportOf(start(path.join(home, 'nowhere')))).toEqual({ failed: { service: 'home', code: 'ENOENT' } });
  });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
