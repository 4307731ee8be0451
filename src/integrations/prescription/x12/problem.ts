/** Why a file was refused, or could not be written. Closed: a code is added, never renamed. */
export const X12_PROBLEMS = [
  /** More bytes than any file agreed on. */
  'too_large',
  /** A byte outside the basic character set, or a separator inside a value. */
  'charset',
  /** The ISA segment is not 106 bytes of fixed-width elements. */
  'isa_malformed',
  /** Separators that are letters, digits, blanks or not all different. */
  'separators',
  /** The text ends before the IEA segment does. */
  'truncated',
  /** Something follows the IEA segment. */
  'trailing_data',
  /** A segment without a proper identifier or without elements. */
  'segment_malformed',
  /** A segment or composite that ends with an empty element. */
  'trailing_empty',
  /** Segments in an order that the envelope or the transaction set does not allow. */
  'structure',
  /** SE01, GE01 or IEA01 differs from what was counted. */
  'count_mismatch',
  /** SE02, GE02 or IEA02 differs from the header, or a number is used twice inside its envelope. */
  'control_mismatch',
  /** An interchange, group or transaction set of a version not agreed on. */
  'version',
  /** A value that is too long, too short or not of its kind. */
  'value',
  /** No member, or more members than one transaction set may hold. */
  'members',
] as const;

export type X12ProblemCode = (typeof X12_PROBLEMS)[number];

/** An X12 file is refused as a whole. Carries a code and nothing of the file's text. */
export class X12Problem extends Error {
  constructor(readonly code: X12ProblemCode) {
    super(`x12: ${code}`);
    this.name = 'X12Problem';
  }
}
