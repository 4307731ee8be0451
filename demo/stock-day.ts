import { randomInt } from 'node:crypto';
import { dataOf } from 'citykey-client';
import { must } from './demo-failure.js';
import { type DemoCard, refusalIn, type Staff } from './staff.js';

const STATION = 'A1';
const RIBBONS = { inCustody: false, destroyed: true };
/** A list of chips is text, and not JSON. */
const CSV = { headers: { 'Content-Type': 'text/csv' }, bodySerializer: (list: string) => list };

/** Who works at an event. One account never has two of these duties. */
export interface Crew {
  readonly clerk: Staff;
  /** Receives the blanks. */
  readonly store: Staff;
  /** Counts what is left. */
  readonly reconciler: Staff;
}

/**
 * An event of today: two blanks are received by the list of their chips; one becomes a card, one is spoiled, and the
 * event closes once that adds up.
 * @returns the card.
 * @throws DemoFailure or CityKeyProblem at the first thing that is not as it should be.
 */
export async function stockDay({ clerk, store, reconciler }: Crew, today: string, say: (line: string) => void): Promise<DemoCard> {
  const [used, spoiled] = [chip(), chip()];
  const paired = refusalIn(await store.citykey.POST('/v1/stock/batches', { body: `${used},9840123456789017\n`, ...CSV }));
  must(paired === 'stock.file_pairs_numbers', 'A list that pairs chips with other numbers should be refused.');
  dataOf(await store.citykey.POST('/v1/stock/batches', { body: `chip\n${used}\n${spoiled}\n`, ...CSV }));
  const { id } = dataOf(await store.citykey.POST('/v1/stock/events', { body: { name: 'Guided tour', day: today, stations: [STATION] } }));
  const event = { params: { path: { id } } };
  dataOf(await store.citykey.POST('/v1/stock/events/{id}/assignments', { ...event, body: { stationId: STATION, chips: [used, spoiled] } }));

  const seated = await clerk.sitDown(id, STATION);
  const card = await seated.issue('standard', ['transit'], { transit: used });
  must(card.services[0]?.token === used, 'The transit token should be the chip of the blank.');
  dataOf(await seated.citykey.POST('/v1/stock/spoilage', { body: { chip: spoiled } }));
  const none = refusalIn(await seated.citykey.POST('/v1/cards', { body: { category: 'standard', services: [] } }));
  must(none === 'stock.blank_not_here', 'No card should be made without a blank.');

  const close = ({ citykey }: Staff, closing: number) => citykey.POST('/v1/stock/events/{id}/close', { ...event, body: { closing, ribbons: RIBBONS } });
  must(refusalIn(await close(store, 0)) === 'stock.separation_of_duties', 'Who received blanks should not close the event.');
  must(refusalIn(await close(reconciler, 1)) === 'stock.not_balanced', 'An event that does not add up should not close.');
  const { days } = dataOf(await close(reconciler, 0));
  const counted = (['received', 'issued', 'spoiled', 'missing', 'closing'] as const).map((kind) => days[0]?.[kind]);
  must(counted.join() === '2,1,1,0,0', 'The day should have received two blanks, issued one and spoiled one.');
  say('At an event two blanks were received, one became a card and one was spoiled. It closed when the numbers added up, and not by who had received them.');
  return card;
}

/** The number of a chip that no blank had before. */
const chip = (): string => `17${String(randomInt(10 ** 14)).padStart(14, '0')}`;
