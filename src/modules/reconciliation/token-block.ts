const LINE_FEED = 0x0a;

/** Tokens of one block, each followed by the end of a line. They are read in place: most of them nobody asks for. */
export class TokenBlock {
  private line = 0;
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The token of a line; empty where there is none. Lines that follow each other are quick. */
  of(line: number): string {
    if (line < this.line) [this.line, this.at] = [0, 0];
    for (; this.line < line && this.at < this.bytes.length; this.at += 1) if (this.bytes[this.at] === LINE_FEED) this.line += 1;
    const end = this.bytes.indexOf(LINE_FEED, this.at);
    return end < 0 ? '' : this.bytes.toString('latin1', this.at, end);
  }
}
