import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import Runtime from 'jest-runtime';

const OURS = /^(\.{0,2}\/|@jest\/globals$)/;
const requires = new Map();

function requireFrom(file) {
  const folder = path.dirname(file);
  if (!requires.has(folder)) requires.set(folder, createRequire(file));
  return requires.get(folder);
}

/** Loads installed packages as Node does, once for a worker, whatever suites ask for them. */
export default class SharedPackages extends Runtime {
  requireModuleOrMock(from, name) {
    if (OURS.test(name) || isBuiltin(name)) return super.requireModuleOrMock(from, name);
    return requireFrom(from)(name);
  }
}
