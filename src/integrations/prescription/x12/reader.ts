import { type Group, type Interchange, type InterchangeHeader, type TransactionSet } from './interchange.js';
import { X12Problem, type X12ProblemCode } from './problem.js';
import { type ReadSegment, type Separators, splitSegments } from './segments.js';

/** ISA is the one segment of fixed width: 105 characters and its terminator. */
export const ISA_BYTES = 106;
const ISA_WIDTHS = [3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];
/** More than an answer ever needs, and little enough to hold in memory. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Isa {
  readonly header: InterchangeHeader;
  readonly separators: Separators;
}

/**
 * Reads one file that is one interchange, or refuses it whole: the envelopes must be complete,
 * every count and control number right, and nothing may follow.
 * @param maxBytes of a file; it is held in memory many times over.
 * @throws X12Problem
 */
export function readInterchange(bytes: Uint8Array, maxBytes = MAX_BYTES): Interchange {
  if (bytes.length > maxBytes) throw new X12Problem('too_large');
  const text = decode(bytes);
  const { header, separators } = readIsa(text);
  const segments = splitSegments(text.slice(ISA_BYTES), separators);
  return new EnvelopeReader(segments).read(header);
}

/**
 * Reads the ISA segment alone, which is enough to say to whom a refusal goes.
 * @throws X12Problem
 */
export function readHeader(bytes: Uint8Array): InterchangeHeader {
  return readIsa(decode(bytes.subarray(0, ISA_BYTES))).header;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function readIsa(text: string): Isa {
  if (text.length < ISA_BYTES) throw new X12Problem('truncated');
  const element = text.charAt(3);
  const parts = text.slice(0, ISA_BYTES - 1).split(element);
  if (parts[0] !== 'ISA' || parts.length !== ISA_WIDTHS.length) throw new X12Problem('isa_malformed');
  if (parts.some((part, index) => part.length !== ISA_WIDTHS[index])) throw new X12Problem('isa_malformed');
  const part = (index: number): string => parts[index] ?? '';
  const separators = { element, repetition: part(11), component: part(16), terminator: text.charAt(ISA_BYTES - 1) };
  checkSeparators(separators);
  check(part(12) === '00501', 'version');
  const wellFormed =
    /^\d{6}$/.test(part(9)) && /^\d{4}$/.test(part(10)) && /^\d{9}$/.test(part(13)) && /^[01]$/.test(part(14)) && /^[PT]$/.test(part(15));
  check(wellFormed, 'isa_malformed');
  const header: InterchangeHeader = {
    senderQualifier: part(5),
    senderId: part(6).trimEnd(),
    receiverQualifier: part(7),
    receiverId: part(8).trimEnd(),
    date: part(9),
    time: part(10),
    controlNumber: part(13),
    acknowledge: part(14) === '1',
    usage: part(15) === 'P' ? 'P' : 'T',
    component: separators.component,
  };
  return { header, separators };
}

function checkSeparators({ element, repetition, component, terminator }: Separators): void {
  const marks = [element, repetition, component, terminator];
  check(new Set(marks).size === marks.length, 'separators');
  const visible = marks.every((mark) => /^[!-/:-@[-`{-~]$/.test(mark) || (mark === terminator && mark === '\n'));
  check(visible, 'separators');
}

function check(right: boolean, code: X12ProblemCode): void {
  if (!right) throw new X12Problem(code);
}

/** Walks the envelopes: each part takes its segments in order, so whatever is out of place is refused. */
class EnvelopeReader {
  private at = 0;
  private readonly ta1: ReadSegment[] = [];

  constructor(private readonly segments: readonly ReadSegment[]) {}

  read(header: InterchangeHeader): Interchange {
    const groups: Group[] = [];
    for (;;) {
      const segment = this.next();
      if (segment[0] === 'GS') groups.push(this.readGroup(segment));
      else if (segment[0] === 'IEA') return this.finish(header, groups, segment);
      else throw new X12Problem('structure');
    }
  }

  /** The next segment that is not a TA1: those are set aside from anywhere outside a transaction set. */
  private next(): ReadSegment {
    for (;;) {
      const segment = this.take();
      if (segment[0] !== 'TA1') return segment;
      this.ta1.push(segment);
    }
  }

  private take(): ReadSegment {
    const segment = this.segments[this.at++];
    if (!segment) throw new X12Problem('truncated');
    return segment;
  }

  private finish(header: InterchangeHeader, groups: readonly Group[], iea: ReadSegment): Interchange {
    checkTrailer(iea, groups.length, header.controlNumber);
    check(this.at === this.segments.length, 'trailing_data');
    check(groups.length > 0 || this.ta1.length > 0, 'structure');
    checkUnique(groups);
    return { header, ta1: this.ta1, groups };
  }

  private readGroup(gs: ReadSegment): Group {
    const [, functionalId = '', senderId = '', receiverId = '', , , controlNumber = '', standard, version = ''] = gs;
    check(gs.length === 9 && standard === 'X' && /^\d{1,9}$/.test(controlNumber), 'structure');
    const sets: TransactionSet[] = [];
    for (;;) {
      const segment = this.next();
      if (segment[0] === 'ST') sets.push(this.readSet(segment));
      else if (segment[0] === 'GE') {
        checkTrailer(segment, sets.length, controlNumber);
        check(sets.length > 0, 'structure');
        checkUnique(sets);
        return { functionalId, senderId, receiverId, controlNumber, version, sets };
      } else throw new X12Problem('structure');
    }
  }

  private readSet(st: ReadSegment): TransactionSet {
    const [, type = '', controlNumber = '', version = ''] = st;
    check(st.length <= 4 && /^\d{3}$/.test(type) && /^[A-Z0-9]{4,9}$/.test(controlNumber), 'structure');
    const segments = [st];
    for (;;) {
      const segment = this.take();
      check(!['ISA', 'GS', 'ST', 'GE', 'IEA', 'TA1'].includes(segment[0] ?? ''), 'structure');
      segments.push(segment);
      if (segment[0] !== 'SE') continue;
      checkTrailer(segment, segments.length, controlNumber);
      return { type, controlNumber, version, segments };
    }
  }
}

function checkTrailer(trailer: ReadSegment, count: number, controlNumber: string): void {
  check(trailer.length === 3, 'structure');
  check(trailer[1] === String(count), 'count_mismatch');
  check(trailer[2] === controlNumber, 'control_mismatch');
}

function checkUnique(parts: readonly { readonly controlNumber: string }[]): void {
  check(new Set(parts.map((part) => part.controlNumber)).size === parts.length, 'control_mismatch');
}
