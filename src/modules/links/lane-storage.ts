import { randomUUID } from 'node:crypto';
import { type Database, type Statement, type Tx } from '../../kernel/database/index.js';
import { definePurpose, type Keyring } from '../../kernel/keyring/index.js';
import { type LaneStorage, type OutboundEntry, type OutboundFile, PartnerFailure } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { holdProfile } from './lane.store.js';
import { markPending } from './work.store.js';

const FILE_SEAL = definePurpose('links.outbound-file');
const FILE_INDEX = definePurpose('links.outbound-reference');

/** Another instance speaks for the lane by now: in another profile, or of the links of a file under leases of its own. */
export const LANE_TAKEN_OVER = 'lane_taken_over';

interface StoredFile {
  readonly reference: string;
  readonly name: string;
  readonly content: string;
  readonly entries: readonly OutboundEntry[];
}

interface FileRow {
  readonly id: string;
  readonly sealed_file: Buffer;
}

/** An adapter's durable numbers and outbound files, for one service. Files are sealed: their bytes hold tokens. */
export class SealedLaneStorage implements LaneStorage {
  private leases: ReadonlyMap<string, Date> = new Map();

  constructor(
    private readonly service: Service,
    private readonly database: Database,
    private readonly keyring: Keyring,
    /** What the adapter speaks. */
    private readonly profile: string,
  ) {}

  /** Until when each link of the batch that is being submitted is this instance's: what is put into a file is on that lease. */
  submitting(leases: ReadonlyMap<string, Date>): void {
    this.leases = leases;
  }

  async nextNumber(counter: string, atLeast = 1): Promise<number> {
    const [row] = await this.database.query<{ value: string }>({
      name: 'counter-next',
      text: `INSERT INTO links.counter (service, name, value) VALUES ($1, $2, $3)
             ON CONFLICT (service, name) DO UPDATE SET value = greatest(counter.value + 1, excluded.value) RETURNING value`,
      values: [this.service, counter, atLeast],
    });
    return Number(row?.value);
  }

  /** @throws PartnerFailure `lane_taken_over`; nothing is kept then. */
  async keepOutbound(file: OutboundFile): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [lane] = await tx.query<{ profile: string | null }>(holdProfile(this.service));
      if (lane?.profile && lane.profile !== this.profile) throw new PartnerFailure('retry', LANE_TAKEN_OVER);
      await tx.query(this.insert(file));
      await this.letWait(tx, file.entries.map((entry) => entry.linkId));
    });
  }

  unsentOutbound(): Promise<readonly OutboundFile[]> {
    return this.files({
      name: 'outbound-unsent',
      text: 'SELECT id, sealed_file FROM links.outbound_file WHERE service = $1 AND NOT sent',
      values: [this.service],
    });
  }

  sentOutbound(): Promise<readonly OutboundFile[]> {
    return this.files({
      name: 'outbound-sent-open',
      text: 'SELECT id, sealed_file FROM links.outbound_file WHERE service = $1 AND sent',
      values: [this.service],
    });
  }

  async markSent(reference: string): Promise<void> {
    await this.database.query({
      name: 'outbound-sent',
      text: 'UPDATE links.outbound_file SET sent = true WHERE reference_index = ANY($1)',
      values: [this.indexes(reference)],
    });
  }

  async findOutbound(reference: string): Promise<OutboundFile | null> {
    const [row] = await this.database.query<FileRow>({
      name: 'outbound-find',
      text: 'SELECT id, sealed_file FROM links.outbound_file WHERE reference_index = ANY($1)',
      values: [this.indexes(reference)],
    });
    return row ? this.open(row) : null;
  }

  /** Forgets files that need no further answer. */
  deleteOutbound(references: readonly string[]): Statement {
    return {
      name: 'outbound-delete',
      text: 'DELETE FROM links.outbound_file WHERE reference_index = ANY($1)',
      values: [references.flatMap((reference) => this.indexes(reference))],
    };
  }

  private async files(statement: Statement): Promise<readonly OutboundFile[]> {
    const rows = await this.database.query<FileRow>(statement);
    const files = rows.map((row) => this.open(row));
    return files.sort((a, b) => a.reference.localeCompare(b.reference, 'en', { numeric: true }));
  }

  private async letWait(tx: Tx, ids: readonly string[]): Promise<void> {
    const leases = ids.map((id) => this.leases.get(id) ?? null);
    const marked = new Set((await tx.query<{ link_id: string }>(markPending(ids, leases))).map((row) => row.link_id));
    if (ids.some((id, place) => leases[place] && !marked.has(id))) throw new PartnerFailure('retry', LANE_TAKEN_OVER);
  }

  private insert(file: OutboundFile): Statement {
    const id = randomUUID();
    const stored: StoredFile = { ...file, content: Buffer.from(file.content).toString('base64') };
    return {
      name: 'outbound-insert',
      text: `INSERT INTO links.outbound_file (id, service, reference_index, sealed_file, sent) VALUES ($1, $2, $3, $4, false)`,
      values: [
        id,
        this.service,
        this.keyring.index(FILE_INDEX, `${this.service} ${file.reference}`).index,
        this.keyring.seal(FILE_SEAL, Buffer.from(JSON.stringify(stored)), this.context(id)),
      ],
    };
  }

  private open(row: FileRow): OutboundFile {
    const plain = this.keyring.open(FILE_SEAL, row.sealed_file, this.context(row.id)).toString();
    const stored = JSON.parse(plain) as StoredFile;
    return { ...stored, content: Buffer.from(stored.content, 'base64') };
  }

  private indexes(reference: string): Buffer[] {
    return this.keyring.indexes(FILE_INDEX, `${this.service} ${reference}`);
  }

  private context(id: string): string {
    return `outbound ${id} ${this.service}`;
  }
}
