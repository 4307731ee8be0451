import { randomUUID } from 'node:crypto';
import { chip, closeEvent, must, openEvent, RIBBONS, seated, STATION, supervisor } from '../blanks.js';
import { type Request } from '../request.js';
import { type Ground, onCard, ORDER, type Provocation } from './provocation.js';

const ISSUE = 'POST /v1/cards';
const MAKING = [ISSUE, 'POST /v1/cards/replacement', 'POST /v1/cards/renewal'];
const SPOILAGE = 'POST /v1/stock/spoilage';
const BATCHES = 'POST /v1/stock/batches';
const STATIONS = 'PUT /v1/auth/station';
const event = (act: string) => `POST /v1/stock/events/{id}/${act}`;
const [ASSIGN, MISSING, DESTROY, CLOSE] = ['assignments', 'missing', 'destruction', 'close'].map(event) as [string, string, string, string];

const CSV = { 'content-type': 'text/csv' };

/** What takes a blank of a station, or reports one of it, by somebody with this access token. */
async function drawing(ground: Ground, operation: string, token: string): Promise<Request> {
  if (operation === ISSUE) return { token, body: ORDER };
  return { token, body: operation === SPOILAGE ? { count: 1 } : await onCard(ground, operation) };
}

/** What somebody does with an event. */
const ACTS: Readonly<Record<string, object>> = {
  [ASSIGN]: { stationId: STATION, count: 1 },
  [MISSING]: { stationId: STATION, count: 1 },
  [DESTROY]: { count: 1 },
  [CLOSE]: { closing: 2, ribbons: RIBBONS },
};

const onEvent = (token: string, operation: string, id: string, change: object = {}): Request => ({ token, at: [id], body: { ...ACTS[operation], ...change } });

async function seat({ world }: Ground, id: string): Promise<string> {
  return seated(world, await world.newcomer(), id);
}

const unknownEvent: Provocation = {
  code: 'stock.event_not_found',
  status: 404,
  on: [...MAKING, SPOILAGE, STATIONS, ASSIGN, MISSING, DESTROY, CLOSE, 'GET /v1/stock/events/{id}'],
  prepare: async (ground, operation) => {
    const token = await ground.anybody;
    if ([...MAKING, SPOILAGE].includes(operation)) return drawing(ground, operation, await ground.movedTo(token, `${randomUUID()}/${STATION}`));
    if (operation === STATIONS) return { token, body: { eventId: randomUUID(), stationId: STATION } };
    return operation in ACTS ? onEvent(token, operation, randomUUID()) : { token, at: [randomUUID()] };
  },
};

const closedEvent: Provocation = {
  code: 'stock.event_closed',
  status: 409,
  on: [...MAKING, SPOILAGE, STATIONS, ASSIGN, MISSING, CLOSE],
  prepare: async (ground, operation) => {
    const { id } = await openEvent(ground.world);
    const there = await seat(ground, id);
    await closeEvent(ground.world, id, 2);
    if ([...MAKING, SPOILAGE].includes(operation)) return drawing(ground, operation, there);
    return operation === STATIONS ? { token: there, body: { eventId: id, stationId: STATION } } : onEvent(await ground.anybody, operation, id);
  },
};

const otherDuty: Provocation = {
  code: 'stock.separation_of_duties',
  status: 403,
  on: [...MAKING, SPOILAGE, ASSIGN, CLOSE],
  prepare: async (ground, operation) => {
    const { world } = ground;
    const { id, store } = await openEvent(world);
    if (operation === CLOSE) return onEvent(store, operation, id);
    const there = await seat(ground, id);
    // Who has a blank received does not issue, and who issues assigns none.
    if (operation !== ASSIGN) await must(world, await receiving(ground, id, there), `/v1/stock/events/${id}/missing`, { stationId: STATION, count: 1 });
    else await must(world, there, '/v1/stock/spoilage', { count: 1 });
    await must(world, await supervisor(world), '/v1/stock/batches', chip(), 'text/csv');
    return operation === ASSIGN ? onEvent(there, operation, id) : drawing(ground, operation, there);
  },
};

/** Gives somebody who sits at a station the duty of receiving there. @returns the same access token. */
async function receiving({ world }: Ground, id: string, token: string): Promise<string> {
  await must(world, token, '/v1/stock/batches', chip(), 'text/csv');
  await must(world, token, `/v1/stock/events/${id}/assignments`, { stationId: STATION, count: 1 });
  return token;
}

export const STOCK_PROVOCATIONS: readonly Provocation[] = [
  unknownEvent,
  closedEvent,
  otherDuty,
  {
    code: 'stock.station_required',
    status: 409,
    on: [...MAKING, SPOILAGE],
    prepare: async (ground, operation) => {
      const request = await drawing(ground, operation, await ground.anybody);
      ground.world.requireStock(true);
      return request;
    },
    afterwards: ({ world }) => Promise.resolve(world.requireStock(false)),
  },
  {
    code: 'stock.blank_not_here',
    status: 409,
    on: [...MAKING, SPOILAGE],
    prepare: async (ground, operation) => drawing(ground, operation, await seat(ground, (await openEvent(ground.world, 0)).id)),
  },
  {
    code: 'stock.station_unknown',
    status: 422,
    on: [STATIONS, ASSIGN, MISSING],
    prepare: async (ground, operation) => {
      const [{ id }, token] = [await openEvent(ground.world), await ground.anybody];
      return operation === STATIONS ? { token, body: { eventId: id, stationId: 'A9' } } : onEvent(token, operation, id, { stationId: 'A9' });
    },
  },
  {
    code: 'stock.too_few_blanks',
    status: 409,
    on: [ASSIGN, MISSING, DESTROY],
    prepare: async (ground, operation) => onEvent(await ground.anybody, operation, (await openEvent(ground.world)).id, { count: 40_000 }),
  },
  {
    code: 'stock.not_balanced',
    status: 409,
    on: [CLOSE],
    prepare: async (ground, operation) => onEvent(await supervisor(ground.world), operation, (await openEvent(ground.world)).id, { closing: 3 }),
  },
  {
    code: 'stock.ribbons_unaccounted',
    status: 409,
    on: [CLOSE],
    prepare: async (ground, operation) =>
      onEvent(await supervisor(ground.world), operation, (await openEvent(ground.world)).id, { ribbons: { inCustody: false, destroyed: false } }),
  },
  {
    code: 'stock.event_day_past',
    status: 422,
    on: ['POST /v1/stock/events'],
    prepare: async (ground) => ({ token: await ground.anybody, body: { name: 'Ward office 25', day: '2020-02-29', stations: [STATION] } }),
  },
  {
    code: 'stock.chip_taken',
    status: 409,
    on: [BATCHES],
    prepare: async ({ world }) => {
      const [token, taken] = [await supervisor(world), chip()];
      await must(world, token, '/v1/stock/batches', taken, 'text/csv');
      return { token, body: `${chip()}\n${taken}\n${chip()}`, headers: CSV };
    },
  },
  {
    code: 'stock.file_invalid',
    status: 422,
    on: [BATCHES],
    prepare: async (ground) => ({ token: await ground.anybody, body: `${chip()}\n12345\n`, headers: CSV }),
  },
  {
    code: 'stock.file_pairs_numbers',
    status: 422,
    on: [BATCHES],
    prepare: async (ground) => ({ token: await ground.anybody, body: `${chip()},9840123456789017\n`, headers: CSV }),
  },
];
