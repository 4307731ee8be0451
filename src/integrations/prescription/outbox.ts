import { createHash } from 'node:crypto';
import { type LaneStorage, type OutboundFile } from '../../modules/links/index.js';
import { type PgpExchange } from '../transport/pgp.js';
import { SftpProblem, type SftpSession } from '../transport/sftp.js';
import { StaleParts } from '../transport/stale-parts.js';
import { type HeldResends } from './answer-desk.js';
import { isAuditKept, sentBytes, toKeep } from './kept-file.js';
import { type Draft, originalOf } from './outbound.js';
import { type PrescriptionSettings } from './settings.js';

/** Parts of ours, of this version and earlier ones. */
const OWN_PART = /^\.CK834_[PT]_\d{9}(_[0-9a-f]{8})?\.x12(\.pgp)?\.part$/;

/** What was found kept and not yet sent. */
export interface Leftovers {
  readonly held: HeldResends;
  /** Audits that were cut short: to be forgotten. */
  readonly forgotten: readonly string[];
}

/** Files on their way out: kept before they are sent, sent once, and no rubbish left behind. */
export class Outbox {
  /** What was cut off on its way to the partner. */
  readonly parts: StaleParts;

  constructor(
    private readonly settings: PrescriptionSettings,
    private readonly storage: LaneStorage,
    private readonly pgp: PgpExchange | null,
  ) {
    this.parts = new StaleParts(settings.inboundFolder, OWN_PART);
  }

  /** Encrypts a draft, gives it its name and keeps both texts. */
  async keep({ reference, interchange, entries }: Draft): Promise<OutboundFile> {
    const sent = this.pgp ? await this.pgp.seal(interchange) : interchange;
    const digest = createHash('sha256').update(sent).digest('hex');
    const file = { reference, name: this.nameOf(reference, digest), content: toKeep(interchange, sent), entries };
    await this.storage.keepOutbound(file);
    return file;
  }

  /** `CK834_{P|T}_{ISA13}_{sha256[0..8]}.x12.pgp`; the digest is of the bytes as they are sent, `.pgp` says encrypted. */
  nameOf(reference: string, digest?: string): string {
    const { usage } = this.settings.agreement;
    return `CK834_${usage}_${reference}${digest ? `_${digest.slice(0, 8)}` : ''}.x12${this.pgp ? '.pgp' : ''}`;
  }

  async upload(session: SftpSession, file: OutboundFile): Promise<void> {
    try {
      await session.upload(this.settings.inboundFolder, file.name, sentBytes(file));
    } catch (error) {
      // The name holds the number and the digest, so what lies there is this file.
      if (!(error instanceof SftpProblem && error.code === 'name_taken')) throw error;
    }
    await this.storage.markSent(file.reference);
  }

  /** Sends what is kept, except resends whose original is still open: those wait for its answer. */
  async sendUnsent(session: SftpSession): Promise<Leftovers> {
    const held = new Map<string, OutboundFile>();
    const forgotten: string[] = [];
    for (const file of await this.storage.unsentOutbound()) {
      if (isAuditKept(file)) {
        forgotten.push(file.reference);
        continue;
      }
      const original = originalOf(file);
      if (original !== null && (await this.storage.findOutbound(original))) held.set(original, file);
      else await this.upload(session, file);
    }
    return { held, forgotten };
  }
}
