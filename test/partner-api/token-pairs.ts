import { Database } from '../../src/kernel/database/index.js';
import { systemRandomness } from '../../src/kernel/randomness/randomness.js';
import { EnrolmentService } from '../../src/modules/links/index.js';
import { mintLibraryBarcode } from '../../src/modules/links/domain/token-format.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { type PartnerWorld } from './partner-world.js';

/** A token of the library, and the one that is to take its place. */
export interface Pair {
  readonly old: string;
  readonly new: string;
}

/** A number in the library's form that nobody has. */
export const freshNumber = (): string => mintLibraryBarcode({ mint: { institution: '9840' }, adoptPatterns: [] }, systemRandomness);

export const pairsFor = (tokens: readonly string[]): Pair[] => tokens.map((old) => ({ old, new: freshNumber() }));

/** Writes a link with a library number that its holder has. */
export async function adopted(world: PartnerWorld, number: string): Promise<unknown> {
  const enrolments = world.on.app.get(EnrolmentService, { strict: false });
  const { rows } = enrolments.draw(await enrolments.offers(), ['library'], { library: number }, 'never');
  return world.on.app.get(Database, { strict: false }).query(rows);
}

/** What the library's feed says of some tokens from a place on. */
export async function toldOf(world: PartnerWorld, from: string, pairs: readonly Pair[]): Promise<unknown[][]> {
  const tokens = new Set(pairs.flatMap((pair) => [pair.old, pair.new]));
  const { changes } = await world.changes('library', from);
  return changes.filter(({ token }) => tokens.has(token)).map(({ token, state, replaces }) => [token, state, replaces]);
}

/** Applies as far as to the last step, and stops there until it is let go. */
export async function heldStep(url: string, id: string, apply: () => Promise<unknown>): Promise<{ held: HeldTransaction; release: () => Promise<unknown> }> {
  const held = await HeldTransaction.begin(url);
  await held.query('SELECT FROM links.migration_pair WHERE migration_id = $1 FOR UPDATE', [id]);
  const applying = apply();
  await held.waitedFor(1);
  return {
    held,
    release: async () => {
      await held.commit();
      return applying;
    },
  };
}
