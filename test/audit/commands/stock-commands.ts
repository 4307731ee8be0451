import { type World } from '../../e2e/world.js';
import { type Command } from './command.js';

const STATION = 'A1';
const RIBBONS = { inCustody: false, destroyed: true };

const supervisor = (world: World) => world.newcomer(['supervisor']);
const chip = () => String(1_600_000_000_000_000 + Math.floor(Math.random() * 99_999_999_999_999));

async function must(world: World, token: string, path: string, body: unknown, type = 'application/json'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await world.api.post(path, body, { token, headers: { 'content-type': type } });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status} ${answer.text}`);
  return answer.body;
}

interface Event {
  readonly id: string;
  /** Who received its blanks. */
  readonly store: string;
}

/** An event of today with two blanks at its station. */
async function event(world: World, blanks = 2): Promise<Event> {
  const store = await supervisor(world);
  const body = { name: 'Ward office 25', day: world.clock.today(), stations: [STATION] };
  const id = (await must(world, store, '/v1/stock/events', body))['id'] as string;
  if (blanks > 0) {
    await must(world, store, '/v1/stock/batches', Array.from({ length: blanks }, chip).join('\n'), 'text/csv');
    await must(world, store, `/v1/stock/events/${id}/assignments`, { stationId: STATION, count: blanks });
  }
  return { id, store };
}

async function seated(world: World, token: string, eventId: string): Promise<string> {
  const answer = await world.api.call('PUT', '/v1/auth/station', { token, body: { eventId, stationId: STATION } });
  return answer.body['accessToken'] as string;
}

/** Somebody who works at a station with two blanks. @returns an access token that says so. */
export async function seatedClerk(world: World): Promise<string> {
  return seated(world, await world.newcomer(['clerk']), (await event(world)).id);
}

const bySupervisor = (act: string) => ({ act: `stock.${act}`, role: 'supervisor' });

export const STOCK_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/stock/batches',
    told: bySupervisor('receive'),
    prepare: async (world) => ({ token: await supervisor(world), body: `chip\n${chip()}\n${chip()}\n`, headers: { 'content-type': 'text/csv' } }),
  },
  {
    operation: 'POST /v1/stock/events',
    told: bySupervisor('event_open'),
    prepare: async (world) => ({ token: await supervisor(world), body: { name: 'Ward office 7', day: world.clock.today(), stations: ['1'] } }),
  },
  {
    operation: 'POST /v1/stock/events/{id}/assignments',
    told: bySupervisor('assign'),
    prepare: async (world) => {
      const { id, store } = await event(world, 0);
      await must(world, store, '/v1/stock/batches', chip(), 'text/csv');
      return { token: store, at: [id], body: { stationId: STATION, count: 1 } };
    },
  },
  {
    operation: 'POST /v1/stock/events/{id}/missing',
    told: bySupervisor('missing'),
    prepare: async (world) => ({ token: await supervisor(world), at: [(await event(world)).id], body: { stationId: STATION, count: 1 } }),
  },
  {
    operation: 'POST /v1/stock/spoilage',
    told: { act: 'stock.spoil', role: 'clerk', placed: 'already' },
    prepare: async (world) => ({ token: await seatedClerk(world), body: { count: 1 } }),
  },
  {
    operation: 'POST /v1/stock/events/{id}/destruction',
    told: bySupervisor('destroy'),
    prepare: async (world) => {
      const { id } = await event(world);
      const there = await seated(world, await world.newcomer(['clerk']), id);
      await must(world, there, '/v1/stock/spoilage', { count: 1 });
      return { token: await supervisor(world), at: [id], body: { count: 1 } };
    },
  },
  {
    operation: 'POST /v1/stock/events/{id}/close',
    told: bySupervisor('event_close'),
    prepare: async (world) => ({ token: await supervisor(world), at: [(await event(world)).id], body: { closing: 2, ribbons: RIBBONS } }),
  },
  {
    operation: 'PUT /v1/auth/station',
    told: { act: 'staff.place', role: 'none', placed: 'now' },
    prepare: async (world) => ({ token: await world.newcomer(['clerk']), body: { eventId: (await event(world, 0)).id, stationId: STATION } }),
  },
  { operation: 'DELETE /v1/auth/station', told: { act: 'staff.place', role: 'none' }, prepare: async (world) => ({ token: await seatedClerk(world) }) },
];

const RULE = { effectiveFrom: '2040-01-01', value: { graceMonths: 6 } };

export const RULE_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/rules/{kind}',
    told: { act: 'rule.make', role: 'supervisor', reason: 'renewal' },
    prepare: async (world) => ({ token: await world.staff('supervisor'), at: ['renewal'], body: RULE }),
  },
  {
    operation: 'DELETE /v1/rules/{kind}/{effectiveFrom}',
    told: { act: 'rule.withdraw', role: 'supervisor', reason: 'renewal' },
    prepare: async (world) => ({ token: await world.staff('supervisor'), at: ['renewal', RULE.effectiveFrom] }),
  },
];
