import { type Server, type Socket } from 'node:net';

const KEPT_BYTES = 10 * 1024 * 1024;

interface Chunk {
  readonly source: number;
  readonly bytes: Buffer;
}

/**
 * What came in over the wire, the last 10 MiB of it, for proving what did not come.
 *
 * Bytes of one connection stay together, so that a value is found even when two peers sent at once.
 */
export class ReceivedBytes {
  private readonly chunks: Chunk[] = [];
  private size = 0;
  private sources = 0;

  constructor(private readonly limit = KEPT_BYTES) {}

  /** Begins a connection (or a file); returns the sink for its bytes. */
  open(): (bytes: Uint8Array) => void {
    const source = ++this.sources;
    return (bytes) => this.keep({ source, bytes: Buffer.from(bytes) });
  }

  /** Listens in on every connection of a server, headers included, without disturbing it. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => socket.on('data', this.open()));
  }

  /** Everything kept, as UTF-8, one connection after the other. */
  text(): string {
    const bySource = new Map<number, Buffer[]>();
    for (const { source, bytes } of this.chunks) {
      const parts = bySource.get(source);
      if (parts) parts.push(bytes);
      else bySource.set(source, [bytes]);
    }
    return [...bySource.values()].map((parts) => Buffer.concat(parts).toString('utf8')).join('\n');
  }

  private keep(chunk: Chunk): void {
    this.chunks.push(chunk);
    this.size += chunk.bytes.length;
    while (this.size > this.limit && this.chunks.length > 1) {
      this.size -= this.chunks.shift()?.bytes.length ?? 0;
    }
  }
}
