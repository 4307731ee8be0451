#!/usr/bin/env node
// Runs one of the examples beside this file: `npm run example -- check-a-token`. Builds the client when it has to.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CLIENT = path.resolve(HERE, '..', 'clients', 'typescript');
const TSC = path.resolve(HERE, '..', 'node_modules', 'typescript', 'bin', 'tsc');
const OUT = path.join(HERE, 'dist');

const names = fs.readdirSync(HERE).filter((name) => name.endsWith('.ts') && name !== 'connection.ts').map((name) => path.basename(name, '.ts'));
const [name = '', ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Say which: npm run example -- ${names.join(' | ')}`);
  process.exit(2);
}
if (!isBuilt()) spawnSync(process.execPath, [TSC, '--project', CLIENT], { stdio: 'inherit' });
linkClient();
const example = spawn(process.execPath, [compiled(name), ...rest], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => example.kill(signal));
example.on('exit', (code) => (process.exitCode = code ?? 1));

/** Whether the client was built after it was last changed. */
function isBuilt() {
  const built = path.join(CLIENT, 'dist', 'index.js');
  if (!fs.existsSync(built)) return false;
  const sources = fs.readdirSync(path.join(CLIENT, 'src')).map((file) => path.join(CLIENT, 'src', file));
  return sources.every((file) => fs.statSync(file).mtimeMs <= fs.statSync(built).mtimeMs);
}

/** The package under its name, as `npm install` would put it there. */
function linkClient() {
  const link = path.join(HERE, 'node_modules', 'citykey-client');
  if (fs.existsSync(link)) return;
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { force: true });
  fs.symlinkSync(CLIENT, link, 'dir');
}

/** Takes the types off; `npm run check` has looked at them. */
function compiled(wanted) {
  fs.mkdirSync(OUT, { recursive: true });
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  for (const one of ['connection', wanted]) {
    const source = fs.readFileSync(path.join(HERE, `${one}.ts`), 'utf8');
    fs.writeFileSync(path.join(OUT, `${one}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
  }
  return path.join(OUT, `${wanted}.js`);
}
