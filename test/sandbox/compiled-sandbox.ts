import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { transformFileSync } from '@swc/core';

const PARTS = ['src/sandbox', 'src/integrations/prescription/x12'];

/** Compiles the sandbox as the service runs it, to ES modules beside its documents, in a new folder. */
export function compileSandbox(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-dist-'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  for (const file of PARTS.flatMap(filesBelow)) {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (file.endsWith('.yaml')) fs.copyFileSync(file, target);
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const { code } = transformFileSync(file, {
      swcrc: false,
      module: { type: 'es6' },
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    });
    fs.writeFileSync(target.replace(/\.ts$/, '.js'), code);
  }
  return folder;
}

function filesBelow(part: string): string[] {
  return fs
    .readdirSync(part, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative('.', path.join(entry.parentPath, entry.name)));
}
