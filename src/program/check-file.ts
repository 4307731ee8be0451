import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isUnpackedWhole, unpacksTooFar } from '../kernel/http/index.js';
import { checkList, type Gate, gateOfFile, LINE_FAULTS, type ListCheck, LIST_FORMATS, type ListFormat, mayBeAccident } from '../modules/reconciliation/index.js';
import { givenPath } from './given-path.js';
import { UsageProblem } from './usage-problem.js';

type Say = (line: string) => void;

export interface CheckOptions {
  /** By the name of the file, or else by its first byte, where it is left out. */
  readonly format?: string;
  /** Lines that the list should have, its heading apart. */
  readonly rows?: string;
  /** SHA-256 that the file should have, in hexadecimal digits, as it lies there. */
  readonly sha256?: string;
  /** The most faults that are told one by one. */
  readonly show: string;
}

/** The first bytes of a file. */
interface Beginning {
  readonly gzip: boolean;
  readonly utf16: boolean;
  readonly brace: boolean;
}

const FORMAT_NAMES: Readonly<Record<ListFormat, string>> = { csv: 'CSV', ndjson: 'NDJSON' };

/**
 * `citykey check-file`: reads a partner's list as an upload would be read, and says what the service would do with it as far
 * as the file alone can tell. Needs no database. The exit code is 1 when something is wrong with it. Nothing of the list is
 * printed.
 */
export async function checkFile(given: string, options: CheckOptions, say: Say): Promise<void> {
  const file = givenPath(given);
  const [rows, show] = [wholeNumber('--rows', options.rows), wholeNumber('--show', options.show) ?? 0];
  const begun = await beginningOf(file);
  const format = formatOf(file, options.format, begun);
  say(`${path.basename(file)}: ${FORMAT_NAMES[format]}${begun.gzip ? ', gzip' : ''}`);
  const { problems, gate } = await readThrough(file, begun, format, { rows, show, sha256: options.sha256 }, say);
  for (const problem of problems) say(problem);
  if (problems.length > 0) process.exitCode = 1;
  say(fateOf(gate, problems.length > 0, begun.gzip));
}

/** What the service would do with it. */
function fateOf(gate: Gate | null, faulty: boolean, gzip: boolean): string {
  if (gate === 'empty') return 'Where the city has links of the service, it would be set aside whole: empty. A list that has no line on purpose is sent with rows=0.';
  if (gate) return `It would be set aside whole: ${gate}.`;
  return `It ${faulty ? 'would be compared all the same' : `can be uploaded as it is${gzip ? ', with Content-Encoding: gzip' : ''}, and would be compared`}, unless its day, number or size does not fit the lists before, or most of its tokens are none of the city's.`;
}

/** What is wrong with a file as a whole, and the gate that it does not pass. */
interface Finding {
  readonly problems: readonly string[];
  readonly gate: Gate | null;
}

interface Expected {
  readonly rows: number | null;
  readonly show: number;
  readonly sha256: string | undefined;
}

async function readThrough(file: string, { gzip, utf16 }: Beginning, format: ListFormat, expected: Expected, say: Say): Promise<Finding> {
  const size = { packed: 0, unpacked: 0 };
  const opened = () => (gzip ? unpacked(file, size) : createReadStream(file));
  const found = await checkList(opened, format, expected.show).catch((error: unknown) => {
    if (isBroken(error)) return null;
    throw readable(file, error);
  });
  if (!found) return { problems: ['Its compressed data is broken or breaks off: it was not written or not sent to its end.'], gate: 'not_unpacked' };
  if (utf16) return { problems: ['It is UTF-16. A list is plain ASCII, or UTF-8 without anything else in it.'], gate: gateOfFile({ rows: null }, found) };
  const digest = await digestOf(file);
  tell(found, expected.show, say);
  say(`rows=${found.rows}  sha256=${digest}`);
  const problems = problemsOf(found, expected, digest);
  if (unpacksTooFar(size.packed, size.unpacked)) return { problems: [...problems, 'It unpacks to more than a hundred times its size.'], gate: 'too_large' };
  const gate = gateOfFile(expected, found) ?? (mayBeAccident(expected, found) ? 'empty' : null);
  return { problems: gate === 'empty' ? [...problems, 'It has no line.'] : problems, gate };
}

