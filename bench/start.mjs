#!/usr/bin/env node
// Lets Node read the TypeScript of this folder, brings dist up to date, and hands over to main.ts.
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

register('./typescript.mjs', import.meta.url);
const { readOptions } = await import('./options.ts');
const options = readOptions(process.argv.slice(2));
if (options) {
  const program = fileURLToPath(new URL('../bin/citykey.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [program, '--help'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
  const { main } = await import('./main.ts');
  await main(options);
}
