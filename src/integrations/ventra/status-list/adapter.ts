import {
  type AdapterDescription,
  type AuditedLink,
  FullListRefused,
  type ListFault,
  type ListHead,
  type LaneNotice,
  type LaneStorage,
  type LateReceipts,
  type OutboundFile,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerRecord,
  type Receipt,
  type Submission,
} from '../../../modules/links/index.js';
import { SftpProblem, type SftpSession } from '../../transport/sftp.js';
import { isRefusal, SftpLine } from '../../transport/sftp-line.js';
import { StaleParts } from '../../transport/stale-parts.js';
import { accountsFor, type Acknowledgement, readAcknowledgement } from './acknowledgement.js';
import { changeOf, changesIn, ListMaker } from './deltas.js';
import { dayOf, type ListHeader, stateOf } from './format.js';
import { FullListWriter } from './full-list-writer.js';
import { openKept } from './kept-list.js';
import { type ListFault as ReadingFault, ListProblem, readList } from './reader.js';
import { type StatusListSettings } from './settings.js';

/** Why a link was rejected. A closed list, shown to staff. */
export type StatusListRejection =
  /** The operator did not take the record. */
  | 'transit.record_rejected'
  /** The identifier cannot be written into a list. */
  | 'transit.identifier_unusable';

const FAULTS: Readonly<Record<ReadingFault, ListFault>> = {
  malformed: 'malformed',
  truncated: 'truncated',
  count_mismatch: 'row_count_wrong',
  totals_mismatch: 'hash_total_wrong',
};

const MAX_ACK_BYTES = 8 * 1024 * 1024;
/** Twenty million cards, and more: against a list without end, since it is read piece by piece. */
const MAX_LIST_BYTES = 1024 * 1024 * 1024;

/**
 * Keeps the card list of a transit operator in step, by status lists over SFTP. One public contract of the tolling
 * field, which a fare system can be held to until its own is known; no balance is ever spoken of.
 *
 * Delta n applies only on n-1. A delta that the operator could not apply stays kept; once a full list was taken, all
 * that is kept from before is put into new deltas on top of it. Crash points: a kept file is sent again with the same
 * name and bytes, and the operator answers a name it knows as it did before; a number given out for a file that was
 * never kept leaves a gap, which costs a full list.
 */
export class StatusListAdapter implements PartnerAdapter {
  private readonly maker: ListMaker;
  private readonly line: SftpLine;
  /** When each open file was last sent, by this process. */
  private readonly sentAt = new Map<string, number>();
  private readonly refused = new Set<string>();
  private readonly parts: StaleParts;
  private wantedSince: string | null = null;

  constructor(
    private readonly settings: StatusListSettings,
    private readonly storage: LaneStorage,
    private readonly now: () => Date,
  ) {
    this.line = new SftpLine(settings.sftp, asFailure);
    this.maker = new ListMaker(settings, storage, now);
    const { inboundFolder, senderId, receiverId } = settings;
    this.parts = new StaleParts(inboundFolder, new RegExp(`^\\.${senderId}_${receiverId}_\\d{14}\\.(FULL|DELTA)\\.part$`));
  }

  describe(): AdapterDescription {
    const { batchSize, submitEverySeconds } = this.settings;
    return { service: 'transit', profile: 'status-list-sftp', batchSize, carriesExpiry: false, exclusive: true, submitEverySeconds };
  }

