import path from 'node:path';
import { Journal } from '../../journal.js';
import { type InspectedRecord } from '../../plan.js';
import { type Mailbox } from '../../prescription/mailbox.js';
import { type Violations } from '../../strict-partner.js';
import { type StatusListFaults } from './faults.js';
import { acknowledgementText, type ListFile, readListFile } from './list-file.js';

interface Card {
  readonly status: string;
  readonly version: number;
}

/** One inbound file and all it led to: one line of the journal, so all of it or nothing. */
interface Processed {
  readonly answer: string;
  /** The full list and the sequence after it. */
  readonly at: readonly [fullList: number, sequence: number];
  readonly cards: Readonly<Record<string, Card>>;
}

const STATES: Readonly<Record<string, InspectedRecord['state']>> = { '1': 'active', '2': 'suspended', '3': 'ended' };

/**
 * Applies status lists: a delta only on the one before it, the newest version of a card wins, and nothing ends by
 * being left out. Identifiers that begin with `0000000000000666` are never taken, so that a rejection can be seen.
 */
export class CardOffice {
  private readonly journal: Journal<Processed>;
  private readonly cards = new Map<string, Card>();
  private at: readonly [number, number] = [0, 0];

  constructor(
    home: string,
    private readonly mailbox: Mailbox,
    private readonly violations: Violations,
    private readonly faults: StatusListFaults,
  ) {
    this.journal = new Journal(path.join(home, 'lists.jsonl'));
    for (const processed of this.journal.values()) this.remember(processed);
  }

  processInbound(): void {
    for (const name of this.mailbox.complete()) this.process(name);
  }

  records(): InspectedRecord[] {
    return [...this.cards].map(([token, { status, version }]) => ({ token, state: STATES[status] ?? 'ended', held: { status, version } }));
  }

  close(): void {
    this.journal.close();
  }

  private process(name: string): void {
    // A name that was taken before is answered as before, whatever has become of its cards since.
    const known = this.journal.get(name);
    const { kept, processed } = known ? { kept: true, processed: known } : this.weigh(name, readListFile(name, this.mailbox.read(name)));
    if (kept && !known) {
      this.journal.set(name, processed);
      this.remember(processed);
    }
    if (/^[A-Za-z0-9._]{1,80}$/.test(name)) {
      for (const file of this.faults.spoil({ name: `${name}.ACK`, text: processed.answer })) this.mailbox.deliver(file.name, Buffer.from(file.text));
    }
    this.mailbox.drop(name);
  }

  private weigh(name: string, list: ListFile | null): { readonly kept: boolean; readonly processed: Processed } {
    const refuse = (code: 2 | 3) => {
      this.violations.note(`status list: return code ${code}`);
      return { kept: false, processed: { answer: acknowledgementText(name, code, 0, []), at: this.at, cards: {} } };
    };
    const [refuseNext, position] = [this.faults.take('refuseNext'), this.faults.take('rejectRecord')];
    if (!list || refuseNext) return refuse(!list || refuseNext === 'damaged' ? 2 : 3);
    const [fullList, sequence] = this.at;
    const follows = list.kind === 'FULL' ? list.fullList > fullList : list.fullList === fullList && list.sequence === sequence + 1;
    if (!follows) return refuse(3);
    const bad = list.records.filter(({ identifier }, place) => identifier.startsWith('0000000000000666') || place + 1 === position).map(({ identifier }) => identifier);
    const newer = list.records.filter(({ identifier, version }) => !bad.includes(identifier) && version > (this.cards.get(identifier)?.version ?? 0));
    const answer = acknowledgementText(name, bad.length > 0 ? 1 : 0, list.records.length - bad.length, bad);
    const cards = Object.fromEntries(newer.map(({ identifier, status, version }) => [identifier, { status, version }]));
    return { kept: true, processed: { answer, at: [list.fullList, list.sequence], cards } };
  }

  private remember({ at, cards }: Processed): void {
    this.at = at;
    for (const [identifier, card] of Object.entries(cards)) this.cards.set(identifier, card);
  }
}
