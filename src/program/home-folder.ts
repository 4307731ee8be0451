import { type Config } from '../kernel/config/config.js';
import { makeFolder } from '../kernel/files/make-folder.js';

/**
 * Makes the folder of this installation where it is missing. The account that root drops to for the database must be able
 * to pass through, and has nothing to read here.
 * @throws the system's error where there can be none.
 */
export function makeHome({ home }: Pick<Config, 'home'>): void {
  makeFolder(home, 0o711);
}
