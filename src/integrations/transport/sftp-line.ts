import { type SftpProblem, SftpSession, type SftpTarget } from './sftp.js';

/** The way of an adapter to its partner's SFTP server: a session for each task, all of which can be shut at once. */
export class SftpLine {
  private readonly sessions = new Set<SftpSession>();

  /** @param failure what a problem means to the adapter's lane. */
  constructor(
    private readonly target: SftpTarget,
    private readonly failure: (error: unknown) => unknown,
  ) {}

  /** @throws what the adapter makes of a problem. */
  async open(): Promise<SftpSession> {
    try {
      const session = await SftpSession.open(this.target);
      this.sessions.add(session);
      return session;
    } catch (error) {
      throw this.failure(error);
    }
  }

  async shut(session: SftpSession): Promise<void> {
    this.sessions.delete(session);
    await session.close();
  }

  /** Also those that are still at something, which fails. */
  async shutAll(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => this.shut(session)));
  }
}

/** Whether a person has to see to it: the server is not the one that was agreed, or does not let us in. */
export function isRefusal({ code }: SftpProblem): boolean {
  return code === 'host_key_mismatch' || code === 'login_refused';
}
