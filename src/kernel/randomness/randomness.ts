import { randomBytes, randomInt } from 'node:crypto';

/** Unguessable choices, all from the operating system's generator. */
export interface Randomness {
  bytes(count: number): Uint8Array;
  /** So many characters, each drawn evenly from the alphabet. */
  text(length: number, alphabet: string): string;
}

export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  text: (length, alphabet) => {
    let text = '';
    while (text.length < length) text += alphabet.charAt(randomInt(alphabet.length));
    return text;
  },
};
