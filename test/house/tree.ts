import fs from 'node:fs';
import path from 'node:path';

/** Made by tools, or somebody's own. */
const NOT_OURS = new Set(['.git', 'node_modules', 'coverage', '.citykey', 'results']);
const isBuild = (name: string) => /^dist(\.|$)/.test(name);

/** Every file of the project, with slashes, relative to its root. */
export function projectFiles(folder = '.'): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) || isBuild(entry.name) ? [] : projectFiles(file);
    return entry.isFile() && !/\.(log|tsbuildinfo)$/.test(entry.name) ? [file] : [];
  });
}
