import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { GatheredLines } from '../../src/kernel/logging/standard-output.js';
import { temporaryHome } from '../setup/homes.js';

/** A pipe as a log gets it: writing to it does not wait. */
function makePipe() {
  const file = path.join(temporaryHome(), 'pipe');
  execFileSync('mkfifo', [file]);
  const reader = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const writer = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  return { reader, writer };
}

/** All that a pipe holds now. */
function readable(reader: number): string {
  const chunk = Buffer.alloc(1_048_576);
  try {
    const length = fs.readSync(reader, chunk);
    return length === 0 ? '' : chunk.toString('utf8', 0, length) + readable(reader);
  } catch {
    return '';
  }
}

describe('the lines of a log', () => {
  it('wait for each other until there are enough, and no longer than they are told', () => {
    const { reader, writer } = makePipe();
    const lines = new GatheredLines(writer);
    lines.write('one\n');
    expect(readable(reader)).toBe('');
    lines.flushSync();
    expect(readable(reader)).toBe('one\n');
    const long = `${'é'.repeat(5_000)}\n`;
    lines.write(long);
    expect(readable(reader)).toBe(long);
  });

  it('are kept whole and in order for a reader that is slow', () => {
    const { reader, writer } = makePipe();
    const lines = new GatheredLines(writer);
    const written = Array.from({ length: 30 }, (_, place) => `${place}`.padEnd(10_000, '.') + '\n');
    for (const line of written) lines.write(line);
    let read = '';
    for (let tries = 0; read.length < 300_030 && tries < 100; tries++, lines.flushSync()) read += readable(reader);
    expect(read).toBe(written.join(''));
  });

  it('are lost beyond a mebibyte that nobody takes, and come again when somebody does', () => {
    const { reader, writer } = makePipe();
    const lines = new GatheredLines(writer);
    const line = `${'.'.repeat(99_999)}\n`;
    for (let count = 0; count < 100; count++) lines.write(line);
    let read = '';
    for (let tries = 0; tries < 100; tries++, lines.flushSync()) read += readable(reader);
    expect(read.length).toBeGreaterThan(1_000_000);
    expect(read.length).toBeLessThan(1_500_000);
    expect(read.split('\n').every((one) => one.length === 99_999 || one === '')).toBe(true);
    lines.write('later\n');
    lines.flushSync();
    expect(readable(reader)).toBe('later\n');
  });

  it('end nothing and hold nothing up when nobody reads them any more', () => {
    const { reader, writer } = makePipe();
    fs.closeSync(reader);
    const lines = new GatheredLines(writer);
    lines.write(`${'.'.repeat(5_000)}\n`);
    lines.flushSync();
    lines.finish();
    expect(() => fs.writeSync(writer, '.')).toThrow('EPIPE');
  });
});
