// Module hooks for Node: TypeScript of this folder is translated as it is loaded, and what it imports from src comes
// from dist, so that the bench runs the same code as the service. `--import` of this file does the same for a child.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';

const HERE = new URL('./', import.meta.url).href;
const SOURCES = new URL('../src/', import.meta.url).href;
const BUILD = new URL('../dist/', import.meta.url).href;

const OPTIONS = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};

if (isMainThread) register(import.meta.url);

export function resolve(specifier, context, next) {
  if (!specifier.startsWith('.') || !context.parentURL?.startsWith(HERE)) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  if (href.startsWith(SOURCES)) return next(BUILD + href.slice(SOURCES.length), context);
  return next(href.replace(/\.js$/, '.ts'), context);
}

export async function load(url, context, next) {
  if (!url.startsWith(HERE) || !url.endsWith('.ts')) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = await transform(await readFile(file, 'utf8'), { ...OPTIONS, filename: file });
  return { format: 'module', source: code, shortCircuit: true };
}
