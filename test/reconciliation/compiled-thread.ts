import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformFileSync } from '@swc/core';
import { runFolder } from '../setup/homes.js';

const PARTS = ['src/modules/reconciliation', 'src/modules/reconciliation/domain', 'src/kernel/json', 'src/kernel/keyring'];

/** The program of an encoder thread, compiled as the service runs it: Node reads no TypeScript. */
export function compiledThread(): URL {
  const folder = fs.mkdtempSync(path.join(runFolder(), 'thread-'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  for (const part of PARTS) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
    for (const name of fs.readdirSync(part).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
      const options = { swcrc: false, module: { type: 'es6' }, jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' } } as const;
      const { code } = transformFileSync(path.join(part, name), options);
      fs.writeFileSync(path.join(folder, part, name.replace(/\.ts$/, '.js')), code);
    }
  }
  return pathToFileURL(path.join(folder, 'src/modules/reconciliation/encoder-thread.js'));
}
