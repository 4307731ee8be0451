// Module hooks for Node: a program beside the client runs from its TypeScript, and `citykey-client` is the client's own
// source, translated as it is loaded. Nothing is written, so that anybody can run it, several at once. That the built
// package does the same, test/api/client.spec.ts shows.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transformSync } from '@swc/core';

const ROOT = new URL('../../', import.meta.url).href;
const FOLDERS = ['clients/typescript/src/', 'demo/', 'examples/'].map((folder) => ROOT + folder);
const CLIENT = new URL('src/index.ts', import.meta.url).href;

const OPTIONS = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};

const isOurs = (url = '') => FOLDERS.some((folder) => url.startsWith(folder));

if (isMainThread) register(import.meta.url);

/** Runs a program of these folders as if Node had been given its file and these arguments. */
export async function run(file, args = []) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

export function resolve(specifier, context, next) {
  if (!isOurs(context.parentURL)) return next(specifier, context);
  if (specifier === 'citykey-client') return next(CLIENT, context);
  if (!specifier.startsWith('.')) return next(specifier, context);
  return next(new URL(specifier, context.parentURL).href.replace(/\.js$/, '.ts'), context);
}

export function load(url, context, next) {
  if (!isOurs(url) || !url.endsWith('.ts')) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = transformSync(readFileSync(file, 'utf8'), { ...OPTIONS, filename: file });
  return { format: 'module', source: code, shortCircuit: true };
}
