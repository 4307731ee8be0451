import {
  type AdapterDescription,
  type AuditedLink,
  type LaneNotice,
  type ListHead,
  type LaneStorage,
  type LateReceipts,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerRecord,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { PgpExchange, PgpProblem } from '../transport/pgp.js';
import { type RemoteFile, SftpProblem, type SftpSession } from '../transport/sftp.js';
import { isRefusal, SftpLine } from '../transport/sftp-line.js';
import { AnswerDesk, type Findings, type HeldResends } from './answer-desk.js';
import { ControlNumbers } from './control-numbers.js';
import { sendFullAudit } from './full-audit.js';
import { Inbox } from './inbox.js';
import { agedFiles, type Matter, noticesOf } from './notices.js';
import { changeFile, fitting, type Member, plan } from './outbound.js';
import { Outbox } from './outbox.js';
import { newestRoster } from './roster.js';
import { type PrescriptionSettings } from './settings.js';
import { stamp } from './x12/index.js';

export const PROFILE = 'x12-834-sftp';

/**
 * Keeps the members of a benefit manager in step by change files (834) over SFTP, encrypted and signed, answered by
 * TA1 and 999, and tells it now and then everything it should have (`submitFullAudit`).
 *
 * Crash points. Before `keepOutbound`: a control number is lost, nothing else. After it, before the upload
 * or `markSent`: `collect` sends the same bytes under the same name; the name being there means it was sent,
 * and a partner that moved it away answers the second copy with a TA1 "duplicate", which settles nothing.
 * After settling, before the answer file is deleted: it is read again and recognised as a duplicate, because
 * its number was given out and no file is kept under it any more. A resend is kept before its original is
 * closed and held back until then, so that a crash in between neither loses nor doubles it.
 *
 * An answer we do not understand, do not trust, or to a number never given out, is left where it is, noted for
 * staff, and not read again until the next start.
 */
export class PrescriptionAdapter implements PartnerAdapter {
  private readonly line: SftpLine;
  private readonly numbers: ControlNumbers;
  private readonly pgp: PgpExchange | null;
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly desk: AnswerDesk;
  private aged: readonly Matter[] = [];
  private auditRejected: Matter | null = null;
  /** Left out where the partner lays out no rosters. */
  readonly fullList?: (meet?: (head: ListHead) => void) => AsyncIterable<PartnerRecord>;

  constructor(
    private readonly settings: PrescriptionSettings,
    private readonly storage: LaneStorage,
    private readonly now: () => Date,
  ) {
    const { agreement, pgp } = settings;
    this.line = new SftpLine(settings.sftp, asFailure);
    this.numbers = new ControlNumbers(storage);
    this.pgp = pgp && new PgpExchange(pgp);
    this.outbox = new Outbox(settings, storage, this.pgp);
    this.inbox = new Inbox(settings, this.pgp);
    const keep = this.outbox.keep.bind(this.outbox);
    if (settings.rosters) this.fullList = (meet = () => undefined) => this.roster(meet);
    this.desk = new AnswerDesk({ storage, numbers: this.numbers, agreement, now, keep });
  }

  describe(): AdapterDescription {
    const { batchSize, submitEverySeconds } = this.settings;
    return { service: 'prescription', profile: PROFILE, batchSize, carriesExpiry: true, exclusive: true, submitEverySeconds, suspendsByEnding: true };
  }

  async submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    const planned = fitting(batch.map((wanted) => plan(wanted, this.settings.agreement, this.now())));
    const members = planned.flatMap((one) => one.members);
    if (members.length > 0) await this.send(members);
    return planned.map(({ receipt }) => receipt);
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    const session = await this.line.open();
    try {
      await this.outbox.parts.clear(session, this.now());
      const { held, forgotten } = await this.outbox.sendUnsent(session);
      if (forgotten.length > 0) yield { receipts: [], closes: forgotten, settled: () => Promise.resolve() };
      for (const file of await this.inbox.unread(session)) {
        const findings = await this.read(session, file, held);
        if (!findings) continue;
        const { receipts, closes, resends, trouble } = findings;
        yield { receipts, closes, settled: () => (trouble ? Promise.resolve() : this.remove(session, file)) };
        for (const next of resends) await this.outbox.upload(session, next);
      }
      await this.lookForAged();
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  notices(): readonly LaneNotice[] {
    return noticesOf([...this.aged, ...this.inbox.matters(), ...(this.auditRejected ? [this.auditRejected] : [])]);
  }

  async submitFullAudit(links: AsyncIterable<AuditedLink>): Promise<number> {
    const session = await this.line.open();
    try {
      const { settings, storage, numbers, outbox, pgp, now } = this;
      return await sendFullAudit(session, links, { settings, storage, numbers, outbox, pgp, now });
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  /** The protocol has no question about one member. */
  verify(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    await this.line.shutAll();
  }

  private async *roster(meet: (head: ListHead) => void): AsyncGenerator<PartnerRecord> {
    const { settings, pgp } = this;
    const session = await this.line.open();
    try {
      yield* newestRoster(session, { settings, pgp }, meet);
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  /** Connects first: a partner that is down must fail the batch before its links are marked as pending. */
  private async send(members: readonly Member[]): Promise<void> {
    const session = await this.line.open();
    try {
      const number = await this.numbers.next();
      const draft = changeFile(members, { agreement: this.settings.agreement, number, now: this.now() });
      await this.outbox.upload(session, await this.outbox.keep(draft));
    } catch (error) {
      // Only the upload speaks SFTP here, and by then the file is kept: `collect` sends it.
      if (!(error instanceof SftpProblem)) throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  /** What there is to settle, or null. An answer that is of no further use is deleted on the way. */
  private async read(session: SftpSession, file: RemoteFile, held: HeldResends): Promise<Findings | null> {
    const verdicts = await this.inbox.read(session, file);
    if (!verdicts) return null;
    const findings = await this.desk.weigh(verdicts, held);
    if (findings.audit !== null) this.noteAudit(findings.audit);
    if (findings.trouble) this.inbox.leaveAlone(file, findings.trouble);
    if (findings.closes.length > 0) return findings;
    if (!findings.trouble) await this.inbox.remove(session, file);
    return null;
  }

  private noteAudit(outcome: 'accepted' | 'rejected'): void {
    const since = stamp(this.now(), this.settings.agreement.timeZone).date;
    this.auditRejected = outcome === 'rejected' ? { code: 'x12.audit_rejected', since } : null;
  }

  private async lookForAged(): Promise<void> {
    const { answerWithinHours, agreement } = this.settings;
    this.aged = agedFiles(await this.storage.sentOutbound(), this.now(), answerWithinHours, agreement.timeZone);
  }

  /** Deletes an answer file, on a new connection when the one it was read on is gone. */
  private async remove(session: SftpSession, file: RemoteFile): Promise<void> {
    const current = session.usable ? session : await this.line.open();
    try {
      await this.inbox.remove(current, file);
    } catch (error) {
      throw asFailure(error);
    } finally {
      if (current !== session) await this.line.shut(current);
    }
  }
}

function asFailure(error: unknown): unknown {
  if (error instanceof PgpProblem) return new PartnerFailure('credentials', error.code);
  return error instanceof SftpProblem ? new PartnerFailure(isRefusal(error) ? 'credentials' : 'retry', error.code) : error;
}
