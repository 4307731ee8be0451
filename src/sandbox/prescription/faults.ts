import { type Answer, type Note } from './answers.js';

/** The name that a partner system adds where it can, when it is told to: of nobody. */
export const STRAY_NAME = 'JANE Q DOE';

/**
 * What goes wrong at the benefit manager, switchable while it runs. Each is off at first; those that say "next" are
 * off again once they have happened.
 */
export class PrescriptionFaults {
  /** Milliseconds before every answer of the SFTP server. */
  latencyMs = 0;
  /** The next file is refused whole with this TA105. */
  refuseNext: Exclude<Note, '000'> | null = null;
  /** The member at this position, from 1, is refused in the next file: in every set that has so many. */
  rejectMember: number | null = null;
  /** The next connection to have moved so many bytes of files, either way, is cut in the middle of them. */
  cutAfterBytes: number | null = null;
  /** What becomes of answers to files that are taken in as ever. */
  answers: 'as agreed' | 'none' | 'twice' | 'garbage' = 'as agreed';
  /** A person's name in every place of an answer that takes text, in file names and in SFTP messages. */
  names = false;

  reset(): void {
    Object.assign(this, new PrescriptionFaults());
  }

  /** Answers as they go out. */
  spoil(answers: readonly Answer[]): readonly Answer[] {
    const named = this.names ? answers.map((one) => ({ ...one, name: one.name.replace(/^CK/, `CK_${STRAY_NAME.replaceAll(' ', '_')}_`) })) : answers;
    if (this.answers === 'none') return [];
    if (this.answers === 'garbage') return named.map((one) => ({ ...one, text: 'Dear city, your file was fine.', raw: true }));
    if (this.answers === 'twice') return [...named, ...named.map((one) => ({ ...one, name: `AGAIN_${one.name}` }))];
    return named;
  }
}
