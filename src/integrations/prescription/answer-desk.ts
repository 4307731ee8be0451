import { type LaneStorage, type OutboundFile, type Receipt } from '../../modules/links/index.js';
import { type ControlNumbers } from './control-numbers.js';
import { isAuditKept } from './kept-file.js';
import { type PrescriptionNotice } from './notices.js';
import { culprits, type Draft, ENROLLED, enrolments, receiptsFor, rejected, resend } from './outbound.js';
import { type Agreement } from './settings.js';
import { type SetVerdict, type Verdict } from './verdicts.js';

/** What one answer file leads to. */
export interface Findings {
  readonly receipts: readonly Receipt[];
  /** References of the files that were fully answered. */
  readonly closes: readonly string[];
  /** Kept already; to be sent once the receipts are settled. */
  readonly resends: readonly OutboundFile[];
  /** Why the file must stay where it is for a person to see, or null when it is of no further use. */
  readonly trouble: PrescriptionNotice | null;
  /** Whether a full audit was taken in, or refused; null when none was answered. */
  readonly audit: 'accepted' | 'rejected' | null;
}

/** Resends that were kept before their original was closed, by the original's reference. */
export type HeldResends = ReadonlyMap<string, OutboundFile>;

/** What the desk works with. */
export interface DeskParts {
  readonly storage: LaneStorage;
  readonly numbers: ControlNumbers;
  readonly agreement: Agreement;
  readonly now: () => Date;
  /** Encrypts and keeps a file. */
  readonly keep: (draft: Draft) => Promise<OutboundFile>;
}

const NOTHING: Findings = { receipts: [], closes: [], resends: [], trouble: null, audit: null };
const REMEMBERED = 1_000;

/** Turns what a partner says about our files into receipts for the links in them. */
export class AnswerDesk {
  /** The last answers that settled something, by the reference of the file. */
  private readonly settled = new Map<string, Verdict>();

  constructor(private readonly parts: DeskParts) {}

  async weigh(verdicts: ReadonlyMap<string, Verdict>, held: HeldResends): Promise<Findings> {
    const found: Findings[] = [];
    for (const [reference, verdict] of verdicts) {
      const kept = await this.parts.storage.findOutbound(reference);
      found.push(kept ? await this.judge(kept, verdict, held) : await this.judgeAgain(reference, verdict));
    }
    return {
      receipts: found.flatMap(({ receipts }) => receipts),
      closes: found.flatMap(({ closes }) => closes),
      resends: found.flatMap(({ resends }) => resends),
      trouble: found.find(({ trouble }) => trouble !== null)?.trouble ?? null,
      audit: found.find(({ audit }) => audit !== null)?.audit ?? null,
    };
  }

  /**
   * An answer to a file that is not kept. A number that was given out was answered before, and the same answer again,
   * or one that says the same, is of no further use; any other number is not ours.
   */
  private async judgeAgain(reference: string, verdict: Verdict): Promise<Findings> {
    if (!(await this.parts.numbers.wasIssued(Number(reference)))) return { ...NOTHING, trouble: 'x12.answer_orphaned' };
    const before = this.settled.get(reference);
    const same = !before || verdict.kind === 'received' || identityOf(before) === identityOf(verdict) || agree(before, verdict);
    return same ? NOTHING : { ...NOTHING, trouble: 'x12.answer_contradicts' };
  }

  private async judge(kept: OutboundFile, verdict: Verdict, held: HeldResends): Promise<Findings> {
    this.parts.numbers.saw(Number(kept.reference));
    if (verdict.kind === 'received') return NOTHING;
    const findings = isAuditKept(kept) ? judgeAudit(kept, verdict) : await this.judgeChanges(kept, verdict, held);
    if (findings.closes.length > 0) this.remember(kept.reference, verdict);
    return findings;
  }

  private async judgeChanges(kept: OutboundFile, verdict: Verdict, held: HeldResends): Promise<Findings> {
    const closes = [kept.reference];
    if (verdict.kind !== 'answered') {
      return { ...NOTHING, receipts: receiptsFor(kept, (entry) => rejected(entry, 'x12.ta1_rejected')), closes };
    }
    // A change file of ours holds one set, numbered as its group.
    const own = verdict.sets.size === 1 ? verdict.sets.get(kept.reference) : undefined;
    if (!own) return { ...NOTHING, trouble: 'x12.answer_unreadable' };
    if (!own.accepted) return this.judgeMembers(kept, own, held);
    const enrolled = enrolments(kept);
    const receipts = receiptsFor(kept, (entry, index) => ({ ...entry, outcome: 'accepted', ...(enrolled[index] && { reference: ENROLLED }) }));
    return { ...NOTHING, receipts, closes };
  }

  /** One bad member rejects its whole set: it is set aside and the others are sent again. */
  private async judgeMembers(kept: OutboundFile, { positions }: SetVerdict, held: HeldResends): Promise<Findings> {
    const closes = [kept.reference];
    const bad = culprits(kept, positions);
    if (bad.size === 0) {
      return { ...NOTHING, receipts: receiptsFor(kept, (entry) => rejected(entry, 'x12.set_rejected')), closes };
    }
    const receipts = receiptsFor(kept, (entry, index) =>
      bad.has(index) ? rejected(entry, 'x12.member_rejected') : { ...entry, outcome: 'pending' },
    );
    if (bad.size === kept.entries.length) return { ...NOTHING, receipts, closes };
    return { ...NOTHING, receipts, closes, resends: [held.get(kept.reference) ?? (await this.keepResend(kept, bad))] };
  }

  private async keepResend(kept: OutboundFile, bad: ReadonlySet<number>): Promise<OutboundFile> {
    const { agreement, numbers, now, keep } = this.parts;
    return keep(resend(kept, bad, { agreement, number: await numbers.next(), now: now() }));
  }

  private remember(reference: string, verdict: Verdict): void {
    this.settled.set(reference, verdict);
    const [oldest] = this.settled.keys();
    if (this.settled.size > REMEMBERED && oldest !== undefined) this.settled.delete(oldest);
  }
}

/** An audit changes nothing, so its answer settles no link; a refusal is for people. */
function judgeAudit({ reference }: OutboundFile, verdict: Verdict): Findings {
  return { ...NOTHING, closes: [reference], audit: isAccepted(verdict) ? 'accepted' : 'rejected' };
}

function isAccepted(verdict: Verdict): boolean {
  return verdict.kind === 'answered' && [...verdict.sets.values()].every(({ accepted }) => accepted);
}

function identityOf(verdict: Verdict): string {
  return verdict.kind === 'answered' ? verdict.identity : verdict.kind;
}

function agree(one: Verdict, other: Verdict): boolean {
  return one.kind === other.kind && isAccepted(one) === isAccepted(other);
}
