import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What can go wrong on a line of its own. A closed list: nothing the other side says becomes a code. */
export type TcpProblemCode = 'connect_failed' | 'tls_failed' | 'timeout' | 'connection_closed' | 'answer_too_large';

export class TcpProblem extends Error {
  constructor(readonly code: TcpProblemCode) {
    super(`tcp: ${code}`);
    this.name = 'TcpProblem';
  }
}

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM of the authority to trust instead of the public ones, or null. */
  readonly authority: string | null;
  /** Milliseconds to a usable connection, its TLS handshake included. */
  readonly connectTimeoutMs: number;
  /** Milliseconds for one whole line to arrive. */
  readonly readTimeoutMs: number;
  readonly maxLineBytes: number;
}

const CR = 0x0d;
const LF = 0x0a;

/** A connection on which both sides speak in lines that end with CR. After any problem it is closed for good. */
export class TcpLine {
  private buffered: Buffer = Buffer.alloc(0);
  private waiting: ((problem: TcpProblem | null) => void) | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly target: TcpTarget,
  ) {
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('close', () => this.waiting?.(new TcpProblem('connection_closed')));
  }

  /** @throws TcpProblem `connect_failed`, `tls_failed` or `timeout`. */
  static async open(target: TcpTarget): Promise<TcpLine> {
    const { host, port, tls, authority } = target;
    const options = { host, port, noDelay: true };
    const socket = tls ? connectTls({ ...options, servername: host, ...(authority && { ca: authority }) }) : connectPlain(options);
    let connected = false;
    socket.once('connect', () => (connected = true));
    const timer = setTimeout(() => socket.destroy(new TcpProblem('timeout')), target.connectTimeoutMs);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once(tls ? 'secureConnect' : 'connect', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new TcpProblem('connection_closed')));
      });
    } catch (error) {
      socket.destroy();
      throw error instanceof TcpProblem && error.code === 'timeout' ? error : new TcpProblem(connected ? 'tls_failed' : 'connect_failed');
    } finally {
      clearTimeout(timer);
    }
    // Whatever happens later shows as a closed connection.
    socket.on('error', () => socket.destroy());
    return new TcpLine(socket, target);
  }

  get usable(): boolean {
    return this.socket.readyState === 'open';
  }

  /** Bytes that came without being asked for. */
  get unread(): number {
    return this.buffered.length;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /**
   * The next line without its terminator; CR LF counts as CR. Only one caller at a time.
   * @throws TcpProblem `timeout`, `connection_closed` or `answer_too_large`.
   */
  async read(): Promise<Buffer> {
    const timer = setTimeout(() => this.waiting?.(new TcpProblem('timeout')), this.target.readTimeoutMs);
    try {
      for (;;) {
        const line = this.nextLine();
        if (line) return line;
        if (!this.usable) throw new TcpProblem('connection_closed');
        await this.more();
      }
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, bytes]);
    const tooLarge = this.buffered.length > this.target.maxLineBytes;
    if (tooLarge) this.socket.destroy();
    this.waiting?.(tooLarge ? new TcpProblem('answer_too_large') : null);
  }

  private more(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting = (problem) => {
        this.waiting = null;
        if (problem) reject(problem);
        else resolve();
      };
    });
  }

  private nextLine(): Buffer | null {
    const start = this.buffered.findIndex((byte) => byte !== LF && byte !== CR);
    if (start < 0) {
      this.buffered = Buffer.alloc(0);
      return null;
    }
    const end = this.buffered.indexOf(CR, start);
    if (end < 0) return null;
    const line = this.buffered.subarray(start, end);
    // The LF of a CR LF goes with it when it is there already, else it is skipped before the next line.
    this.buffered = this.buffered.subarray(this.buffered[end + 1] === LF ? end + 2 : end + 1);
    return line;
  }
}
