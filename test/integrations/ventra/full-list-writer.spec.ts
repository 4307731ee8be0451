import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FullListWriter } from '../../../src/integrations/ventra/status-list/full-list-writer.js';
import { ListMaker } from '../../../src/integrations/ventra/status-list/deltas.js';
import { type AuditedLink } from '../../../src/modules/links/index.js';
import { readListFile } from '../../../src/sandbox/transit/status-list/list-file.js';
import { MemoryLane } from '../prescription/memory-lane.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of buffers that are in use. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

describe('a full status list', () => {
  const settings = { senderId: 'CITY', receiverId: 'TRANSIT', mode: 'T', inboundFolder: 'inbound' } as const;

  it.each([1, 1_500, 40_000])('of %i cards is whole, and a long one is held in less than a quarter of its size', async (total) => {
    const storage = new MemoryLane();
    // Asked for once only: collecting garbage takes seconds in a process that has seen a hundred suites.
    const measured = total === 40_000;
    const before = measured ? heldBytes() : 0;
    let held = 0;
    async function* cards(): AsyncGenerator<AuditedLink> {
      for (let card = 1; card <= total; card += 1) {
        // Digits as good as random: the same would be held in next to nothing.
        const token = `16${createHash('sha256').update(String(card)).digest().readBigUInt64BE().toString().padStart(14, '0').slice(-14)}`;
        yield await Promise.resolve({ token, origin: 'adopted', state: card % 9 === 0 ? 'suspended' : 'active', validThrough: 'never' });
      }
      if (measured) held = heldBytes() - before;
    }
    const pieces: Uint8Array[] = [];
    const published: string[] = [];
    const session = {
      writePart: async (_folder: string, _part: string, content: AsyncIterable<Uint8Array>) => {
        for await (const piece of content) pieces.push(piece);
      },
      publish: (_folder: string, _part: string, name: string) => Promise.resolve(void published.push(name)),
    };
    const writer = new FullListWriter(settings, storage, new ListMaker(settings, storage, () => new Date('2026-03-10T15:00:00Z')));
    expect(await writer.send(session, cards())).toBe(total);
    const file = Buffer.concat(pieces);
    const list = readListFile(published[0] ?? '', file);
    expect([list?.kind, list?.records.length, new Set(list?.records.map(({ identifier }) => identifier)).size]).toEqual(['FULL', total, total]);
    if (measured) expect(held).toBeLessThan(file.length / 4);
  });
});
