import { type Agreement } from './settings.js';
import { nineDigits, readAnswers, readInterchange, X12Problem } from './x12/index.js';

/** What one answer file says about one file of ours. */
export type Verdict =
  /** Taken in, or taken in before: the 999 decides. */
  | { readonly kind: 'received' }
  | { readonly kind: 'ta1_rejected' }
  | {
      readonly kind: 'answered';
      /** By ST02. */
      readonly sets: ReadonlyMap<string, SetVerdict>;
      /** ISA06, ISA13, GS06 and AK102: an answer with the same four is the same answer. */
      readonly identity: string;
    };

/** What a 999 says about one transaction set, and the segment positions it found fault with. */
export interface SetVerdict {
  readonly accepted: boolean;
  readonly positions: readonly number[];
}

/**
 * Reads an answer file into verdicts by the reference of the file they are about.
 *
 * Null when we do not understand it: not X12, not for us, answering nothing (an AK9 without any AK2),
 * or contradicting itself. TA1 goes before 999. A TA1 that says "duplicate" is no rejection: the
 * bytes were sent twice because a crash hid the first success, and the first success has its own answer.
 */
export function readVerdicts(bytes: Uint8Array, agreement: Agreement): ReadonlyMap<string, Verdict> | null {
  try {
    const interchange = readInterchange(bytes);
    const { senderId, receiverId, usage, controlNumber } = interchange.header;
    const forUs = senderId === agreement.receiverId && receiverId === agreement.senderId && usage === agreement.usage;
    return forUs ? gather(readAnswers(interchange), `${senderId} ${controlNumber}`) : null;
  } catch (error) {
    if (error instanceof X12Problem) return null;
    throw error;
  }
}

type Answers = ReturnType<typeof readAnswers>;

function gather({ interchanges, sets }: Answers, file: string): ReadonlyMap<string, Verdict> | null {
  const verdicts = new Map<string, Verdict>();
  for (const { interchange, verdict } of interchanges) {
    const kind = verdict === 'rejected' ? 'ta1_rejected' : 'received';
    if ((verdicts.get(nineDigits(interchange))?.kind ?? kind) !== kind) return null;
    verdicts.set(nineDigits(interchange), { kind });
  }
  for (const group of new Set(sets.map((one) => one.group))) {
    const reference = nineDigits(group);
    const answered = gatherSets(sets.filter((one) => one.group === group));
    // What was refused as a whole has no set to answer for.
    if (!answered || verdicts.get(reference)?.kind === 'ta1_rejected') return null;
    const answers = sets.filter((one) => one.group === group).map(({ answer }) => answer);
    verdicts.set(reference, { kind: 'answered', sets: answered, identity: [file, answers[0], group].join(' ') });
  }
  return verdicts.size > 0 ? verdicts : null;
}

/** By ST02, or null when one set is both accepted and rejected. */
function gatherSets(sets: Answers['sets']): ReadonlyMap<string, SetVerdict> | null {
  const verdicts = new Map<string, SetVerdict>();
  for (const { set, accepted, errorPositions } of sets) {
    if ((verdicts.get(set)?.accepted ?? accepted) !== accepted) return null;
    verdicts.set(set, { accepted, positions: errorPositions });
  }
  return verdicts;
}
