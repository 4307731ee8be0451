import { LONGEST_LINE_BYTES } from './partner-list.js';

/**
 * Cuts text that comes in pieces into lines and numbers them from 1, the heading included. It holds no more than one
 * piece and one line, whatever comes, and counts lines as the comparison does.
 */
export class NumberedLines {
  private held = '';
  private number = 0;
  /** Inside a line that is too long, up to its end. */
  private skipping = false;

  /** @param each called for each whole line without its end; null for one that is too long to be looked at. */
  constructor(private readonly each: (line: string | null, number: number) => void) {}

  /** @param piece one byte a character. */
  take(piece: string): void {
    const text = this.held + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text.charCodeAt(end - 1) === 0x0d && end > from ? end - 1 : end);
      this.number += 1;
      this.each(this.skipping || line.length > LONGEST_LINE_BYTES ? null : line, this.number);
      this.skipping = false;
      from = end + 1;
    }
    this.held = text.slice(from);
    // A carriage return before the end of the line does not count.
    if (this.held.length <= LONGEST_LINE_BYTES + 1) return;
    this.skipping = true;
    this.held = '';
  }

  /** Whether something stands behind the end of the last line. */
  get broken(): boolean {
    return this.skipping || this.held !== '';
  }
}
