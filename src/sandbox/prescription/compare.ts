import { type MemberRange, type ReadSegment } from '../../integrations/prescription/x12/index.js';

/** One finding in a transaction set, as IK3 and IK4 report it. */
export interface Fault {
  /** Position from ST = 1. */
  readonly position: number;
  readonly segmentId: string;
  /** IK304: 2 unexpected, 3 required and missing, 8 with element errors. */
  readonly code: '2' | '3' | '8';
  /** Element position and IK403: 1 missing, 3 too many, 7 not an agreed value. */
  readonly element?: readonly [position: number, code: '1' | '3' | '7'];
  /** The member at fault, where there is one. */
  readonly memberId?: string;
}

export type Match = string | RegExp | ((value: string) => boolean);

/** A segment as agreed, identifier first. */
export interface Expected {
  readonly elements: readonly Match[];
  readonly optional?: boolean;
}

/** Walks the segments along the expected ones; each stands where it must, once, or is unexpected. */
export function compare(range: Pick<MemberRange, 'first' | 'segments'>, expected: readonly Expected[]): Fault[] {
  const faults: Fault[] = [];
  let next = 0;
  range.segments.forEach((segment, index) => {
    const position = range.first + index;
    const ahead = expected.slice(next);
    const skipped = ahead.findIndex((one) => !one.optional || isMeant(segment, one));
    const meant = ahead[skipped];
    if (!meant || !isMeant(segment, meant)) {
      faults.push({ position, segmentId: segment[0] ?? '', code: '2' });
      return;
    }
    next += skipped + 1;
    faults.push(...compareElements(segment, meant.elements).map((element): Fault => ({ position, segmentId: segment[0] ?? '', code: '8', element })));
  });
  const missing = expected.slice(next).filter(({ optional }) => !optional);
  const end = range.first + range.segments.length - 1;
  return [...faults, ...missing.map(({ elements }): Fault => ({ position: end, segmentId: elements[0] as string, code: '3' }))];
}

/** Identifier and qualifier say which segment it is meant to be. INS has no qualifier. */
function isMeant(segment: ReadSegment, { elements }: Expected): boolean {
  const [id, qualifier] = elements;
  return segment[0] === id && (id === 'INS' || typeof qualifier !== 'string' || segment[1] === qualifier);
}

function compareElements(segment: ReadSegment, expected: readonly Match[]): (readonly [number, '1' | '3' | '7'])[] {
  const wrong: (readonly [number, '1' | '3' | '7'])[] = [];
  for (let at = 1; at < Math.max(segment.length, expected.length); at++) {
    const value = segment[at];
    const match = expected[at];
    if (match === undefined) wrong.push([at, '3']);
    else if (!matches(value ?? '', match)) wrong.push([at, value ? '7' : '1']);
  }
  return wrong;
}

function matches(value: string, match: Match): boolean {
  if (typeof match === 'string') return value === match;
  return match instanceof RegExp ? match.test(value) : match(value);
}
