import fs from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those above it that are missing, one by one: asked for all of them at once, Node goes round for ever
 * where the system says that there is no such place, as below `/proc`.
 * @param mode of those that are made.
 * @throws the system's error, which names the folder that could not be made.
 */
export function makeFolder(folder: string, mode: number): void {
  if (isFolder(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) makeFolder(above, mode);
  try {
    fs.mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(place: string): boolean {
  try {
    return fs.statSync(place).isDirectory();
  } catch {
    return false;
  }
}
