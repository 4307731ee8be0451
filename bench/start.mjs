#!/usr/bin/env node
// Brings dist up to date, lets Node read the TypeScript of this folder, and hands over to main.ts.
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/citykey.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [program, '--help'], { stdio: ['ignore', 'ignore', 'inherit'] });
if (status !== 0) process.exit(1);
register('./typescript.mjs', import.meta.url);
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
