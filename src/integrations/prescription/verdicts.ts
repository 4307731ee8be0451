import { type Agreement } from './settings.js';
import { nineDigits, readAnswers, readInterchange, X12Problem } from './x12/index.js';

/** What one answer file says about one file of ours. */
export type Verdict =
  /** Taken in, or taken in before: the 999 decides. */
  | { readonly kind: 'received' }
  | { readonly kind: 'ta1_rejected' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'set_rejected'; readonly positions: readonly number[] };

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
    const { senderId, receiverId, usage } = interchange.header;
    const forUs = senderId === agreement.receiverId && receiverId === agreement.senderId && usage === agreement.usage;
    return forUs ? gather(readAnswers(interchange)) : null;
  } catch (error) {
    if (error instanceof X12Problem) return null;
    throw error;
  }
}

function gather({ interchanges, sets }: ReturnType<typeof readAnswers>): ReadonlyMap<string, Verdict> | null {
  const verdicts = new Map<string, Verdict>();
  for (const { interchange, verdict } of interchanges) {
    const kind = verdict === 'rejected' ? 'ta1_rejected' : 'received';
    if ((verdicts.get(nineDigits(interchange))?.kind ?? kind) !== kind) return null;
    verdicts.set(nineDigits(interchange), { kind });
  }
  for (const { group, set, accepted, errorPositions } of sets) {
    const reference = nineDigits(group);
    const kind = accepted ? 'accepted' : 'set_rejected';
    const before = verdicts.get(reference)?.kind ?? 'received';
    // Our files hold one set, numbered as its group; and what was refused as a whole has no set to answer for.
    if (set !== reference || (before !== 'received' && before !== kind)) return null;
    verdicts.set(reference, accepted ? { kind: 'accepted' } : { kind: 'set_rejected', positions: errorPositions });
  }
  return verdicts.size > 0 ? verdicts : null;
}
