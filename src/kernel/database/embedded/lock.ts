import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';

// <fcntl.h> of macOS: take the lock with the open call, and wait for it.
const O_EXLOCK = 0x20;

/**
 * Runs `work` while no other process on this machine runs anything under the same folder's lock.
 * The operating system holds the lock, so it goes away with its process, also after `kill -9`.
 *
 * @param folder real path of an existing folder; names the lock
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const release = process.platform === 'linux' ? await lockByName(folder) : await lockByFile(folder);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Linux: a socket in the abstract namespace. Whoever listens on the name holds the lock; the others hang on its line. */
async function lockByName(folder: string): Promise<() => Promise<void>> {
  const name = `\0citykey-database-${createHash('sha256').update(folder).digest('hex')}`;
  for (;;) {
    const release = await listen(name);
    if (release) return release;
    await hangUp(name);
  }
}

function listen(name: string): Promise<(() => Promise<void>) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      resolve(
        () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of waiting) socket.destroy();
          }),
      );
    });
  });
}

function hangUp(name: string): Promise<void> {
  return new Promise((resolve) => {
    connect(name)
      .on('error', () => {})
      .on('close', () => resolve())
      .resume();
  });
}

async function lockByFile(folder: string): Promise<() => Promise<void>> {
  const file = await open(path.join(folder, '.lock'), constants.O_CREAT | constants.O_RDWR | O_EXLOCK, 0o600);
  return () => file.close();
}
