import fs from 'node:fs';
import { HomeInUse, lockHome } from './home-lock.js';
import { startInspection } from './inspection.js';
import { loadOrMakePlan, readPlan, type SandboxChoice, type SandboxPorts, SystemKept } from './make-plan.js';
import { type SandboxPlan } from './plan.js';
import { Station } from './station.js';

/**
 * What the parent is told, once: all systems listen, or which one does not and why: a system error code, or `in_use`
 * for a home that another process runs (`pid`: whom to end, where known), or `made_as_...` for a system that was made as
 * another one.
 */
export type SandboxReport =
  | { readonly ready: true }
  | { readonly failed: { readonly service: string; readonly port?: number; readonly code: string; readonly pid?: number } };

const SERVICES = ['library', 'transit', 'prescription'] as const;

/** One of the systems could not be started. */
class StartFailed extends Error {
  constructor(
    readonly service: (typeof SERVICES)[number] | 'inspection',
    readonly port: number,
    cause: unknown,
  ) {
    super(`${service} did not start`, { cause });
  }

  get report(): SandboxReport {
    const { service, port } = this;
    return { failed: { service, port, code: (this.cause as NodeJS.ErrnoException).code ?? 'unknown' } };
  }
}

const parent = process.send?.bind(process);
const closing: (() => Promise<void>)[] = [];

async function start(plan: SandboxPlan): Promise<void> {
  const stations: Station[] = [];
  for (const service of SERVICES) {
    const station = await named(service, plan[service].port, Station.open(service, plan));
    closing.push(() => station.close());
    stations.push(station);
  }
  const inspection = await named('inspection', plan.inspection.port, startInspection(plan, stations));
  closing.push(() => inspection.close());
}

async function named<T>(service: StartFailed['service'], port: number, starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    // A system with several ports says itself which one it could not have.
    throw new StartFailed(service, (error as { port?: number }).port ?? port, error);
  }
}

let ending = false;

/** Ends the process. Whatever cannot be closed is left to the system: nothing kept is lost by it. */
async function end(exitCode: number): Promise<void> {
  if (ending) return;
  ending = true;
  await Promise.allSettled(closing.reverse().map((close) => close()));
  process.exit(exitCode);
}

/** Tells the parent, and waits until it has been told, so that ending does not lose the word. */
function tell(report: SandboxReport): Promise<void> {
  return new Promise((resolve) => {
    if (parent) parent(report, undefined, undefined, () => resolve());
    else process.stderr.write(`${JSON.stringify(report)}\n`, () => resolve());
  });
}

process.on('SIGTERM', () => void end(0));
// A terminal interrupts both processes, and a closed one hangs up on both; the parent stops this one when it no longer
// needs the partners.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => void (parent ? undefined : end(0)));
process.on('disconnect', () => void end(0));

/** The plan of this start. A folder that another process runs keeps its own: nothing is written before the lock is held. */
async function plan(home: string, ports: string | undefined, choice = '{}'): Promise<SandboxPlan> {
  if (ports !== undefined) fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  closing.push(await lockHome(home, parent ? process.ppid : process.pid));
  return ports === undefined ? readPlan(home) : loadOrMakePlan(home, JSON.parse(ports) as SandboxPorts, JSON.parse(choice) as SandboxChoice);
}

function reportOf(error: unknown): SandboxReport {
  if (error instanceof StartFailed) return error.report;
  if (error instanceof HomeInUse) return { failed: { service: 'home', code: error.code, ...(error.pid === undefined ? {} : { pid: error.pid }) } };
  if (error instanceof SystemKept) return { failed: { service: error.service, code: error.code } };
  return { failed: { service: 'home', code: (error as NodeJS.ErrnoException).code ?? 'unreadable' } };
}

try {
  const [, , home = '.', ports, choice] = process.argv;
  await start(await plan(home, ports, choice));
  await tell({ ready: true });
} catch (error) {
  await tell(reportOf(error));
  await end(1);
}
