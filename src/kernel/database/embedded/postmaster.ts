import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Binaries } from './binaries.js';
import { type Place } from './place.js';
import { until } from './until.js';

const START_LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 500;
const STOP_LIMIT_MS = 30_000;

/** A server process that runs on some data. */
export interface Postmaster {
  pid: number;
  port: number;
  /** It takes connections; false while it starts, recovers or stops. */
  ready: boolean;
}

/** The live server on this data, read from its pid file; undefined when there is none. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = pidFile(data);
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && runsOn(pid, data) ? { pid, port, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/** The port of the server that ran last and did not stop as it should; undefined where it did. */
export function lastPort(data: string): number | undefined {
  const port = Number(pidFile(data)[3]);
  return port > 0 && port < 65_536 ? port : undefined;
}

/** Looks until there is no live server on this data, or until the signal. */
export async function goneFrom(data: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && findPostmaster(data)) await pause(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
}

function pidFile(data: string): string[] {
  try {
    return fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

// After a crash the number in the file may belong to somebody else, or to a zombie. The server works in its data folder.
function runsOn(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(data);
  } catch {
    return false;
  }
}

/**
 * Starts the server and waits until it takes connections, through a crash recovery if need be.
 * It is a process group of its own, so that Ctrl-C reaches the service and not the database under it.
 *
 * @returns undefined, or what the server said before it gave up
 */
export async function launchPostmaster(
  place: Place,
  binaries: Binaries,
  settings: Record<string, string>,
): Promise<string | undefined> {
  const { data, logFile, account } = place;
  if (!findPostmaster(data)) fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
  const log = fs.openSync(logFile, 'a', 0o600);
  const before = fs.fstatSync(log).size;
  const child = spawn(binaries.postgres, ['-D', data, ...asArguments(settings)], {
    cwd: data,
    env: binaries.environment,
    detached: true,
    stdio: ['ignore', log, log],
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  fs.closeSync(log);
  child.unref();
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', () => (failure ??= fs.readFileSync(logFile).subarray(before).toString().trim() || 'it ended'));
  const ready = () => {
    const found = findPostmaster(data);
    return failure !== undefined || (found?.ready && found.pid === child.pid);
  };
  await until(ready, START_LIMIT_MS, () => `the embedded PostgreSQL in ${place.folder} does not get ready; see ${logFile}`);
  // How it ends one day is no failure to start, and its log may be gone by then.
  child.removeAllListeners('exit');
  return failure;
}

/** Stops the server and waits until its process is gone; sessions are cut off, committed work is kept. */
export async function stopPostmaster(data: string): Promise<void> {
  const running = findPostmaster(data);
  if (!running) return;
  const gone = () => !runsOn(running.pid, data);
  // SIGINT: cut sessions off and write everything down. SIGQUIT: leave at once; the next start recovers.
  process.kill(running.pid, 'SIGINT');
  await until(gone, STOP_LIMIT_MS, () => '').catch(() => process.kill(running.pid, 'SIGQUIT'));
  await until(gone, STOP_LIMIT_MS, () => `the embedded PostgreSQL (process ${running.pid}) does not stop`);
}

function asArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
