import { createHash } from 'node:crypto';

export interface ListFile {
  readonly kind: 'FULL' | 'DELTA';
  readonly fullList: number;
  readonly sequence: number;
  readonly records: readonly ListEntry[];
}

export interface ListEntry {
  readonly identifier: string;
  readonly status: string;
  readonly version: number;
}

const NAME = /^(CITY)_(TRANSIT)_(\d{14})\.(FULL|DELTA)$/;
const MODULUS = 10n ** 12n;

/** Reads a status list as agreed, name against content, or null: damaged in any way. Written without the sender's code. */
export function readListFile(name: string, bytes: Buffer): ListFile | null {
  const text = bytes.toString('latin1');
  const lines = text.split('\n');
  const [, from, to, stamp, kind] = NAME.exec(name) ?? [];
  const last = lines.at(-2) ?? '';
  const head = (lines[0] ?? '').split(',');
  if (lines.at(-1) !== '' || lines.length < 3 || (kind !== 'FULL' && kind !== 'DELTA')) return null;
  const expected = ['H', kind, stamp, from, to, 'T'];
  if (head.length !== 9 || !expected.every((value, index) => head[index] === value)) return null;
  const body = lines.slice(1, -2).map((line) => line.split(','));
  if (!body.every(isRecord) || Number(head[8]) !== body.length) return null;
  const sum = body.reduce((total, [, identifier = '']) => (total + BigInt(identifier.replace(/\D/g, '') || '0')) % MODULUS, 0n);
  const digest = createHash('sha256').update(text.slice(0, text.length - last.length - 1), 'latin1').digest('hex');
  if (last !== `T,${body.length},${sum},${digest}`) return null;
  const records = body.map(([, identifier = '', status = '', , , version]) => ({ identifier, status, version: Number(version) }));
  return { kind, fullList: Number(head[6]), sequence: Number(head[7]), records };
}

/** The answer to a list: what was done, and which identifiers were not taken. */
export function acknowledgementText(file: string, code: 0 | 1 | 2 | 3, accepted: number, rejected: readonly string[]): string {
  return sealed([`A,${file},${code},${accepted},${rejected.length}\n`, ...rejected.map((identifier) => `E,${identifier},BAD\n`)]);
}

/** The lines of an answer with the one that ends it. */
export function sealed(lines: readonly string[]): string {
  const body = lines.join('');
  return `${body}T,${lines.length - 1},${createHash('sha256').update(body).digest('hex')}\n`;
}

function isRecord(fields: readonly string[]): boolean {
  const [kind, identifier = '', status = '', reason = '', at = '', version = ''] = fields;
  const shaped = fields.length === 6 && kind === 'R' && /^[A-Za-z0-9._-]{1,64}$/.test(identifier) && /^[123]$/.test(status);
  return shaped && reason === String(Number(status) - 1) && /^\d{14}$/.test(at) && /^[1-9]\d*$/.test(version);
}
