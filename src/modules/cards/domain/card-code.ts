/** Crockford's alphabet: no I, L, O or U. The five signs after it serve as check characters only. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECK_ALPHABET = `${ALPHABET}*~$=U`;
const BYTES = 16;
const CHARACTERS = 26;

/** A secret of 128 bits that somebody holds in the hand: on the card, or on the slip. */
export type CodeKind = 'card' | 'slip';

const PREFIX: Readonly<Record<CodeKind, string>> = { card: 'C', slip: 'S' };

/**
 * Writes 16 bytes as a person can read them aloud: prefix, 26 Crockford base32 characters and a check
 * character (modulo 37), in groups of four. https://www.crockford.com/base32.html
 */
export function formatCode(kind: CodeKind, secret: Uint8Array): string {
  if (secret.length !== BYTES) throw new RangeError('a code is made of 16 bytes');
  let text = '';
  let held = 0;
  let bits = 0;
  for (let place = BYTES - 1; place >= 0; place -= 1) {
    held |= (secret[place] as number) << bits;
    for (bits += 8; bits >= 5; bits -= 5, held >>= 5) text = ALPHABET.charAt(held & 31) + text;
  }
  const whole = ALPHABET.charAt(held) + text + checkCharacter(secret);
  return `${PREFIX[kind]}-${(whole.match(/.{1,4}/g) as string[]).join('-')}`;
}

/**
 * Reads a code as it was typed or scanned: case, separators and the letters that look like digits do not matter.
 * @returns the 16 bytes, or null when it is not such a code or its check character does not fit.
 */
export function parseCode(kind: CodeKind, typed: string): Uint8Array | null {
  if (typed.length > 128) return null;
  const plain = typed.toUpperCase().replace(/[\s\-–—_.]/g, '');
  if (plain.length !== 1 + CHARACTERS + 1 || !plain.startsWith(PREFIX[kind])) return null;
  const digits = plain.slice(1, -1).replace(/O/g, '0').replace(/[IL]/g, '1');
  let value = 0n;
  for (const character of digits) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n !== 0n) return null;
  const check = plain.slice(-1).replace('O', '0').replace(/[IL]/, '1');
  const secret = toBytes(value);
  return check === checkCharacter(secret) ? secret : null;
}

function checkCharacter(secret: Uint8Array): string {
  let rest = 0;
  for (const byte of secret) rest = (rest * 256 + byte) % 37;
  return CHECK_ALPHABET.charAt(rest);
}

function toBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  for (let place = BYTES - 1, rest = value; place >= 0; place -= 1, rest >>= 8n) bytes[place] = Number(rest & 255n);
  return bytes;
}
