import fs from 'node:fs';
import path from 'node:path';

interface Line {
  readonly key: string;
  readonly value?: unknown;
}

const JOURNALS = ['library/patrons.jsonl', 'library/polaris-patrons.jsonl', 'transit/accounts.jsonl', 'transit/lists.jsonl', 'prescription/processed.jsonl'];

/**
 * How often partner systems in a folder wrote down something about a token, since each was started last: every write by
 * HTTP, and every file that was taken in, once.
 */
export function effectsOn(home: string, token: string): number {
  const files = JOURNALS.map((name) => path.join(home, name)).filter((file) => fs.existsSync(file));
  return files.reduce((sum, file) => sum + effectsIn(file, token), 0);
}

function effectsIn(file: string, token: string): number {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((text) => text.includes(`"${token}"`));
  // A file's line is written again when its answers are out.
  const counted = /(lists|processed)\.jsonl$/.test(file) ? new Set(lines.map((text) => (JSON.parse(text) as Line).key)) : lines;
  return [...counted].length;
}
