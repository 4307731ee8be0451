import { type LaneStorage, type OutboundFile, type Receipt } from '../../modules/links/index.js';
import { type ControlNumbers } from './control-numbers.js';
import { culprits, ENROLLED, rejected, resend } from './outbound.js';
import { type Agreement } from './settings.js';
import { type Verdict } from './verdicts.js';

/** What one answer file leads to. */
export interface Findings {
  readonly receipts: readonly Receipt[];
  /** References of the files that were fully answered. */
  readonly closes: readonly string[];
  /** Kept already; to be sent once the receipts are settled. */
  readonly resends: readonly OutboundFile[];
  /** Whether every file it speaks of is, or was, one of ours. */
  readonly complete: boolean;
}

/** Resends that were kept before their original was closed, by the original's reference. */
export type HeldResends = ReadonlyMap<string, OutboundFile>;

type Judgement = Pick<Findings, 'receipts' | 'closes' | 'resends'>;
const NOTHING: Judgement = { receipts: [], closes: [], resends: [] };

/** Turns what a partner says about our files into receipts for the links in them. */
export class AnswerDesk {
  constructor(
    private readonly storage: LaneStorage,
    private readonly numbers: ControlNumbers,
    private readonly agreement: Agreement,
    private readonly now: () => Date,
  ) {}

  async weigh(verdicts: ReadonlyMap<string, Verdict>, held: HeldResends): Promise<Findings> {
    const judgements: Judgement[] = [];
    let complete = true;
    for (const [reference, verdict] of verdicts) {
      const kept = await this.storage.findOutbound(reference);
      if (kept) {
        this.numbers.saw(Number(reference));
        judgements.push(await this.judge(kept, verdict, held));
        continue;
      }
      // A number that was given out and has no file any more was answered before; any other is not ours.
      const answeredBefore = await this.numbers.wasIssued(Number(reference));
      complete &&= answeredBefore;
    }
    return {
      receipts: judgements.flatMap(({ receipts }) => receipts),
      closes: judgements.flatMap(({ closes }) => closes),
      resends: judgements.flatMap(({ resends }) => resends),
      complete,
    };
  }

  private async judge(kept: OutboundFile, verdict: Verdict, held: HeldResends): Promise<Judgement> {
    if (verdict.kind === 'received') return NOTHING;
    if (verdict.kind === 'set_rejected') return this.judgeMembers(kept, culprits(kept, verdict.positions), held);
    const receipts = kept.entries.map((entry): Receipt =>
      verdict.kind === 'accepted' ? { ...entry, outcome: 'accepted', reference: ENROLLED } : rejected(entry, 'x12.ta1_rejected'),
    );
    return { receipts, closes: [kept.reference], resends: [] };
  }

  /** One bad member rejects its whole set: it is set aside and the others are sent again. */
  private async judgeMembers(kept: OutboundFile, bad: ReadonlySet<number>, held: HeldResends): Promise<Judgement> {
    const closes = [kept.reference];
    if (bad.size === 0) {
      return { receipts: kept.entries.map((entry) => rejected(entry, 'x12.set_rejected')), closes, resends: [] };
    }
    const receipts = kept.entries.map((entry, index): Receipt =>
      bad.has(index) ? rejected(entry, 'x12.member_rejected') : { ...entry, outcome: 'pending' },
    );
    if (bad.size === kept.entries.length) return { receipts, closes, resends: [] };
    return { receipts, closes, resends: [held.get(kept.reference) ?? (await this.keepResend(kept, bad))] };
  }

  private async keepResend(kept: OutboundFile, bad: ReadonlySet<number>): Promise<OutboundFile> {
    const file = resend(kept, bad, { agreement: this.agreement, number: await this.numbers.next(), now: this.now() });
    await this.storage.keepOutbound(file);
    return file;
  }
}
