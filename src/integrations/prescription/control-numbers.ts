import { type LaneStorage } from '../../modules/links/index.js';

/** The counter behind ISA13, GS06, ST02 and BGN02. */
const COUNTER = 'interchange';

/** Control numbers of our files: each one given once, gaps allowed. */
export class ControlNumbers {
  private highest = 0;

  constructor(private readonly storage: LaneStorage) {}

  async next(): Promise<number> {
    this.highest = await this.storage.nextNumber(COUNTER);
    return this.highest;
  }

  /** Learns from a kept file that its number was given out, perhaps by an earlier process. */
  saw(number: number): void {
    this.highest = Math.max(this.highest, number);
  }

  /**
   * Whether a number was ever given out. The counter can only be read by moving it on, so the first old
   * answer after a start costs one number; a gap is harmless, a number used twice would not be.
   */
  async wasIssued(number: number): Promise<boolean> {
    return number <= this.highest || number < (await this.next());
  }
}
