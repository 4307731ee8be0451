import { type LaneStorage, type OutboundEntry, type OutboundFile, type Submission } from '../../../modules/links/index.js';
import { IDENTIFIER, type ListRecord, recordFor, stampOf, writeList } from './format.js';
import { keptDelta, openKept, referenceOf } from './kept-list.js';
import { type StatusListSettings } from './settings.js';

/** One counter numbers all files, so that a later file's records are newer, whatever its kind. */
const FILES = 'status-list';
/** And one its seconds, since a name that came before is answered as before, whatever the file holds. */
const SECONDS = 'status-list-second';

/** What one link puts into a delta. */
export interface Change {
  readonly entry: OutboundEntry;
  readonly records: readonly Omit<ListRecord, 'effectiveAt' | 'version'>[];
}

/** The records of a submission: the replaced identifier as unassigned, then its own. Null when one cannot be written. */
export function changeOf({ linkId, version, token, state, replaces }: Submission): Change | null {
  const old = replaces && replaces.token !== token ? [recordFor(replaces.token, 'ended', '', 0)] : [];
  const records = [...old, recordFor(token, state, '', 0)];
  return records.every(({ identifier }) => IDENTIFIER.test(identifier)) ? { entry: { linkId, version }, records } : null;
}

/** Numbers, names and keeps the files of one direction. */
export class ListMaker {
  constructor(
    private readonly settings: Pick<StatusListSettings, 'senderId' | 'receiverId' | 'mode'>,
    private readonly storage: LaneStorage,
    private readonly now: () => Date,
  ) {}

  nextNumber(): Promise<number> {
    return this.storage.nextNumber(FILES);
  }

  /** The stamp in a file's name and header, a second after the last one of any process at the least. */
  async stamp(): Promise<string> {
    const now = Math.floor(this.now().getTime() / 1_000);
    return stampOf(new Date(1_000 * (await this.storage.nextNumber(SECONDS, now))));
  }

  nameOf(kind: 'FULL' | 'DELTA', stamp: string): string {
    return `${this.settings.senderId}_${this.settings.receiverId}_${stamp}.${kind}`;
  }

  /**
   * Makes and keeps the next delta on the newest full list. Its records are sorted, so that two records of one link do
   * not stand together. Of two changes of one identifier the later one is written.
   */
  async keepDelta(changes: readonly Change[], kept: readonly OutboundFile[]): Promise<OutboundFile> {
    const stamp = await this.stamp();
    const number = await this.nextNumber();
    const base = kept.map(openKept).reduce((newest, one) => (one.kind === 'full' ? Math.max(newest, one.number) : newest), 0);
    const sequence = await this.storage.nextNumber(`${FILES}-delta-on-${base}`);
    const latest = new Map(changes.flatMap((change) => change.records).map((record) => [record.identifier, record]));
    const records = [...latest.values()]
      .map((record) => ({ ...record, effectiveAt: stamp, version: number }))
      .sort((one, other) => (one.identifier < other.identifier ? -1 : 1));
    const { senderId: from, receiverId: to, mode } = this.settings;
    const header = { kind: 'DELTA', createdAt: stamp, from, to, mode, fullList: base, sequence } as const;
    const text = writeList(header, records);
    const identifiers = changes.map((change) => change.records.map(({ identifier }) => identifier));
    const file: OutboundFile = {
      reference: referenceOf('delta', number),
      name: this.nameOf('DELTA', stamp),
      content: keptDelta(text, identifiers),
      entries: changes.map(({ entry }) => entry),
    };
    await this.storage.keepOutbound(file);
    return file;
  }
}

/** The changes a kept delta holds, to be put into a new one. */
export function changesIn(file: OutboundFile): Change[] {
  const kept = openKept(file);
  if (kept.kind === 'full') return [];
  const lines = kept.bytes.toString().split('\n').map((line) => line.split(','));
  const found = new Map(lines.filter(([kind]) => kind === 'R').map(([, identifier = '', status, reason = '']) => [identifier, { status, reason }]));
  return kept.identifiers.map((identifiers, index) => ({
    entry: file.entries[index] as OutboundEntry,
    records: identifiers.map((identifier) => ({ identifier, ...(found.get(identifier) as { status: ListRecord['status']; reason: string }) })),
  }));
}
