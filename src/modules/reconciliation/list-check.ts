import { hash } from 'node:crypto';
import { type LinkState } from '../links/index.js';
import { faultOf, type LineFault } from './domain/line-faults.js';
import { NumberedLines } from './domain/numbered-lines.js';
import { isHeading, lineReader, type ListFormat } from './domain/partner-list.js';
import { SeenBefore, seenMemory } from './seen-before.js';

/** Tokens that may stand twice and are looked at again. A list with more of them is told to have at least so many. */
const MOST_LOOKED_AT_AGAIN = 200_000;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** A line that is not as it should be. */
export interface FaultyLine {
  /** From 1, the heading included, as an editor counts. */
  readonly line: number;
  readonly fault: LineFault;
}

/** How a list would be read. */
export interface ListCheck {
  /** Lines without the heading: what `rows` of an upload says. */
  readonly rows: number;
  readonly states: Readonly<Record<LinkState, number>>;
  readonly unreadable: number;
  /** Lines beyond the first of their token. */
  readonly repeated: number;
  /** There are more of them than were counted. */
  readonly repeatedMore: boolean;
  /** Something stands behind the end of the last line: the list was cut off. */
  readonly truncated: boolean;
  /** The first ones, in the order of the list. */
  readonly faults: readonly FaultyLine[];
}

/**
 * Reads a list as an upload would be read, and says what is wrong with which line. Memory does not grow with it.
 * @param open the list from its beginning, uncompressed. It is read a second time when tokens seem to stand twice.
 * @param most faults that are told one by one.
 */
export async function checkList(open: () => AsyncIterable<Uint8Array>, format: ListFormat, most: number): Promise<ListCheck> {
  const first = new FirstReading(format, most);
  const truncated = await each(open(), first.take);
  const again = first.mayBeRepeated.size > 0 ? new SecondReading(format, most, first.mayBeRepeated) : null;
  if (again) await each(open(), again.take);
  const faults = [...first.faults, ...(again?.faults ?? [])].sort((one, other) => one.line - other.line).slice(0, most);
  const { rows, states, unreadable } = first;
  return { rows, states, unreadable, repeated: again?.repeated ?? 0, repeatedMore: first.mayBeMore, truncated, faults };
}

type TakeLine = (line: string | null, number: number) => void;

/** @returns whether the list breaks off. */
async function each(bytes: AsyncIterable<Uint8Array>, take: TakeLine): Promise<boolean> {
  const lines = new NumberedLines(take);
  for await (const piece of bytes) lines.take(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1'));
  return lines.broken;
}

/** Finds what is wrong with lines by themselves, and which tokens may stand twice. */
class FirstReading {
  readonly faults: FaultyLine[] = [];
  readonly states: Record<LinkState, number> = { active: 0, suspended: 0, ended: 0 };
  readonly mayBeRepeated = new Set<string>();
  rows = 0;
  unreadable = 0;
  mayBeMore = false;
  private readonly seen = new SeenBefore(seenMemory());
  private readonly read;

  constructor(
    private readonly format: ListFormat,
    private readonly most: number,
  ) {
    this.read = lineReader(format);
  }

  readonly take: TakeLine = (given, number) => {
    const line = number === 1 ? withoutMark(given) : given;
    if (line !== null && number === 1 && isHeading(this.format, line)) return;
    this.rows += 1;
    const record = line === null ? null : this.read(line);
    if (!record) return this.note(number, line === null ? 'too_long' : this.faultAt(number, line));
    this.states[record.state] += 1;
    const index = indexOf(record.token);
    if (!this.seen.note(index)) return;
    if (this.mayBeRepeated.size < MOST_LOOKED_AT_AGAIN) this.mayBeRepeated.add(index);
    else this.mayBeMore = true;
  };

  /** A first line that is nothing else was most likely meant as a heading. */
  private faultAt(number: number, line: string): LineFault {
    const fault = faultOf(this.format, line) ?? 'fields';
    return number === 1 && this.format === 'csv' && /token/i.test(line) ? 'heading' : fault;
  }

  private note(line: number, fault: LineFault): void {
    this.unreadable += 1;
    if (this.faults.length < this.most) this.faults.push({ line, fault });
  }
}

/** Tells of the tokens that may stand twice which ones do. */
class SecondReading {
  readonly faults: FaultyLine[] = [];
  repeated = 0;
  private readonly met = new Set<string>();
  private readonly read;

  constructor(
    format: ListFormat,
    private readonly most: number,
    private readonly mayBeRepeated: ReadonlySet<string>,
  ) {
    this.read = lineReader(format);
  }

  readonly take: TakeLine = (given, number) => {
    const line = number === 1 ? withoutMark(given) : given;
    const record = line === null ? null : this.read(line);
    if (!record) return;
    const index = indexOf(record.token);
    if (!this.mayBeRepeated.has(index)) return;
    if (!this.met.has(index)) return void this.met.add(index);
    this.repeated += 1;
    if (this.faults.length < this.most) this.faults.push({ line: number, fault: 'repeated' });
  };
}

/** Not the token itself: a part of a text keeps the whole of it in memory. */
const indexOf = (token: string) => hash('sha256', token, 'binary');

const withoutMark = (line: string | null) => (line?.startsWith(BYTE_ORDER_MARK) ? line.slice(BYTE_ORDER_MARK.length) : line);
