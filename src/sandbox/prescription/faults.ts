import { FaultSet, numberBetween, oneOf, type Switches } from '../faults.js';
import { STRAY } from '../stray-person.js';
import { type Answer } from './answers.js';
import { SFTP_SWITCHES } from './sftp-faults.js';

/** What can go wrong at the benefit manager. Faults that say "next" are off again once they have happened. */
export const PRESCRIPTION_SWITCHES = {
  ...SFTP_SWITCHES,
  /** The next file is refused whole with this TA105. */
  refuseNext: oneOf('001', '005', '006', '007', '008', '020', '021', '022', '023', '024', '025'),
  /** The member at this position, from 1, is refused in the next file: in every set that has so many. */
  rejectMember: numberBetween(1, 500),
  /** What becomes of the answers to files that are taken in as ever. */
  wrongAnswers: oneOf(
    ...(['none', 'twice', 'plain_text', 'unwrapped', 'truncated', 'wrong_counts', 'another_file', 'another_receiver', 'another_set', 'contradicting'] as const),
  ),
} as const satisfies Switches;

export class PrescriptionFaults extends FaultSet<typeof PRESCRIPTION_SWITCHES> {
  constructor() {
    super(PRESCRIPTION_SWITCHES);
  }

  /** Answers as they go out. */
  spoil(answers: readonly Answer[]): readonly Answer[] {
    const wrong = this.get('wrongAnswers');
    const spoilt = wrong === undefined ? answers : answers.flatMap((one) => WRONG[wrong](one));
    return this.get('names') ? [...spoilt.map(named), ...STRAY_FILES] : spoilt;
  }
}

type Wrong = (typeof PRESCRIPTION_SWITCHES.wrongAnswers.choices)[number];

/** What is left of the right answer. Those that say something else fit together in themselves. */
const WRONG: Readonly<Record<Wrong, (right: Answer) => readonly Answer[]>> = {
  none: () => [],
  twice: (right) => [right, { ...right, name: `AGAIN_${right.name}` }],
  plain_text: (right) => [{ ...right, text: 'Dear city, your file was fine.', raw: true }],
  /** As it should be, but not as files are to travel. */
  unwrapped: (right) => [{ ...right, raw: true }],
  truncated: (right) => [{ ...right, text: right.text.slice(0, -20) }],
  wrong_counts: (right) => [{ ...right, text: right.text.replace(/~(SE|GE|IEA)\*(\d+)/g, (_, id: string, count: string) => `~${id}*${Number(count) + 1}`) }],
  another_file: (right) => [{ ...right, text: right.text.replace(/~TA1\*\d{9}/, '~TA1*999999998').replace(/~AK1\*BE\*\d+/, '~AK1*BE*999999998') }],
  another_receiver: (right) => [{ ...right, text: right.text.slice(0, 54) + 'SOMEBODYELSE'.padEnd(15) + right.text.slice(69) }],
  another_set: (right) => [{ ...right, text: right.text.replace(/~AK2\*834\*\d+/, '~AK2*834*999999998') }],
  contradicting: (right) => [right, { ...right, name: `AGAIN_${right.name}`, text: turned(right.text) }],
};

/** The same answer, saying the opposite. */
function turned(text: string): string {
  const refused = text.includes('~IK5*R');
  return refused ? text.replace(/~IK5\*R\*5/, '~IK5*A') : text.replace(/~IK5\*A/, '~IK5*R*5').replace(/(~TA1\*\d+\*\d+\*\d+)\*A\*000/, '$1*R*022');
}

/** ISA02 and ISA04 take ten characters of anybody's. */
function named(right: Answer): Answer {
  const head = `ISA*03*${STRAY.given.padEnd(10)}*01*${STRAY.family.slice(0, 10)}`;
  return { ...right, name: right.name.replace(/^CK/, `CK_${STRAY.fileName}_`), text: right.text.replace(/^ISA\*00\* {10}\*00\* {10}/, head) };
}

/** Files of the kind that a benefit manager sends although nobody asked. */
const STRAY_FILES: readonly Answer[] = [
  { name: `ROSTER_${STRAY.fileName}.csv`, text: `member,name,born,address\nCK1,${STRAY.name},${STRAY.born},${STRAY.street}\n` },
  { name: `AUDIT_REPORT_${STRAY.fileName}.txt`, text: `${STRAY.note}\n`, raw: true },
];
