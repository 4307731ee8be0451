import { BRANCH, type PolarisPatron } from './patrons.js';

/** Whether a patron is among those that a query finds. */
export type Query = (patron: PolarisPatron) => boolean;

/** The access points that this system knows, and what of a patron they look at. */
const ACCESS_POINTS: Readonly<Record<string, (patron: PolarisPatron) => unknown>> = {
  PATC: ({ PatronCodeID }) => PatronCodeID,
  PATB: ({ Barcode }) => Barcode,
  PATL: ({ PatronBranchID }) => PatronBranchID ?? BRANCH,
};

const WORD = /\s*(\(|\)|[A-Z]+(?:=(?:"[0-9A-Za-z* -]*"|[0-9A-Za-z*]+))?)/y;

/** Reads a query in CCL from left to right, as its operators bind alike. Null for what is none. */
export function readCcl(text: string): Query | null {
  const words = wordsOf(text);
  const query = words && words.length > 0 ? readAll(words) : null;
  return words?.length === 0 ? query : null;
}

function wordsOf(text: string): string[] | null {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.trimEnd().length) {
    const word = WORD.exec(text)?.[1];
    if (word === undefined) return null;
    words.push(word);
  }
  return words;
}

/** Takes what it has read off the words. */
function readAll(words: string[]): Query | null {
  let query = readOne(words);
  while (query && words.length > 0 && words[0] !== ')') {
    const [operator, left, right] = [words.shift(), query, readOne(words)];
    if (!right) return null;
    if (operator === 'AND') query = (patron) => left(patron) && right(patron);
    else if (operator === 'OR') query = (patron) => left(patron) || right(patron);
    else if (operator === 'NOT') query = (patron) => left(patron) && !right(patron);
    else return null;
  }
  return query;
}

function readOne(words: string[]): Query | null {
  const word = words.shift() ?? '';
  if (word === '(') {
    const inner = readAll(words);
    return words.shift() === ')' ? inner : null;
  }
  const [point = '', value = ''] = word.split('=');
  const look = ACCESS_POINTS[point];
  if (!look || value === '') return null;
  const wanted = new RegExp(`^${value.replaceAll('"', '').replaceAll('*', '.*')}$`, 'i');
  return (patron) => wanted.test(String(look(patron)));
}
