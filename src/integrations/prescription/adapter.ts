import {
  type AdapterDescription,
  type LaneStorage,
  type LateReceipts,
  type OutboundFile,
  type PartnerAdapter,
  PartnerFailure,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { type RemoteFile, SftpProblem, SftpSession } from '../transport/sftp.js';
import { AnswerDesk, type Findings, type HeldResends } from './answer-desk.js';
import { ControlNumbers } from './control-numbers.js';
import { changeFile, type Member, originalOf, plan } from './outbound.js';
import { type PrescriptionSettings } from './settings.js';
import { readVerdicts, type Verdict } from './verdicts.js';

export const PROFILE = 'x12-834-sftp';
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Keeps the members of a benefit manager in step by change files (834) over SFTP, answered by TA1 and 999.
 *
 * Crash points. Before `keepOutbound`: a control number is lost, nothing else. After it, before the upload
 * or `markSent`: `collect` sends the same bytes under the same name; the name being there means it was sent,
 * and a partner that moved it away answers the second copy with a TA1 "duplicate", which settles nothing.
 * After settling, before the answer file is deleted: it is read again and recognised as a duplicate, because
 * its number was given out and no file is kept under it any more. A resend is kept before its original is
 * closed and held back until then, so that a crash in between neither loses nor doubles it.
 *
 * An answer we do not understand, or to a number never given out, is left where it is and not read again
 * until the next start.
 */
export class PrescriptionAdapter implements PartnerAdapter {
  private readonly sessions = new Set<SftpSession>();
  private readonly numbers: ControlNumbers;
  private readonly desk: AnswerDesk;
  private leftAlone: ReadonlySet<string> = new Set();

  constructor(
    private readonly settings: PrescriptionSettings,
    private readonly storage: LaneStorage,
    private readonly now: () => Date,
  ) {
    this.numbers = new ControlNumbers(storage);
    this.desk = new AnswerDesk(storage, this.numbers, settings.agreement, now);
  }

  describe(): AdapterDescription {
    const { batchSize, submitEverySeconds } = this.settings;
    return { service: 'prescription', profile: PROFILE, batchSize, carriesExpiry: true, exclusive: true, submitEverySeconds };
  }

  async submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    const planned = batch.map((wanted) => plan(wanted, this.settings.agreement, this.now()));
    const members = planned.flatMap((one) => ('member' in one ? [one.member] : []));
    if (members.length > 0) await this.send(members);
    return planned.map(({ receipt }) => receipt);
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    const session = await this.open();
    try {
      const held = await this.sendUnsent(session);
      for (const file of await this.unread(session)) {
        const findings = await this.read(session, file, held);
        if (!findings) continue;
        const { receipts, closes, resends, complete } = findings;
        yield { receipts, closes, settled: () => (complete ? this.remove(session, file) : Promise.resolve()) };
        for (const next of resends) await this.upload(session, next);
      }
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.shut(session);
    }
  }

  /** The protocol has no question about one member. */
  verify(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => this.shut(session)));
  }

  /** Connects first: a partner that is down must fail the batch before its links are marked as pending. */
  private async send(members: readonly Member[]): Promise<void> {
    const session = await this.open();
    try {
      const number = await this.numbers.next();
      const file = changeFile(members, { agreement: this.settings.agreement, number, now: this.now() });
      await this.storage.keepOutbound(file);
      await this.upload(session, file);
    } catch (error) {
      // Only the upload speaks SFTP here, and by then the file is kept: `collect` sends it.
      if (!(error instanceof SftpProblem)) throw error;
    } finally {
      await this.shut(session);
    }
  }

  /** Sends what is kept, except resends whose original is still open: those wait for its answer. */
  private async sendUnsent(session: SftpSession): Promise<HeldResends> {
    const held = new Map<string, OutboundFile>();
    for (const file of await this.storage.unsentOutbound()) {
      const original = originalOf(file);
      if (original !== null && (await this.storage.findOutbound(original))) held.set(original, file);
      else await this.upload(session, file);
    }
    return held;
  }

  private async upload(session: SftpSession, file: OutboundFile): Promise<void> {
    try {
      await session.upload(this.settings.inboundFolder, file.name, file.content);
    } catch (error) {
      // The name holds the number and the digest, so what lies there is this file.
      if (!(error instanceof SftpProblem && error.code === 'name_taken')) throw error;
    }
    await this.storage.markSent(file.reference);
  }

  private async unread(session: SftpSession): Promise<readonly RemoteFile[]> {
    const files = await session.list(this.settings.outboundFolder);
    this.leftAlone = new Set(files.map(identity).filter((one) => this.leftAlone.has(one)));
    const ready = files.filter((file) => !file.name.startsWith('.') && !this.leftAlone.has(identity(file)));
    return ready.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** What there is to settle, or null. An answer that is of no further use is deleted on the way. */
  private async read(session: SftpSession, file: RemoteFile, held: HeldResends): Promise<Findings | null> {
    const verdicts = await this.verdictsOf(session, file);
    const findings = verdicts && (await this.desk.weigh(verdicts, held));
    if (!findings?.complete) this.leftAlone = new Set([...this.leftAlone, identity(file)]);
    if (findings && findings.closes.length > 0) return findings;
    if (findings?.complete) await session.delete(this.pathOf(file));
    return null;
  }

  private async verdictsOf(session: SftpSession, file: RemoteFile): Promise<ReadonlyMap<string, Verdict> | null> {
    try {
      return readVerdicts(await session.read(this.pathOf(file), MAX_ANSWER_BYTES), this.settings.agreement);
    } catch (error) {
      if (error instanceof SftpProblem && (error.code === 'too_large' || error.code === 'not_found')) return null;
      throw error;
    }
  }

  /** Deletes an answer file, on a new connection when the one it was read on is gone. */
  private async remove(session: SftpSession, file: RemoteFile): Promise<void> {
    const current = session.usable ? session : await this.open();
    try {
      await current.delete(this.pathOf(file));
    } catch (error) {
      throw asFailure(error);
    } finally {
      if (current !== session) await this.shut(current);
    }
  }

  private pathOf(file: RemoteFile): string {
    return `${this.settings.outboundFolder}/${file.name}`;
  }

  private async open(): Promise<SftpSession> {
    try {
      const session = await SftpSession.open(this.settings.sftp);
      this.sessions.add(session);
      return session;
    } catch (error) {
      throw asFailure(error);
    }
  }

  private async shut(session: SftpSession): Promise<void> {
    this.sessions.delete(session);
    await session.close();
  }
}

/** A file that was replaced under the same name is another file. */
function identity({ name, size, modifiedAt }: RemoteFile): string {
  return `${name}:${size}:${modifiedAt}`;
}

function asFailure(error: unknown): unknown {
  if (!(error instanceof SftpProblem)) return error;
  const refused = error.code === 'host_key_mismatch' || error.code === 'login_refused';
  return new PartnerFailure(refused ? 'credentials' : 'retry', error.code);
}
