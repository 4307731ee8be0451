import { type LaneStorage, type LateReceipts, type OutboundFile, type PartnerAdapter, type Receipt } from '../../../src/modules/links/index.js';

/** What the links module keeps for one lane, in memory: it survives the adapter as the database would. */
export class MemoryLane implements LaneStorage {
  readonly files = new Map<string, OutboundFile & { sent: boolean }>();
  /** Every file ever kept, by name. */
  readonly keptEver: string[] = [];
  private readonly counters = new Map<string, number>();
  /** Makes the next call of the named kind die after its work, as a process would. */
  crashAfter: 'keepOutbound' | null = null;
  /** Makes the next call of the named kind die before its work. */
  crashBefore: 'markSent' | null = null;

  counter(name: string): number {
    return this.counters.get(name) ?? 0;
  }

  nextNumber(counter: string, atLeast = 1): Promise<number> {
    this.counters.set(counter, Math.max(this.counter(counter) + 1, atLeast));
    return Promise.resolve(this.counter(counter));
  }

  keepOutbound(file: OutboundFile): Promise<void> {
    if (this.files.has(file.reference)) throw new Error('kept twice');
    this.files.set(file.reference, { ...file, sent: false });
    this.keptEver.push(file.name);
    if (this.crashAfter !== 'keepOutbound') return Promise.resolve();
    this.crashAfter = null;
    return Promise.reject(new Crash());
  }

  unsentOutbound(): Promise<readonly OutboundFile[]> {
    return Promise.resolve([...this.files.values()].filter(({ sent }) => !sent));
  }

  sentOutbound(): Promise<readonly OutboundFile[]> {
    return Promise.resolve([...this.files.values()].filter(({ sent }) => sent));
  }

  markSent(reference: string): Promise<void> {
    if (this.crashBefore === 'markSent') {
      this.crashBefore = null;
      return Promise.reject(new Crash());
    }
    const file = this.files.get(reference);
    if (file) file.sent = true;
    return Promise.resolve();
  }

  findOutbound(reference: string): Promise<OutboundFile | null> {
    return Promise.resolve(this.files.get(reference) ?? null);
  }

  /** What the worker does with one answer: settle and close in one commit, then tell the adapter. */
  async settle(late: LateReceipts): Promise<void> {
    for (const reference of late.closes) this.files.delete(reference);
    await late.settled();
  }
}

export class Crash extends Error {}

/** One round of the worker: every late receipt, settled as it comes. */
export async function collectAll(adapter: PartnerAdapter, lane: MemoryLane): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const late of adapter.collect()) {
    receipts.push(...late.receipts);
    await lane.settle(late);
  }
  return receipts;
}
