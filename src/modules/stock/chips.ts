import { Injectable } from '@nestjs/common';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';

const CHIP_INDEX = definePurpose('stock.chip-index');

/** Chips of blanks are kept as blind indexes only, under a key of their own: no row can be compared with a link's. */
@Injectable()
export class Chips {
  constructor(private readonly keyring: Keyring) {}

  index(chip: string): Buffer {
    return this.keyring.index(CHIP_INDEX, chip).index;
  }

  get version(): number {
    return this.keyring.versions(CHIP_INDEX)[0] ?? 1;
  }

  get versionCount(): number {
    return this.keyring.versions(CHIP_INDEX).length;
  }

  /** Under every live key. */
  indexes(chip: string): Buffer[] {
    return this.keyring.indexes(CHIP_INDEX, chip);
  }
}
