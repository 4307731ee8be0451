/**
 * Colons outside strings in well-formed JSON: one for each name. Where a name is repeated in an object, the parser keeps the
 * last of its values, and the text has more of them than what was read has names.
 */
export function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x3a) count += 1;
    else if (character === 0x22) at = closingQuote(text, at);
  }
  return count;
}

function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); ; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
}
