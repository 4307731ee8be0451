import { systemRandomness } from '../../src/kernel/randomness/randomness.js';
import { mintLibraryBarcode } from '../../src/modules/links/domain/token-format.js';

/** A token of the library, and the one that is to take its place. */
export interface Pair {
  readonly old: string;
  readonly new: string;
}

/** A number in the library's form that nobody has. */
export const freshNumber = (): string => mintLibraryBarcode({ mint: { institution: '9840' }, adoptPatterns: [] }, systemRandomness);

export const pairsFor = (tokens: readonly string[]): Pair[] => tokens.map((old) => ({ old, new: freshNumber() }));
