const SLOTS = 16;
const ID_BYTES = 16;

/** Most links a card can name. */
export const LINK_SET_SLOTS = SLOTS;

/**
 * A card's links as bytes of one size, whatever their number: one byte count, then 16 slots of 16 bytes.
 * @param filler as many random bytes as the whole takes, so that free slots look like taken ones.
 * @throws RangeError when there are more links than slots.
 */
export function encodeLinkSet(ids: readonly string[], filler: Uint8Array): Uint8Array {
  if (ids.length > SLOTS) throw new RangeError('a card cannot name so many links');
  const bytes = Uint8Array.from(filler);
  bytes[0] = ids.length;
  ids.forEach((id, slot) => bytes.set(idBytes(id), 1 + slot * ID_BYTES));
  return bytes;
}

/** Bytes of an encoded set. */
export const LINK_SET_BYTES = 1 + SLOTS * ID_BYTES;

export function decodeLinkSet(bytes: Uint8Array): string[] {
  return Array.from({ length: bytes[0] ?? 0 }, (_, slot) => {
    const start = 1 + slot * ID_BYTES;
    return idText(bytes.subarray(start, start + ID_BYTES));
  });
}

function idBytes(id: string): Uint8Array {
  const hex = id.replaceAll('-', '');
  const bytes = new Uint8Array(ID_BYTES);
  for (let place = 0; place < ID_BYTES; place += 1) {
    bytes[place] = (digitAt(hex, place * 2) << 4) | digitAt(hex, place * 2 + 1);
  }
  return bytes;
}

/** A digit of small hexadecimal: 0 is 0x30, a is 0x61. */
function digitAt(hex: string, place: number): number {
  const character = hex.charCodeAt(place);
  return character < 0x61 ? character - 0x30 : character - 0x57;
}

function idText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