function tell({ rows, states, faults, unreadable, repeated, repeatedMore }: ListCheck, show: number, say: Say): void {
  say(`${counted(rows, 'line')}: ${states.active} active, ${states.suspended} suspended, ${states.ended} ended, ${unreadable} that cannot be read`);
  for (const { line, fault } of faults) say(`  line ${line}: ${LINE_FAULTS[fault]}`);
  const more = unreadable + repeated - faults.length;
  if (more > 0) say(`  and ${repeatedMore ? 'at least ' : ''}${more} more${show > 0 ? '; --show tells more of them' : ''}`);
}

function problemsOf(found: ListCheck, { rows, sha256 }: Expected, digest: string): string[] {
  const { unreadable, repeated, repeatedMore, truncated } = found;
  return [
    ...(truncated ? ['Its last line has no end: it was cut off.'] : []),
    ...(rows !== null && rows !== found.rows ? [`It has ${counted(found.rows, 'line')} and should have ${rows}.`] : []),
    ...(sha256 !== undefined && sha256.toLowerCase() !== digest ? ['Its SHA-256 is another one than it should be.'] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, 'line')} cannot be read.`] : []),
    ...(repeated > 0 ? [`${repeatedMore ? 'At least ' : ''}${counted(repeated, 'line')} ${repeated === 1 ? 'repeats' : 'repeat'} a token.`] : []),
  ];
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

async function beginningOf(file: string): Promise<Beginning> {
  const bytes = Buffer.alloc(2);
  try {
    const handle = await open(file);
    try {
      await handle.read(bytes, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readable(file, error);
  }
  const word = bytes.readUInt16BE(0);
  return { gzip: word === 0x1f8b, utf16: word === 0xfffe || word === 0xfeff, brace: bytes[0] === 0x7b };
}

function formatOf(file: string, named: string | undefined, { brace }: Beginning): ListFormat {
  if (named !== undefined) {
    const format = LIST_FORMATS.find((one) => one === named);
    if (!format) throw new UsageProblem(`--format takes ${LIST_FORMATS.join(' or ')}.`);
    return format;
  }
  const name = file.replace(/\.gz$/i, '');
  if (/\.csv$/i.test(name)) return 'csv';
  return brace || /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv';
}

function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,12}$/.test(text)) throw new UsageProblem(`${option} takes a whole number.`);
  return Number(text);
}

/** What goes wrong with either stream ends the reading. Both sizes are those of this reading. */
async function* unpacked(file: string, size: { packed: number; unpacked: number }): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(file);
  Object.assign(size, { packed: 0, unpacked: 0 });
  packed.on('data', (piece) => (size.packed += piece.length));
  const gunzip = createGunzip();
  for await (const piece of pipeline(packed, gunzip, () => undefined) as AsyncIterable<Uint8Array>) {
    size.unpacked += piece.length;
    yield piece;
  }
  if (!packed.readableEnded || !isUnpackedWhole(gunzip, size.packed)) throw Object.assign(new Error('something was left over'), { code: LEFT_OVER });
}

/** As zlib names what it notices itself. */
const LEFT_OVER = 'Z_LEFT_OVER';

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(file)) digest.update(piece as Buffer);
  return digest.digest('hex');
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

const isBroken = (error: unknown) => codeOf(error).startsWith('Z_');

function readable(file: string, error: unknown): unknown {
  const code = codeOf(error);
  return /^E[A-Z]+$/.test(code) ? new UsageProblem(`${file} cannot be read (${code}).`) : error;
}
