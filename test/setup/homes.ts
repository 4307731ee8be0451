import fs from 'node:fs';
import path from 'node:path';

/** The folder of this test run; it goes away with the run, and so do all servers that run below it. */
export function runFolder(): string {
  const folder = process.env.CITYKEY_TEST_FOLDER;
  if (!folder) throw new Error('CITYKEY_TEST_FOLDER is not set: run the tests with Jest from the repository root');
  return folder;
}

/** A fresh, empty home folder for a database of a test's own. */
export function temporaryHome(): string {
  const home = fs.mkdtempSync(path.join(runFolder(), 'home-'));
  fs.chmodSync(home, 0o711);
  return home;
}
