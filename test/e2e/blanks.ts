import { type World } from './world.js';

/** The only station of every event here. */
export const STATION = 'A1';
export const RIBBONS = { inCustody: false, destroyed: true };

/** The identifier of a chip that no blank had before. */
export const chip = (): string => String(1_600_000_000_000_000 + Math.floor(Math.random() * 99_999_999_999_999));

export const supervisor = (world: World): Promise<string> => world.newcomer(['supervisor']);

/** A request that is expected to succeed. */
export async function must(world: World, token: string, path: string, body: unknown, type = 'application/json'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await world.api.post(path, body, { token, headers: { 'content-type': type } });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status} ${answer.text}`);
  return answer.body;
}

export interface Event {
  readonly id: string;
  /** An access token of the supervisor who received its blanks. */
  readonly store: string;
}

/** An event of today with so many blanks at its station. */
export async function openEvent(world: World, blanks = 2): Promise<Event> {
  const store = await supervisor(world);
  const body = { name: 'Ward office 25', day: world.clock.today(), stations: [STATION] };
  const id = (await must(world, store, '/v1/stock/events', body))['id'] as string;
  if (blanks > 0) {
    await must(world, store, '/v1/stock/batches', Array.from({ length: blanks }, chip).join('\n'), 'text/csv');
    await must(world, store, `/v1/stock/events/${id}/assignments`, { stationId: STATION, count: blanks });
  }
  return { id, store };
}

/** Somebody sits down at the station of an event. @returns an access token that says so. */
export async function seated(world: World, token: string, eventId: string): Promise<string> {
  const answer = await world.api.call('PUT', '/v1/auth/station', { token, body: { eventId, stationId: STATION } });
  return answer.body['accessToken'] as string;
}

/** Somebody who works at a station with two blanks. */
export async function seatedClerk(world: World): Promise<string> {
  return seated(world, await world.newcomer(['clerk']), (await openEvent(world)).id);
}

/** Somebody else closes an event that has so many blanks left. */
export async function closeEvent(world: World, eventId: string, closing: number): Promise<void> {
  await must(world, await supervisor(world), `/v1/stock/events/${eventId}/close`, { closing, ribbons: RIBBONS });
}
