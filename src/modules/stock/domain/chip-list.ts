const LINE_END = /\r?\n/;
const SECOND_COLUMN = /[,;|\t:/]|\S\s+\S/;

/** What is wrong with a list, or its chips. */
export type ChipListResult = { readonly chips: readonly string[] } | { readonly problem: 'pairs_numbers' | 'invalid' };

/**
 * Reads a list of chip identifiers, one in each line, as it arrives. A second column anywhere makes it a list that
 * pairs numbers, whatever else is wrong with it: that must be said first.
 */
export class ChipList {
  private readonly chips = new Set<string>();
  private readonly chip: RegExp;
  private rest = '';
  private lines = 0;
  private pairs = false;
  private invalid = false;

  /** @param length digits of an identifier. */
  constructor(
    length: number,
    private readonly most: number,
  ) {
    this.chip = new RegExp(`^[0-9]{${length}}$`);
  }

  take(text: string): void {
    const lines = (this.rest + text).split(LINE_END);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  end(): ChipListResult {
    if (this.rest !== '') this.line(this.rest);
    if (this.pairs) return { problem: 'pairs_numbers' };
    return this.invalid || this.chips.size === 0 ? { problem: 'invalid' } : { chips: [...this.chips] };
  }

  private line(line: string): void {
    this.lines += 1;
    if (SECOND_COLUMN.test(line)) this.pairs = true;
    else if (!this.chip.test(line) || this.chips.has(line) || this.chips.size >= this.most) this.invalid ||= !this.isHeading(line);
    else this.chips.add(line);
  }

  private isHeading(line: string): boolean {
    return this.lines === 1 && line === 'chip';
  }
}
