import { type SftpSession } from './sftp.js';

const KEPT_MS = 24 * 60 * 60 * 1_000;
const LOOK_EVERY_MS = 60 * 60 * 1_000;

/** Parts that uploads which were cut have left at a partner's, where no later upload overwrites them. */
export class StaleParts {
  private lookedAt = 0;

  /** @param ours what the names of our own parts look like; all others are left alone. */
  constructor(
    private readonly folder: string,
    private readonly ours: RegExp,
  ) {}

  /** Removes those that nobody has touched for a day. Looks once an hour at the most. */
  async clear(session: Pick<SftpSession, 'list' | 'delete'>, now: Date): Promise<void> {
    if (now.getTime() < this.lookedAt + LOOK_EVERY_MS) return;
    for (const { name, modifiedAt } of await session.list(this.folder)) {
      if (this.ours.test(name) && modifiedAt < now.getTime() - KEPT_MS) await session.delete(`${this.folder}/${name}`);
    }
    this.lookedAt = now.getTime();
  }
}
