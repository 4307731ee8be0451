/** Characters without those that are read wrongly (Crockford base32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP_LENGTH = 5;

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** Bytes of randomness that `readablePassword` takes: 5 bits of each byte are used, 100 in all. */
export const PASSWORD_BYTES = GROUPS * GROUP_LENGTH;

/** A password to read from paper: four groups of five characters. 32 divides 256, so every character is equally likely. */
export function readablePassword(random: Uint8Array): string {
  const characters = Array.from(random.subarray(0, PASSWORD_BYTES), (byte) => ALPHABET[byte % ALPHABET.length]);
  return Array.from({ length: GROUPS }, (_, group) =>
    characters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}

/** At least 12 and at most 128 characters, of any kind (NIST SP 800-63B section 5.1.1: length, no composition rules). */
export function isLongEnough(password: string): boolean {
  const length = [...password].length;
  return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
}

/** One spelling for passwords that look the same, however the keyboard composes accents (NIST SP 800-63B). */
export function normalized(password: string): string {
  return password.normalize('NFKC');
}
