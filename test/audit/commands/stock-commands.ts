import { chip, must, openEvent, RIBBONS, seated, seatedClerk, STATION, supervisor } from '../../e2e/blanks.js';
import { type Command } from './command.js';

const bySupervisor = (act: string) => ({ act: `stock.${act}`, role: 'supervisor', placed: 'there' }) as const;

export const STOCK_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/stock/batches',
    told: { act: 'stock.receive', role: 'supervisor' },
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
      const { id, store } = await openEvent(world, 0);
      await must(world, store, '/v1/stock/batches', chip(), 'text/csv');
      return { token: store, at: [id], body: { stationId: STATION, count: 1 } };
    },
  },
  {
    operation: 'POST /v1/stock/events/{id}/missing',
    told: bySupervisor('missing'),
    prepare: async (world) => ({ token: await supervisor(world), at: [(await openEvent(world)).id], body: { stationId: STATION, count: 1 } }),
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
      const { id } = await openEvent(world);
      const there = await seated(world, await world.newcomer(['clerk']), id);
      await must(world, there, '/v1/stock/spoilage', { count: 1 });
      return { token: await supervisor(world), at: [id], body: { count: 1 } };
    },
  },
  {
    operation: 'POST /v1/stock/events/{id}/close',
    told: bySupervisor('event_close'),
    prepare: async (world) => ({ token: await supervisor(world), at: [(await openEvent(world)).id], body: { closing: 2, ribbons: RIBBONS } }),
  },
  {
    operation: 'PUT /v1/auth/station',
    told: { act: 'staff.place', role: 'none', placed: 'now' },
    prepare: async (world) => ({ token: await world.newcomer(['clerk']), body: { eventId: (await openEvent(world, 0)).id, stationId: STATION } }),
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
