import { X12Problem } from './problem.js';

/** One element: a plain value, or the components of a composite. */
export type Element = string | readonly string[];

/** A segment to write: identifier first, then its elements; a trailing empty element is refused. */
export type Segment = readonly Element[];

/** A segment as read: identifier first, composites still joined. */
export type ReadSegment = readonly string[];

/** The four separators of an interchange. */
export interface Separators {
  readonly element: string;
  readonly repetition: string;
  readonly component: string;
  readonly terminator: string;
}

/** The separators this library writes; a reader takes those the file declares. */
export const OWN_SEPARATORS: Separators = { element: '*', repetition: '^', component: ':', terminator: '~' };

// X12.5 section 3.3.1: capital letters, digits, space and these marks. Lower case is extended.
const BASIC = /^[A-Z0-9 !"&'()*+,\-./:;?=]*$/;
const OWN_SEPARATOR = /[*^:~]/;

/** Whether every character is of the X12 basic character set. */
export function isBasic(text: string): boolean {
  return BASIC.test(text);
}

/**
 * Writes one segment with its terminator.
 * @throws X12Problem `charset`, `trailing_empty`, `segment_malformed`, or `value` for blanks at either end.
 */
export function writeSegment(segment: Segment): string {
  if (segment.length < 2) throw new X12Problem('segment_malformed');
  const written = segment.map((element) =>
    typeof element === 'string' ? checked(element) : join(element.map(checked), OWN_SEPARATORS.component),
  );
  return join(written, OWN_SEPARATORS.element) + OWN_SEPARATORS.terminator;
}

/**
 * A value as it may stand in an element: basic characters, no separator, no blank at either end.
 * @throws X12Problem `charset` or `value`.
 */
export function checked(value: string): string {
  if (!isBasic(value) || OWN_SEPARATOR.test(value)) throw new X12Problem('charset');
  if (value !== value.trim()) throw new X12Problem('value');
  return value;
}

function join(parts: readonly string[], separator: string): string {
  if (parts.at(-1) === '') throw new X12Problem('trailing_empty');
  return parts.join(separator);
}

/**
 * Splits what follows the ISA segment into segments, in one pass.
 *
 * A line break after a terminator is a habit of many senders and is skipped; nothing else may stand there.
 * @throws X12Problem `truncated` when the last segment has no terminator; `charset`, `segment_malformed`, `trailing_empty`.
 */
export function splitSegments(text: string, separators: Separators): ReadSegment[] {
  const segments: ReadSegment[] = [];
  let at = 0;
  for (;;) {
    at = skipLineBreak(text, at);
    if (at >= text.length) return segments;
    const end = text.indexOf(separators.terminator, at);
    if (end < 0) throw new X12Problem('truncated');
    segments.push(readSegment(text.slice(at, end), separators));
    at = end + 1;
  }
}

function skipLineBreak(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return text[at] === '\n' ? at + 1 : at;
}

function readSegment(text: string, separators: Separators): ReadSegment {
  const elements = text.split(separators.element);
  if (elements.length < 2 || !/^[A-Z][A-Z0-9]{1,2}$/.test(elements[0] ?? '')) throw new X12Problem('segment_malformed');
  for (const element of elements) checkRead(element, separators);
  if (elements.at(-1) === '') throw new X12Problem('trailing_empty');
  return elements;
}

function checkRead(element: string, { component, repetition }: Separators): void {
  const plain = element.replaceAll(component, '').replaceAll(repetition, '');
  if (!isBasic(plain)) throw new X12Problem('charset');
  if (element.endsWith(component) || element.endsWith(repetition)) throw new X12Problem('trailing_empty');
}
