import { FaultSet, numberBetween, oneOf, type Switches } from '../../faults.js';
import { SFTP_SWITCHES } from '../../prescription/sftp-faults.js';
import { STRAY } from '../../stray-person.js';
import { sealed } from './list-file.js';

/** What can go wrong at an operator that takes status lists. Faults that say "next" are off again once they have happened. */
export const STATUS_LIST_SWITCHES = {
  ...SFTP_SWITCHES,
  /** The next list is answered so, and nothing of it is taken. */
  refuseNext: oneOf('damaged', 'full_list_wanted'),
  /** The record at this position, from 1, is not taken from the next list. */
  rejectRecord: numberBetween(1, 5_000),
  /** What becomes of the answers to lists that are taken as ever. */
  wrongAnswers: oneOf(...(['none', 'plain_text', 'truncated', 'wrong_checksum', 'wrong_counts', 'another_file', 'unknown_identifier'] as const)),
} as const satisfies Switches;

/** A file for the sender of a list. */
export interface OutgoingFile {
  readonly name: string;
  readonly text: string;
}

export class StatusListFaults extends FaultSet<typeof STATUS_LIST_SWITCHES> {
  constructor() {
    super(STATUS_LIST_SWITCHES);
  }

  /** The answer to a list as it goes out. */
  spoil(right: OutgoingFile): readonly OutgoingFile[] {
    const wrong = this.get('wrongAnswers');
    const said = this.get('names') ? named(right.text) : right.text;
    const spoilt = wrong === undefined ? said : WRONG[wrong](said);
    const files = spoilt === null ? [] : [{ ...right, text: spoilt }];
    return this.get('names') ? [...files, ...STRAY_FILES] : files;
  }
}

type Wrong = (typeof STATUS_LIST_SWITCHES.wrongAnswers.choices)[number];

/** What is left of the right answer, or nothing. Where the checksum is right, the content is wrong. */
const WRONG: Readonly<Record<Wrong, (right: string) => string | null>> = {
  none: () => null,
  plain_text: () => 'Dear city, your list was fine.\n',
  truncated: (right) => right.slice(0, -10),
  wrong_checksum: (right) => right.replace(/[0-9a-f]{64}/, (sum) => sum.replace(/./, sum.startsWith('0') ? '1' : '0')),
  wrong_counts: (right) => again(right, (line) => line.replace(/,(\d+),(\d+)\n$/, (_, accepted: string, rejected: string) => `,${Number(accepted) + 1},${rejected}\n`)),
  another_file: (right) => again(right, (line) => line.replace(/^A,[^,]*\.DELTA/, 'A,CITY_TRANSIT_20000101000000.DELTA')),
  /** One record less is accepted, and one is rejected that was not in the list. */
  unknown_identifier: (right) =>
    again(right, (line) => line.replace(/,[01],(\d+),(\d+)\n$/, (_, accepted: string, rejected: string) => `,1,${Number(accepted) - 1},${Number(rejected) + 1}\nE,NOBODYS,BAD\n`)),
};

/** The same answer with its first line changed. */
function again(right: string, change: (line: string) => string): string {
  const [first = '', ...rest] = linesOf(right).slice(0, -1);
  return sealed(linesOf([change(first), ...rest].join('')));
}

/** An error code takes eight capital letters. */
function named(right: string): string {
  const lines = linesOf(right);
  return lines.some((line) => line.startsWith('E,')) ? sealed(lines.slice(0, -1).map((line) => line.replace(/^(E,[^,]+),BAD/, `$1,${STRAY.given}`))) : right;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? [];
}

/** Files of the kind that an operator lays out although nobody asked. */
const STRAY_FILES: readonly OutgoingFile[] = [
  { name: `${STRAY.fileName}.ACK`, text: `A,${STRAY.fileName},${STRAY.note}\n` },
  { name: `NOTICE_${STRAY.fileName}.txt`, text: `${STRAY.note}\n` },
];
