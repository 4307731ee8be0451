import { PublisherService } from '../../../src/modules/links/index.js';
import { seatedClerk } from '../../e2e/blanks.js';
import { type Card, tokenOf, type World } from '../../e2e/world.js';
import { type Command, type Told } from './command.js';

type Body = Readonly<Record<string, unknown>>;

/** An act of a role on a fresh card. */
function onCard(act: string, told: Told, rest: Body = {}, before: (world: World, card: Card) => Promise<unknown> = () => Promise.resolve()): Command {
  return {
    operation: `POST /v1/cards/${act}`,
    when: Object.keys(rest).join(', '),
    told: { ...told, about: 'card' },
    prepare: async (world) => {
      const card = await world.issue();
      await before(world, card);
      return { token: await world.staff(told.role as 'clerk' | 'supervisor'), body: { presented: { slipCode: card.slipCode }, ...rest } };
    },
  };
}

const suspended = (world: World, { cardCode }: Card) => world.act('clerk', 'suspension', { presented: { cardCode }, reason: 'lost' });
const clerk = (act: string, reason?: string): Told => ({ act, role: 'clerk', ...(reason === undefined ? {} : { reason }) });

/** An act of a role on the library link of a fresh card. */
function onLink(act: string, told: Told, before: (world: World) => Promise<unknown> = () => Promise.resolve()): Command {
  return {
    operation: `POST /v1/links/${act}`,
    told: { ...told, reason: 'library' },
    prepare: async (world) => {
      const card = await world.issue();
      await before(world);
      return { token: await world.staff(told.role as 'clerk' | 'supervisor'), body: { service: 'library', token: tokenOf(card, 'library') } };
    },
  };
}

/** Tells the partner of a window's links, so that they wait for it, and lets nothing go out. */
async function published(world: World): Promise<void> {
  world.clock.forward(3);
  await world.app.get(PublisherService, { strict: false }).publishDue('library');
}

const lane = (act: 'pause' | 'resume'): Command => ({
  operation: `POST /v1/lanes/{service}/${act}`,
  told: { act: `lane.${act}`, role: 'supervisor', reason: 'library' },
  prepare: async (world) => ({ token: await world.staff('supervisor'), at: ['library'] }),
});

const ORDER = { category: 'standard', services: ['transit', 'library'] };

export const CARD_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/cards',
    told: { ...clerk('card.issue'), about: 'card' },
    prepare: async (world) => ({ token: await world.staff('clerk'), body: ORDER }),
  },
  {
    operation: 'POST /v1/cards',
    when: 'at a station',
    told: { ...clerk('card.issue'), about: 'card', placed: 'already' },
    prepare: async (world) => ({ token: await seatedClerk(world), body: ORDER }),
  },
  onCard('suspension', clerk('card.suspension', 'stolen'), { reason: 'stolen' }),
  onCard('reinstatement', clerk('card.reinstatement'), {}, suspended),
  onCard('reinstatement', clerk('card.service_reinstatement'), { services: ['library'] }, suspended),
  onCard('revocation', { act: 'card.revocation', role: 'supervisor', reason: 'misuse' }, { reason: 'misuse' }),
  onCard('surrender', clerk('card.surrender')),
  onCard('replacement', clerk('card.replacement', 'damaged'), { reason: 'damaged' }),
  onCard('renewal', clerk('card.renewal'), { category: 'senior' }),
  onCard('services', clerk('card.services'), { drop: ['library'] }),
  onCard('services', clerk('card.services'), { add: ['library'] }, (world, { cardCode }) =>
    world.act('clerk', 'services', { presented: { cardCode }, drop: ['library'] }),
  ),
  { ...onCard('slip', clerk('card.slip')), prepare: async (world) => newSlip(world) },
  onLink('suspension', clerk('link.suspension')),
  onLink('resync', clerk('link.resync')),
  onLink('set-aside', { act: 'link.set_aside', role: 'supervisor' }, published),
  lane('pause'),
  lane('resume'),
  {
    operation: 'POST /v1/lanes/{service}/full-audit',
    told: { act: 'lane.full_audit', role: 'supervisor', reason: 'prescription' },
    prepare: async (world) => ({ token: await world.staff('supervisor'), at: ['prescription'] }),
  },
];

/** By its card code: the slip that was presented would open nothing afterwards. */
async function newSlip(world: World) {
  const { cardCode } = await world.issue();
  return { token: await world.staff('clerk'), body: { presented: { cardCode } } };
}
