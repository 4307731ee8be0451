import { randomInt } from 'node:crypto';
import { must } from './demo-failure.js';
import { type DemoCard, type ServiceClient } from './service-client.js';

const STATION = 'A1';
const RIBBONS = { inCustody: false, destroyed: true };
const CSV = { type: 'text/csv' } as const;

/** Who works at an event. One account never has two of these duties. */
export interface Crew {
  readonly clerk: ServiceClient;
  /** Receives the blanks. */
  readonly store: ServiceClient;
  /** Counts what is left. */
  readonly reconciler: ServiceClient;
}

/**
 * An event of today: two blanks are received by the list of their chips; one becomes a card, one is spoiled, and the
 * event closes once that adds up.
 * @returns the card.
 * @throws DemoFailure at the first thing that is not as it should be.
 */
export async function stockDay({ clerk, store, reconciler }: Crew, today: string, say: (line: string) => void): Promise<DemoCard> {
  const [used, spoiled] = [chip(), chip()];
  const paired = await store.refusalOf('/v1/stock/batches', `${used},9840123456789017\n`, CSV);
  must(paired === 'stock.file_pairs_numbers', 'A list that pairs chips with other numbers should be refused.');
  await store.send('/v1/stock/batches', `chip\n${used}\n${spoiled}\n`, CSV);
  const { id } = await store.send<{ id: string }>('/v1/stock/events', { name: 'Guided tour', day: today, stations: [STATION] });
  await store.send(`/v1/stock/events/${id}/assignments`, { stationId: STATION, chips: [used, spoiled] });

  const seated = await clerk.sitDown(id, STATION);
  const card = await seated.issue('standard', ['transit'], { transit: used });
  must(card.services[0]?.token === used, 'The transit token should be the chip of the blank.');
  await seated.send('/v1/stock/spoilage', { chip: spoiled });
  const none = await seated.refusalOf('/v1/cards', { category: 'standard', services: [] });
  must(none === 'stock.blank_not_here', 'No card should be made without a blank.');

  const close = `/v1/stock/events/${id}/close`;
  must((await store.refusalOf(close, { closing: 0, ribbons: RIBBONS })) === 'stock.separation_of_duties', 'Who received blanks should not close the event.');
  must((await reconciler.refusalOf(close, { closing: 1, ribbons: RIBBONS })) === 'stock.not_balanced', 'An event that does not add up should not close.');
  const { days } = await reconciler.send<{ days: Record<string, unknown>[] }>(close, { closing: 0, ribbons: RIBBONS });
  const counted = ['received', 'issued', 'spoiled', 'missing', 'closing'].map((kind) => days[0]?.[kind]);
  must(counted.join() === '2,1,1,0,0', 'The day should have received two blanks, issued one and spoiled one.');
  say('At an event two blanks were received, one became a card and one was spoiled. It closed when the numbers added up, and not by who had received them.');
  return card;
}

/** The number of a chip that no blank had before. */
const chip = (): string => `17${String(randomInt(10 ** 14)).padStart(14, '0')}`;
