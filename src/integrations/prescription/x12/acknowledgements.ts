import { ACKNOWLEDGEMENT_VERSION, type Group, type Interchange, type TransactionSet } from './interchange.js';
import { X12Problem } from './problem.js';
import { type ReadSegment } from './segments.js';

/** TA105 note: the interchange control number was seen before. */
const DUPLICATE = '025';

/** What a TA1 says about one interchange. */
export interface InterchangeAnswer {
  /** TA101, the ISA13 it answers. */
  readonly interchange: number;
  /** `duplicate` is a rejection that says no more than "received before". */
  readonly verdict: 'accepted' | 'rejected' | 'duplicate';
}

/** What a 999 says about one transaction set. */
export interface SetAnswer {
  /** GS06 of the group the answer came in: with ISA06, ISA13 and AK102 it tells a repeated answer. */
  readonly answer: number;
  /** AK102, the GS06 it answers. */
  readonly group: number;
  /** AK202, the ST02 it answers. */
  readonly set: string;
  readonly accepted: boolean;
  /** IK302 of every IK3: segment positions counted from ST = 1. */
  readonly errorPositions: readonly number[];
}

/** Everything one answer file says. */
export interface Answers {
  readonly interchanges: readonly InterchangeAnswer[];
  readonly sets: readonly SetAnswer[];
}

/**
 * Reads TA1 and 999 (005010X231). TA1 comes first, then IK5 for every AK2.
 *
 * AK9 is required and not believed: a partly accepted group may say R. A 999 without any AK2
 * therefore answers nothing. Only codes and positions are taken; copies of bad data are left behind.
 * @throws X12Problem `version` for another group than an acknowledgement, `structure` for segments out of order.
 */
export function readAnswers(interchange: Interchange): Answers {
  return {
    interchanges: interchange.ta1.map(readTa1),
    sets: interchange.groups.flatMap((group) => {
      checkGroup(group);
      return group.sets.flatMap((set) => readAcknowledgement(set, Number(group.controlNumber)));
    }),
  };
}

function readTa1(segment: ReadSegment): InterchangeAnswer {
  const [, number = '', date = '', time = '', code = '', note = ''] = segment;
  const wellFormed =
    segment.length === 6 && /^\d{9}$/.test(number) && /^\d{6}$/.test(date) && /^\d{4}$/.test(time) && /^\d{3}$/.test(note);
  if (!wellFormed || !['A', 'E', 'R'].includes(code)) throw new X12Problem('structure');
  const refused = note === DUPLICATE ? 'duplicate' : 'rejected';
  return { interchange: Number(number), verdict: code === 'R' ? refused : 'accepted' };
}

function checkGroup({ functionalId, version, sets }: Group): void {
  const known = functionalId === 'FA' && (version === ACKNOWLEDGEMENT_VERSION || version === `${ACKNOWLEDGEMENT_VERSION}A1`);
  if (!known || sets.some((set) => set.type !== '999')) throw new X12Problem('version');
}

function readAcknowledgement({ segments }: TransactionSet, answer: number): SetAnswer[] {
  const [ak1, ...rest] = segments.slice(1, -1);
  const ak9 = rest.pop();
  const [, functionalId, number = ''] = ak1 ?? [];
  if (ak1?.[0] !== 'AK1' || functionalId !== 'BE' || !/^\d{1,9}$/.test(number)) throw new X12Problem('structure');
  if (ak9?.[0] !== 'AK9') throw new X12Problem('structure');
  const answers: SetAnswer[] = [];
  let open: OpenSet | null = null;
  for (const segment of rest) {
    if (segment[0] === 'AK2') open = openSet(segment, open);
    else if (!open) throw new X12Problem('structure');
    else if (segment[0] === 'IK5') {
      answers.push({ answer, group: Number(number), ...open, accepted: verdict(segment) });
      open = null;
    } else readDetail(segment, open);
  }
  if (open) throw new X12Problem('structure');
  return answers;
}

interface OpenSet {
  readonly set: string;
  readonly errorPositions: number[];
}

function openSet(segment: ReadSegment, open: OpenSet | null): OpenSet {
  const [, type, set = ''] = segment;
  if (open || type !== '834' || set === '') throw new X12Problem('structure');
  return { set, errorPositions: [] };
}

/** IK501: A accepted, E accepted although errors were noted; M, R, W and X are rejections. */
function verdict(segment: ReadSegment): boolean {
  const code = segment[1] ?? '';
  if (!['A', 'E', 'M', 'R', 'W', 'X'].includes(code)) throw new X12Problem('structure');
  return code === 'A' || code === 'E';
}

function readDetail(segment: ReadSegment, open: OpenSet): void {
  if (segment[0] === 'IK3') {
    const position = segment[2] ?? '';
    if (!/^\d{1,10}$/.test(position)) throw new X12Problem('structure');
    open.errorPositions.push(Number(position));
  } else if (segment[0] !== 'IK4' && segment[0] !== 'CTX') throw new X12Problem('structure');
}
