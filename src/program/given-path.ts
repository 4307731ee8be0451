import path from 'node:path';

/** A path as somebody gave it on the command line: npm runs a program in the project's folder, wherever they stand. */
export function givenPath(file: string, { npm_lifecycle_event: script, INIT_CWD: folder }: NodeJS.ProcessEnv = process.env): string {
  return script === 'citykey' && folder !== undefined ? path.resolve(folder, file) : file;
}
