#!/usr/bin/env node
// Runs one of the examples beside this file: `npm run example -- check-a-token`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../clients/typescript/from-source.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));

const names = fs.readdirSync(HERE).filter((name) => name.endsWith('.ts') && name !== 'connection.ts').map((name) => path.basename(name, '.ts'));
const [name = '', ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Say which: npm run example -- ${names.join(' | ')}`);
  process.exit(2);
}
await run(path.join(HERE, `${name}.ts`), rest);