  /** Sends what an earlier attempt left first: out of order it could not be applied. */
  submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    return this.inSession(async (session) => {
      const planned = batch.map((wanted) => ({ wanted, change: changeOf(wanted) }));
      const changes = planned.flatMap(({ change }) => change ?? []);
      if (changes.length > 0) {
        await this.sendUnsent(session);
        const file = await this.maker.keepDelta(changes, await this.kept());
        // From here on the file is kept, and `collect` sends it where this does not.
        await this.send(session, file).catch(() => undefined);
      }
      return planned.map(({ wanted: { linkId, version }, change }): Receipt => {
        const about = { linkId, version };
        const code: StatusListRejection = 'transit.identifier_unusable';
        return change ? { ...about, outcome: 'pending' } : { ...about, outcome: 'rejected', code };
      });
    });
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    const session = await this.line.open();
    try {
      yield* this.forgetLostFullLists();
      await this.sendUnsent(session);
      const names = await session.list(this.settings.outboundFolder);
      for (const { name } of names.filter((one) => one.name.endsWith('.ACK')).sort((one, other) => (one.name < other.name ? -1 : 1))) {
        yield* this.answer(session, name);
      }
      await this.sendAgain(session);
      await this.parts.clear(session, this.now());
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  /** The protocol has no question about one card. */
  verify(): Promise<null> {
    return Promise.resolve(null);
  }

  notices(): readonly LaneNotice[] {
    return this.wantedSince === null ? [] : [{ code: 'transit.full_list_wanted', count: 1, sinceDay: this.wantedSince }];
  }

  /** A full list: it states every card anew and begins the sequence of deltas again. */
  submitFullAudit(links: AsyncIterable<AuditedLink>): Promise<number> {
    return this.inSession(async (session) => {
      await this.sendUnsent(session);
      const writer = new FullListWriter(this.settings, this.storage, this.maker);
      return writer.send(session, links);
    });
  }

  /** The newest full list that the operator laid out. */
  async *fullList(tell: (head: ListHead) => void = () => undefined): AsyncGenerator<PartnerRecord> {
    const { senderId, receiverId, mode, outboundFolder, timeZone } = this.settings;
    const session = await this.line.open();
    let name = '';
    const meet = ({ kind, createdAt, from, to, mode: theirs, fullList: sequence, records: rows }: ListHeader): void => {
      const agreed = kind === 'FULL' && from === receiverId && to === senderId && theirs === mode;
      if (!agreed || !name.includes(`_${createdAt}.`)) throw new FullListRefused('name_mismatch');
      tell({ asOf: dayOf(createdAt, timeZone), sequence, rows });
    };
    try {
      name = await this.newestList(session);
      for await (const { identifier, status } of readList(session.pieces(`${outboundFolder}/${name}`, MAX_LIST_BYTES), meet)) {
        yield { token: identifier, state: stateOf(status), validThrough: null };
      }
    } catch (error) {
      throw error instanceof ListProblem ? new FullListRefused(FAULTS[error.code]) : asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }

  async close(): Promise<void> {
    await this.line.shutAll();
  }

  private async newestList(session: SftpSession): Promise<string> {
    const { senderId, receiverId, outboundFolder } = this.settings;
    const pattern = new RegExp(`^${receiverId}_${senderId}_\\d{14}\\.FULL$`);
    const names = (await session.list(outboundFolder)).map((file) => file.name).filter((name) => pattern.test(name));
    const name = names.sort().at(-1);
    if (name === undefined) throw new PartnerFailure('retry', 'no_list');
    return name;
  }

  private async *answer(session: SftpSession, answerName: string): AsyncGenerator<LateReceipts> {
    const path = `${this.settings.outboundFolder}/${answerName}`;
    const acknowledgement = readAcknowledgement(await session.read(path, MAX_ACK_BYTES));
    // Unreadable, or about another list than its name says: left where it is. The list is sent again when its time has
    // come, and answered anew.
    if (!acknowledgement || `${acknowledgement.file}.ACK` !== answerName) return;
    const file = (await this.storage.sentOutbound()).find(({ name }) => name === acknowledgement.file);
    const kept = file && openKept(file);
    if (!file || !kept) return void (await session.delete(path));
    if (kept.kind === 'delta' && !accountsFor(acknowledgement, new Set(kept.identifiers.flat()))) return;
    const settled = () => this.remove(path);
    if (acknowledgement.outcome === 'damaged' || acknowledgement.outcome === 'full_list_wanted') {
      // The old answer goes first: the next one has the same name, and may be there at once.
      await session.delete(path);
      return this.setBack(session, file, acknowledgement);
    }
    if (kept.kind === 'delta') {
      yield { receipts: receiptsFor(file, kept.identifiers, acknowledgement), closes: [file.reference], settled };
      return;
    }
    this.wantedSince = null;
    yield* this.catchUp(session, file, settled);
  }

  /** A damaged list goes again as it is; one out of sequence waits for a full list. */
  private async setBack(session: SftpSession, file: OutboundFile, { outcome }: Acknowledgement): Promise<void> {
    if (outcome === 'damaged' && openKept(file).kind === 'delta') return this.send(session, file);
    this.refused.add(file.reference);
    this.wantedSince ??= this.now().toISOString().slice(0, 10);
  }

  /** A full list was taken: earlier deltas that are still open go on top of it, and earlier full lists are forgotten. */
  private async *catchUp(session: SftpSession, full: OutboundFile, settled: () => Promise<void>): AsyncGenerator<LateReceipts> {
    const earlier = (await this.storage.sentOutbound()).filter(({ reference }) => reference < full.reference);
    const deltas = earlier.filter((file) => openKept(file).kind === 'delta');
    const changes = deltas.flatMap(changesIn);
    const next = changes.length > 0 ? await this.maker.keepDelta(changes, await this.kept()) : null;
    const receipts = changes.map(({ entry }): Receipt => ({ ...entry, outcome: 'pending' }));
    yield { receipts, closes: earlier.map(({ reference }) => reference), settled };
    for (const { reference } of earlier) this.refused.delete(reference);
    if (next) await this.send(session, next);
  }

  /** A full list that was noted and not sent is written anew another time. */
  private async *forgetLostFullLists(): AsyncGenerator<LateReceipts> {
    const lost = (await this.storage.unsentOutbound()).filter((file) => openKept(file).kind === 'full');
    if (lost.length > 0) yield { receipts: [], closes: lost.map(({ reference }) => reference), settled: () => Promise.resolve() };
  }

  private async sendUnsent(session: SftpSession): Promise<void> {
    for (const file of await this.storage.unsentOutbound()) {
      if (openKept(file).kind === 'delta') await this.send(session, file);
    }
  }

  /**
   * Without an answer the same name and bytes are sent again. Not so a full list: its bytes are not kept, and one that
   * was lost shows in the answer to the next delta, which builds on it.
   */
  private async sendAgain(session: SftpSession): Promise<void> {
    const due = this.now().getTime() - this.settings.resendAfterMs;
    const open = await this.storage.sentOutbound();
    // Another instance may have read that the full list was taken: what was refused here is closed then.
    if (!open.some(({ reference }) => this.refused.has(reference))) this.wantedSince = null;
    for (const file of open) {
      if (openKept(file).kind === 'full' || this.refused.has(file.reference)) continue;
      const sent = this.sentAt.get(file.reference);
      if (sent === undefined) this.sentAt.set(file.reference, this.now().getTime());
      else if (sent <= due) await this.send(session, file);
    }
  }

  private async send(session: SftpSession, file: OutboundFile): Promise<void> {
    const kept = openKept(file);
    if (kept.kind === 'full') return;
    try {
      await session.upload(this.settings.inboundFolder, file.name, kept.bytes);
    } catch (error) {
      // Names never repeat, so what lies there is this file.
      if (!(error instanceof SftpProblem && error.code === 'name_taken')) throw error;
    }
    this.sentAt.set(file.reference, this.now().getTime());
    await this.storage.markSent(file.reference);
  }

  private async kept(): Promise<readonly OutboundFile[]> {
    return [...(await this.storage.sentOutbound()), ...(await this.storage.unsentOutbound())];
  }

  private remove(path: string): Promise<void> {
    return this.inSession((session) => session.delete(path));
  }

  private async inSession<T>(work: (session: SftpSession) => Promise<T>): Promise<T> {
    const session = await this.line.open();
    try {
      return await work(session);
    } catch (error) {
      throw asFailure(error);
    } finally {
      await this.line.shut(session);
    }
  }
}

function receiptsFor(file: OutboundFile, identifiers: readonly (readonly string[])[], { rejected }: Acknowledgement): Receipt[] {
  return file.entries.map((entry, index): Receipt => {
    const code: StatusListRejection = 'transit.record_rejected';
    const bad = identifiers[index]?.some((identifier) => rejected.has(identifier));
    return bad ? { ...entry, outcome: 'rejected', code } : { ...entry, outcome: 'accepted' };
  });
}

function asFailure(error: unknown): unknown {
  return error instanceof SftpProblem ? new PartnerFailure(isRefusal(error) ? 'credentials' : 'retry', error.code) : error;
}
