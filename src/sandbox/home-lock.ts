import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Another process already runs the partner systems of this folder. */
export class HomeInUse extends Error {
  readonly code = 'in_use';

  constructor() {
    super('the folder is in use');
    this.name = 'HomeInUse';
  }
}

/**
 * Keeps every other process from writing to a folder's journals. The system holds the lock, so it ends with this
 * process however that ends.
 * @returns how to let go of it.
 * @throws HomeInUse when another process holds it.
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  const name = nameFor(fs.realpathSync(home));
  let server = await listen(name);
  if (!server && process.platform !== 'linux' && !(await answers(name))) {
    // A socket file without a listener was left behind by a process that was killed.
    fs.rmSync(name, { force: true });
    server = await listen(name);
  }
  if (!server) throw new HomeInUse();
  const held = server.unref();
  return () => new Promise((resolve) => held.close(() => resolve()));
}

/** On Linux an abstract name, which leaves no file behind; elsewhere a short path, since socket paths are short. */
function nameFor(home: string): string {
  const id = `citykey-sandbox-${createHash('sha256').update(home).digest('hex').slice(0, 32)}`;
  return process.platform === 'linux' ? `\0${id}` : path.join(os.tmpdir(), id);
}

function listen(name: string): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(name, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
