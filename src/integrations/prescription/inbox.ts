import { type PgpExchange } from '../transport/pgp.js';
import { type RemoteFile, SftpProblem, type SftpSession } from '../transport/sftp.js';
import { type Matter, type PrescriptionNotice } from './notices.js';
import { type PrescriptionSettings } from './settings.js';
import { isRoster } from './roster.js';
import { readVerdicts, type Verdict } from './verdicts.js';
import { stamp } from './x12/index.js';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** The partner's answer files. One that cannot be used is never touched: it is remembered, and counted for staff. */
export class Inbox {
  private leftAlone: ReadonlyMap<string, Matter> = new Map();

  constructor(
    private readonly settings: PrescriptionSettings,
    private readonly pgp: PgpExchange | null,
  ) {}

  /** Complete files that were not left alone before, by name. */
  async unread(session: SftpSession): Promise<readonly RemoteFile[]> {
    const files = await session.list(this.settings.outboundFolder);
    const present = new Set(files.map(identity));
    this.leftAlone = new Map([...this.leftAlone].filter(([one]) => present.has(one)));
    const ready = files.filter((file) => !file.name.startsWith('.') && !isRoster(file.name) && !this.leftAlone.has(identity(file)));
    return ready.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** What an answer file says, or null for one that cannot be used and is left alone. */
  async read(session: SftpSession, file: RemoteFile): Promise<ReadonlyMap<string, Verdict> | null> {
    const bytes = await this.bytesOf(session, file);
    if (bytes === 'gone') return null;
    const plain = bytes && this.pgp ? await this.pgp.unseal(bytes, MAX_ANSWER_BYTES) : bytes;
    const verdicts = plain && readVerdicts(plain, this.settings.agreement);
    if (!verdicts) this.leaveAlone(file, bytes && !plain ? 'x12.answer_untrusted' : 'x12.answer_unreadable');
    return verdicts;
  }

  leaveAlone(file: RemoteFile, code: PrescriptionNotice): void {
    const since = stamp(new Date(file.modifiedAt), this.settings.agreement.timeZone).date;
    this.leftAlone = new Map([...this.leftAlone, [identity(file), { code, since }]]);
  }

  /** What was left alone and is still there. */
  matters(): Iterable<Matter> {
    return this.leftAlone.values();
  }

  async remove(session: SftpSession, file: RemoteFile): Promise<void> {
    await session.delete(this.pathOf(file));
  }

  /** Null for more than an answer can be. */
  private async bytesOf(session: SftpSession, file: RemoteFile): Promise<Uint8Array | 'gone' | null> {
    try {
      return await session.read(this.pathOf(file), MAX_ANSWER_BYTES);
    } catch (error) {
      if (!(error instanceof SftpProblem)) throw error;
      if (error.code === 'not_found') return 'gone';
      if (error.code === 'too_large') return null;
      throw error;
    }
  }

  private pathOf(file: RemoteFile): string {
    return `${this.settings.outboundFolder}/${file.name}`;
  }
}

/** A file that was replaced under the same name is another file. */
function identity({ name, size, modifiedAt }: RemoteFile): string {
  return `${name}:${size}:${modifiedAt}`;
}
