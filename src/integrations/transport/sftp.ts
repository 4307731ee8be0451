import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import type Ssh2 from 'ssh2';
import type SftpClient from 'ssh2-sftp-client';
import { hostKeyMatches } from './host-key.js';
import { writeWhole, WrittenInPart } from './write-whole.js';

export { isHostKeyPin } from './host-key.js';

/** What can go wrong between us and an SFTP server. A closed list: no text of the server becomes a code. */
export const SFTP_PROBLEMS = [
  ...(['connect_failed', 'timeout', 'connection_closed', 'host_key_mismatch', 'login_refused'] as const),
  ...(['not_found', 'name_taken', 'too_large', 'operation_failed'] as const),
] as const;

export type SftpProblemCode = (typeof SFTP_PROBLEMS)[number];

export class SftpProblem extends Error {
  constructor(readonly code: SftpProblemCode) {
    super(`sftp: ${code}`);
    this.name = 'SftpProblem';
  }
}

export interface SftpTarget {
  readonly host: string;
  readonly port: number;
  /** The only host key accepted: see `isHostKeyPin`. */
  readonly hostKey: string;
  readonly username: string;
  /** One of the two, or both where the server may ask for either. */
  readonly password?: string;
  readonly privateKey?: string;
  /** Milliseconds from the first packet to a usable session. */
  readonly connectTimeoutMs: number;
  /** Milliseconds for one operation: a list, a file read, a file written, a rename. */
  readonly operationTimeoutMs: number;
}

export interface RemoteFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** SFTP status 2, SSH_FX_NO_SUCH_FILE. */
const NO_SUCH_FILE = 2;
const IGNORED = { error: () => undefined, end: () => undefined, close: () => undefined };

/** Loaded at the first use: a service without such a partner spares their memory. */
const load = createRequire(import.meta.url);

/** Whether a text is a private key that needs no passphrase. */
export function isPrivateKey(text: string): boolean {
  const key = (load('ssh2') as typeof Ssh2).utils.parseKey(text);
  return !(key instanceof Error) && key.isPrivateKey();
}

/**
 * One SFTP connection. Every call rejects with `SftpProblem`; after `timeout` or `connection_closed`
 * the session is of no more use. Paths are relative to the folder the server gives the user.
 */
export class SftpSession {
  private constructor(
    private readonly client: SftpClient,
    private readonly socket: Socket,
    private readonly operationTimeoutMs: number,
  ) {}

