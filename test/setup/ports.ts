import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { until } from './until.js';

/** Below what systems hand out by themselves; each of so many workers has its own part, and so the clones beside it. */
const [FIRST, SPAN, PARTS] = [10_000, 2_200, 10];

/** The first of so many loopback ports in a row that are free, and that no other suite of the run is given. */
export async function portsInARow(count: number): Promise<number> {
  const part = FIRST + SPAN * (Number(process.env['JEST_WORKER_ID'] ?? 0) % PARTS);
  for (;;) {
    const first = part + Math.floor(Math.random() * (SPAN - count));
    const free = await Promise.all(Array.from({ length: count }, (_, place) => isFree(first + place)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Takes a port away from everybody else. What a killed process held is free a moment after the process is gone. */
export async function squat(port: number): Promise<() => Promise<void>> {
  await until(() => isFree(port));
  const server = net.createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  if ((server.address() as AddressInfo).port !== port) throw new Error('another port');
  return async () => {
    await once(server.close(), 'close');
  };
}
