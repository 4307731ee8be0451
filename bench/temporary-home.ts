import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A fresh folder that the account which root drops to may pass through. */
export function makeHome(): string {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'citykey-bench-'));
  fs.chmodSync(home, 0o711);
  return home;
}

/** Removes a home, and the data when it had to lie elsewhere. */
export function removeHome(home: string): void {
  const data = path.join(home, 'postgres');
  const link = fs.lstatSync(data, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(data) : null;
  if (link !== null) fs.rmSync(link, { recursive: true, force: true });
  fs.rmSync(home, { recursive: true, force: true });
}

/** The first of so many ports in a row that nobody listens on. */
export async function freePorts(howMany: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const ports = Array.from({ length: howMany }, (_, place) => first + place);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer().once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });
}
