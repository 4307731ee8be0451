import fs from 'node:fs';
import path from 'node:path';

interface Line<T> {
  readonly key: string;
  /** Absent when the key was removed. */
  readonly value?: T;
}

/** A line that is not the last one cannot be read: the file was changed by something else. */
export class JournalDamaged extends Error {
  constructor(file: string, lineNumber: number) {
    super(`${path.basename(file)}: line ${lineNumber} cannot be read`);
    this.name = 'JournalDamaged';
  }
}

/**
 * A map of JSON values that survives the death of its process.
 *
 * Kept as JSON lines, one per change, in one file with mode 0600 that only this process writes to.
 * A change is handed to the operating system before the call returns, so `kill -9` loses nothing;
 * a loss of power may. A last line that was cut short is dropped, and the file is compacted when opened.
 * Keys keep the order in which they were first set.
 */
export class Journal<T> {
  private readonly current: Map<string, T>;
  private readonly descriptor: number;

  /**
   * Reads the file, or starts an empty one; missing folders are made.
   * @throws JournalDamaged when any line but the last cannot be read.
   */
  constructor(file: string) {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    this.current = read<T>(file);
    compact(file, this.current);
    this.descriptor = fs.openSync(file, 'a', 0o600);
  }

  get size(): number {
    return this.current.size;
  }

  get(key: string): T | undefined {
    return this.current.get(key);
  }

  values(): T[] {
    return [...this.current.values()];
  }

  entries(): [string, T][] {
    return [...this.current.entries()];
  }

  set(key: string, value: T): void {
    this.write({ key, value });
    this.current.set(key, value);
  }

  delete(key: string): void {
    if (!this.current.has(key)) return;
    this.write({ key });
    this.current.delete(key);
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }

  private write(line: Line<T>): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let written = 0; written < bytes.length; ) {
      written += fs.writeSync(this.descriptor, bytes, written);
    }
  }
}

function read<T>(file: string): Map<string, T> {
  const found = new Map<string, T>();
  if (!fs.existsSync(file)) return found;
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  // What follows the last line feed is empty, or a line that was never finished.
  lines.pop();
  lines.forEach((text, index) => {
    const line = parse<T>(text);
    if (!line) throw new JournalDamaged(file, index + 1);
    if ('value' in line) found.set(line.key, line.value as T);
    else found.delete(line.key);
  });
  return found;
}

function parse<T>(text: string): Line<T> | null {
  try {
    const line = JSON.parse(text) as Line<T> | null;
    return typeof line?.key === 'string' ? line : null;
  } catch {
    return null;
  }
}

function compact<T>(file: string, current: ReadonlyMap<string, T>): void {
  const next = `${file}.next`;
  const lines = [...current].map(([key, value]) => `${JSON.stringify({ key, value })}\n`);
  fs.writeFileSync(next, lines.join(''), { mode: 0o600 });
  fs.renameSync(next, file);
}
