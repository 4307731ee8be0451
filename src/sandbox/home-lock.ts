import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const ANSWERS_WITHIN_MILLISECONDS = 2_000;

/** Another process already runs the partner systems of this folder. */
export class HomeInUse extends Error {
  readonly code = 'in_use';

  /** @param pid of whoever runs them, unless it did not say. */
  constructor(readonly pid: number | undefined) {
    super('the folder is in use');
    this.name = 'HomeInUse';
  }
}

/**
 * Keeps every other process from writing to a folder's journals. The system holds the lock, so it ends with this
 * process however that ends.
 * @param pid of the process that a person would end to end this one; told to whoever wants the folder too.
 * @returns how to let go of it.
 * @throws HomeInUse when another process holds it.
 */
export async function lockHome(home: string, pid = process.pid): Promise<() => Promise<void>> {
  const name = nameFor(fs.realpathSync(home));
  let server = await listen(name, pid);
  const holder = server ? null : await ask(name);
  if (!server && holder === null && process.platform !== 'linux') {
    // A socket file without a listener was left behind by a process that was killed.
    fs.rmSync(name, { force: true });
    server = await listen(name, pid);
  }
  if (!server) throw new HomeInUse(holder?.pid);
  const held = server.unref();
  return () => new Promise((resolve) => held.close(() => resolve()));
}

/** On Linux an abstract name, which leaves no file behind; elsewhere a short path, since socket paths are short. */
function nameFor(home: string): string {
  const id = `citykey-sandbox-${createHash('sha256').update(home).digest('hex').slice(0, 32)}`;
  return process.platform === 'linux' ? `\0${id}` : path.join(os.tmpdir(), id);
}

function listen(name: string, pid: number): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.on('error', () => socket.destroy()).end(`${pid}\n`));
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}

/** What the holder says of itself; null when nobody answers. */
function ask(name: string): Promise<{ readonly pid: number | undefined } | null> {
  return new Promise((resolve) => {
    let [there, said] = [false, ''];
    const socket = net.connect(name, () => (there = true));
    socket.setTimeout(ANSWERS_WITHIN_MILLISECONDS, () => socket.destroy());
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.once('close', () => resolve(there ? { pid: /^\d+\s*$/.test(said) ? Number(said) : undefined } : null));
  });
}
