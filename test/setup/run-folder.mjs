import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PREFIX = 'citykey-test-';
const MEMORY = '/dev/shm';
/** A run holds some 300 MB at a time, and a full disk would fail tests that have nothing to do with it. */
const ROOM_BYTES = 2 * 1024 ** 3;

/** A fresh folder for one run's databases, named after this process; the server's account may pass through. */
export function makeRunFolder() {
  const folder = fs.mkdtempSync(path.join(place(), `${PREFIX}${process.pid}-`));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** Removes what killed runs left behind: folders whose process is gone, and the servers in them. */
export async function removeLeftovers() {
  for (const base of [MEMORY, os.tmpdir()].filter((folder) => fs.existsSync(folder))) {
    for (const name of fs.readdirSync(base)) {
      const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
      if (!pid || isAlive(pid)) continue;
      // Another user's leftovers are that user's to remove.
      await removeRunFolder(path.join(base, name)).catch(() => {});
    }
  }
}

/**
 * In memory where the machine has plenty: a database is 350 files, and to make and remove those on a disk takes a fifth of
 * the time of a run. A folder that was asked for by TMPDIR is taken as it is.
 */
function place() {
  try {
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    const free = Math.min(bavail * bsize, os.freemem());
    if (!process.env.TMPDIR && free >= ROOM_BYTES && runsPrograms(MEMORY)) return MEMORY;
  } catch {
    // There is no such place here.
  }
  return os.tmpdir();
}

/** Ends every server below the folder, then removes it. */
export async function removeRunFolder(folder) {
  for (const home of fs.readdirSync(folder)) {
    const place = path.join(folder, home, 'postgres');
    const pidFile = path.join(place, 'data', 'postmaster.pid');
    if (fs.existsSync(pidFile)) await endServer(pidFile);
    // A home that the server's account could not enter links to a folder elsewhere.
    if (fs.existsSync(place)) fs.rmSync(fs.realpathSync(place), { recursive: true, force: true });
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Some tests keep programs there, and containers often forbid to run any. */
function runsPrograms(folder) {
  const probe = fs.mkdtempSync(path.join(folder, 'probe-'));
  try {
    const program = path.join(probe, 'true');
    fs.writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    return spawnSync(program).status === 0;
  } finally {
    fs.rmSync(probe, { recursive: true });
  }
}

// SIGQUIT leaves at once, without writing down what is thrown away anyway.
async function endServer(pidFile) {
  const pid = Number(fs.readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  const runs = () => isAlive(pid) && isServerOf(pid, path.dirname(pidFile));
  if (runs()) process.kill(pid, 'SIGQUIT');
  while (runs()) await pause(10);
}

function isServerOf(pid, data) {
  if (process.platform !== 'linux') return true;
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(data);
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