  /** @throws SftpProblem `connect_failed`, `timeout`, `connection_closed`, `host_key_mismatch` or `login_refused`. */
  static async open(target: SftpTarget): Promise<SftpSession> {
    const { host, port, hostKey, username, password, privateKey, connectTimeoutMs } = target;
    // Our own socket, because the library offers no way to drop a connection that has gone silent.
    const socket = connect({ host, port, noDelay: true });
    const client = new (load('ssh2-sftp-client') as typeof SftpClient)('sftp', IGNORED);
    const session = new SftpSession(client, socket, target.operationTimeoutMs);
    let refusal: SftpProblemCode | undefined;
    let connected = false;
    socket.once('connect', () => (connected = true));
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level === 'client-authentication') refusal ??= 'login_refused';
    });
    const hostVerifier = (key: Buffer): boolean => {
      const known = hostKeyMatches(key, hostKey);
      if (!known) refusal = 'host_key_mismatch';
      return known;
    };
    const credentials = { username, ...(password !== undefined && { password }), ...(privateKey !== undefined && { privateKey }) };
    try {
      await session.within(connectTimeoutMs, () => client.connect({ sock: socket, ...credentials, hostVerifier, readyTimeout: 0 }));
      return session;
    } catch (error) {
      socket.destroy();
      if (error instanceof SftpProblem && error.code === 'timeout') throw error;
      throw new SftpProblem(refusal ?? (connected ? 'connection_closed' : 'connect_failed'));
    }
  }

  get usable(): boolean {
    return this.socket.writable;
  }

  /** The files of a folder, without its sub-folders. */
  async list(folder: string): Promise<RemoteFile[]> {
    const entries = await this.run(() => this.client.list(folder));
    return entries
      .filter(({ type, name }) => type === '-' && !name.includes('/'))
      .map(({ name, size, modifyTime }) => ({ name, size, modifiedAt: modifyTime }));
  }

  /** @throws SftpProblem `not_found`, or `too_large` when there is more than `maxBytes`; nothing is kept then. */
  async read(path: string, maxBytes: number): Promise<Uint8Array> {
    // The range is inclusive: one byte more than allowed shows that there is too much.
    const readStreamOptions = { start: 0, end: maxBytes } as object;
    const content: unknown = await this.run(() => this.client.get(path, undefined, { readStreamOptions }));
    // An empty file arrives as an empty list.
    const bytes = Buffer.isBuffer(content) ? content : Buffer.alloc(0);
    if (bytes.length > maxBytes) throw new SftpProblem('too_large');
    return bytes;
  }

  /**
   * A file piece by piece, in little memory whatever its size. The time allowed is for each piece.
   * @throws SftpProblem `not_found`, or `too_large` once there is more than `maxBytes`: what came before counts for nothing.
   */
  async *pieces(path: string, maxBytes: number): AsyncGenerator<Uint8Array> {
    if (!this.usable) throw new SftpProblem('connection_closed');
    const stream = this.client.createReadStream(path);
    // The handle is closed behind the last piece; that the connection is gone by then is no error of anybody's.
    stream.on('error', () => undefined);
    const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
    try {
      for (let left = maxBytes; ; ) {
        const piece = await this.run(() => pieces.next());
        if (piece.done) return;
        left -= piece.value.length;
        if (left < 0) throw new SftpProblem('too_large');
        yield piece.value;
      }
    } finally {
      stream.destroy();
    }
  }

  /**
   * Makes a file appear under its name at once and complete: written as `.{name}.part`, then renamed.
   * A part left behind by an upload that was cut is overwritten.
   * @throws SftpProblem `name_taken` when a file of that name is there already.
   */
  async upload(folder: string, name: string, content: Uint8Array): Promise<void> {
    const part = partOf(name);
    await this.run(() => this.write(`${folder}/${part}`, [content]));
    await this.publish(folder, part, name);
  }

  /**
   * Writes a part piece by piece, to be published later. The time allowed is for each piece.
   * What `content` throws is passed on.
   */
  async writePart(folder: string, part: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    let thrown: { readonly error: unknown } | undefined;
    await this.run((stillAlive) => {
      async function* watched(): AsyncGenerator<Uint8Array> {
        try {
          for await (const piece of content) {
            stillAlive();
            yield piece;
          }
        } catch (error) {
          thrown = { error };
          throw error;
        }
      }
      return this.write(`${folder}/${part}`, watched());
    }).catch((error: unknown) => {
      throw thrown ? thrown.error : error;
    });
  }

  /**
   * Gives a part its name. SFTP's plain rename refuses an existing name, which is the guard against sending a file
   * twice; the part is removed then.
   * @throws SftpProblem `name_taken` when a file of that name is there already.
   */
  async publish(folder: string, part: string, name: string): Promise<void> {
    const path = `${folder}/${name}`;
    try {
      await this.run(() => this.client.rename(`${folder}/${part}`, path));
    } catch (error) {
      // Version 3 of the protocol has one code for every failure, so the name itself is asked for.
      if (!isProblem(error, 'operation_failed') || !(await this.run(() => this.client.exists(path)))) throw error;
      await this.delete(`${folder}/${part}`);
      throw new SftpProblem('name_taken');
    }
  }

  /** Deletes a file; that it is gone already is as good. */
  async delete(path: string): Promise<void> {
    await this.run(() => this.client.delete(path, true));
  }

  async close(): Promise<void> {
    try {
      if (this.usable) await this.within(this.operationTimeoutMs, () => this.client.end());
    } catch {
      // Whether the server said goodbye makes no difference to what was done.
    } finally {
      this.socket.destroy();
    }
  }

  private write(path: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    return writeWhole(this.client.createWriteStream(path, { autoClose: false }), content);
  }

  private async run<T>(operation: (stillAlive: () => void) => Promise<T>): Promise<T> {
    if (!this.usable) throw new SftpProblem('connection_closed');
    let lost = (): void => undefined;
    // The library does not always say so when a connection is lost in the middle of a file.
    const closed = new Promise<never>((_, reject) => {
      lost = () => reject(new SftpProblem('connection_closed'));
      this.socket.once('close', lost);
    });
    try {
      return await this.within(this.operationTimeoutMs, (stillAlive) => Promise.race([operation(stillAlive), closed]));
    } catch (error) {
      throw error instanceof SftpProblem ? error : new SftpProblem(codeOf(error));
    } finally {
      this.socket.off('close', lost);
    }
  }

  /** Gives up after so many milliseconds, counted anew whenever the work says that it is still alive. */
  private async within<T>(milliseconds: number, work: (stillAlive: () => void) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new SftpProblem('timeout'));
        this.socket.destroy();
      }, milliseconds);
    });
    try {
      return await Promise.race([work(() => timer?.refresh()), deadline]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The hidden name under which a file is written before it is complete. */
export function partOf(name: string): string {
  return `.${name}.part`;
}

function isProblem(error: unknown, code: SftpProblemCode): boolean {
  return error instanceof SftpProblem && error.code === code;
}

/** The library passes a server's status on as a number; anything else it throws means a lost connection. */
function codeOf(error: unknown): SftpProblemCode {
  if (error instanceof WrittenInPart) return 'operation_failed';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === NO_SUCH_FILE) return 'not_found';
  return typeof code === 'number' ? 'operation_failed' : 'connection_closed';
}
