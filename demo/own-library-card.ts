import { CityKeyProblem } from 'citykey-client';
import { DemoFailure, must } from './demo-failure.js';
import { type PartnerSystems } from './partner-systems.js';
import { type InspectedRecord } from './sandbox.js';
import { type DemoCard, refusalIn, type Staff } from './staff.js';
import { waitUntil } from './waiting.js';

const UNAVAILABLE = 'adopt.unavailable';

/**
 * A holder brings a library card of their own: its number is adopted, kept by the next card, and let go of in the end.
 * The account behind it is the holder's, and is as it was all the while.
 * @throws DemoFailure or CityKeyProblem at the first thing that is not as it should be.
 */
export async function ownLibraryCard(clerk: Staff, partners: PartnerSystems, say: (line: string) => void): Promise<void> {
  const { card, reader } = await adoptOne(clerk, await partners.readers());
  const requireUntouched = async () => {
    const now = await partners.find('library', reader.token);
    must(JSON.stringify(now) === JSON.stringify(reader), "The holder's own library account should be as it was.");
  };
  await requireReported(clerk, card);
  await requireUntouched();
  const again = await clerk.citykey.POST('/v1/cards', { body: { category: 'standard', services: ['library'], adopt: { library: reader.token } } });
  must(refusalIn(again) === UNAVAILABLE, 'A number that is on a card should not go on a second one.');
  const next = await clerk.replace({ cardCode: card.cardCode }, 'damaged', { library: reader.token });
  must(next.services[0]?.token === reader.token, 'The new card should have kept the library number.');
  await requireReported(clerk, next);
  await clerk.surrender({ cardCode: next.cardCode });
  must((await clerk.lookUp({ cardCode: next.cardCode })).state === 'surrendered', 'The card should be shown as surrendered.');
  await requireUntouched();
  say("A holder's own library number was adopted, kept by the next card and let go of: the account behind it was never touched. It could not be on two cards.");
}

/** The first reader whose number is on no card; one is left on a card by a tour that was broken off. */
async function adoptOne(clerk: Staff, readers: readonly InspectedRecord[]): Promise<{ card: DemoCard; reader: InspectedRecord }> {
  for (const reader of readers) {
    const card = await clerk.issue('standard', ['library'], { library: reader.token }).catch((error: unknown) => {
      if (error instanceof CityKeyProblem && error.code === UNAVAILABLE) return null;
      throw error;
    });
    if (card) return { card, reader };
  }
  throw new DemoFailure('The library should know somebody whose number is on no card.');
}

/** Waits until the library has said that it knows the number. */
async function requireReported(clerk: Staff, { cardCode }: DemoCard): Promise<void> {
  const look = async () => ((await clerk.lookUp({ cardCode })).services[0]?.reported === 'active' ? true : null);
  await waitUntil(look, () => 'The library has not said that it knows the number');
}
