import { Socket } from 'node:net';
import { Client } from 'pg';

// Any number that nothing else locks in the maintenance database.
const LOCK = 4_120_250_418;
const RETRY_MS = 1_000;

interface Session {
  client: Client;
  socket: Socket;
}

/**
 * Shows the server that somebody uses it: a session that holds a shared advisory lock. The lock goes with its
 * process, so the last user to leave can tell that it is the last, even when others were killed.
 */
export class Presence {
  private session: Promise<Session> | undefined;
  private left = false;

  private constructor(private readonly url: string) {}

  /** @param url of the owner, in the maintenance database */
  static async join(url: string): Promise<Presence> {
    const presence = new Presence(url);
    await presence.enter().catch((error: unknown) => {
      presence.left = true;
      throw error;
    });
    return presence;
  }

  /** Ends the presence. True when nobody else is there; false when somebody is, or at a second call. */
  async leave(): Promise<boolean> {
    if (this.left) return false;
    this.left = true;
    try {
      const { client, socket } = await (this.session ?? this.enter());
      socket.ref();
      await client.query('select pg_advisory_unlock_shared($1)', [LOCK]);
      const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [LOCK]);
      await client.end();
      return rows[0]?.alone === true;
    } catch {
      // The server is gone or going: whoever stops it finds that out.
      return true;
    }
  }

  private enter(): Promise<Session> {
    return (this.session = this.connect());
  }

  private async connect(): Promise<Session> {
    const socket = new Socket();
    const client = new Client({ connectionString: this.url, application_name: 'citykey presence', stream: () => socket });
    client.on('error', () => {});
    client.once('end', () => this.lost());
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [LOCK]);
    // A process that only waits here has nothing left to do.
    socket.unref();
    return { client, socket };
  }

  // The server went away under us, perhaps to be started again by another process: be counted again when it is back.
  private lost(): void {
    this.session = undefined;
    if (this.left) return;
    setTimeout(() => {
      if (!this.left) this.enter().catch(() => {});
    }, RETRY_MS).unref();
  }
}
