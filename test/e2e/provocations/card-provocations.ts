import { systemCaller } from '../../../src/kernel/auth/index.js';
import { PartnerAdmin, PartnerRegistry } from '../../../src/modules/partners/index.js';
import { type World } from '../world.js';
import { type Ground, NOTHING, onCard, ORDER, type Provocation, TAKEN } from './provocation.js';

const ISSUE = 'POST /v1/cards';
const SERVICES = 'POST /v1/cards/services';
const SUCCESSION = ['POST /v1/cards/replacement', 'POST /v1/cards/renewal'];
const ADOPTING = [ISSUE, ...SUCCESSION, SERVICES];
const PRESENTING = Object.keys(TAKEN);
const READS = ['POST /v1/cards/lookup', 'POST /v1/cards/history'];
const NOT_LIBRARY = ['transit', 'prescription'];

/** A body with something to adopt, on a card of these services. */
async function adopting(ground: Ground, operation: string, adopt: object, services: readonly string[] = ORDER.services): Promise<object> {
  if (operation === ISSUE) return { ...ORDER, services, adopt };
  if (operation !== SERVICES) return onCard(ground, operation, { adopt }, [...services]);
  const added = Object.keys(adopt).filter((service) => services.includes(service));
  return onCard(ground, operation, { drop: [], add: added.length > 0 ? added : ['library'], adopt }, ['prescription']);
}

/** Whether the transit partner lets tokens be drawn. */
async function setMinting(world: World, mint: boolean): Promise<void> {
  const { id, version } = await world.app.get(PartnerRegistry, { strict: false }).partnerOf('transit');
  await world.app.get(PartnerAdmin, { strict: false }).change(systemCaller('test'), id, version, { policy: { tokens: { mint } } });
}

export const CARD_PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'card.not_found',
    status: 404,
    on: PRESENTING,
    prepare: async (ground, operation) => ({ token: await ground.anybody, body: { ...TAKEN[operation], presented: { cardCode: NOTHING } } }),
  },
  {
    code: 'counter.too_many_misses',
    status: 429,
    on: PRESENTING,
    prepare: async (ground, operation) => ({ token: ground.clumsyToken, body: await onCard(ground, operation) }),
  },
  {
    code: 'card.transition_not_allowed',
    status: 409,
    on: PRESENTING.filter((operation) => !READS.includes(operation)),
    prepare: async (ground, operation) => {
      const body = await onCard(ground, operation);
      await ground.world.act('supervisor', 'revocation', { presented: body.presented, reason: 'misuse' });
      return { token: await ground.anybody, body };
    },
  },
  {
    code: 'card.renewal_too_late',
    status: 409,
    on: SUCCESSION,
    prepare: async (ground, operation) => ({
      token: await ground.anybody,
      body: { ...TAKEN[operation], presented: { slipCode: ground.ancient.slipCode } },
    }),
  },
  {
    code: 'card.valid_through_not_allowed',
    status: 422,
    on: [ISSUE],
    prepare: async (ground) => ({ token: await ground.anybody, body: { ...ORDER, validThrough: '2999-12' } }),
  },
  {
    code: 'category.unknown',
    status: 422,
    on: [ISSUE, 'POST /v1/cards/renewal'],
    prepare: async (ground, operation) => ({
      token: await ground.anybody,
      body: operation === ISSUE ? { ...ORDER, category: 'adult' } : await onCard(ground, operation, { category: 'adult' }),
    }),
  },
  {
    code: 'reason.unknown',
    status: 422,
    on: ['suspension', 'revocation', 'replacement'].map((act) => `POST /v1/cards/${act}`),
    prepare: async (ground, operation) => ({ token: await ground.anybody, body: await onCard(ground, operation, { reason: 'other' }) }),
  },
  {
    code: 'service.unknown',
    status: 422,
    on: [ISSUE, 'POST /v1/cards/reinstatement', SERVICES],
    prepare: async (ground, operation) => {
      if (operation === ISSUE) return { token: await ground.anybody, body: { ...ORDER, services: ['parking'] } };
      const change = operation === SERVICES ? { add: ['parking'] } : { services: ['parking'] };
      return { token: await ground.anybody, body: await onCard(ground, operation, change) };
    },
  },
  ...(
    [
      ['service.nothing_to_change', { drop: [] }],
      ['service.on_card_already', { drop: [], add: ['transit'] }],
      ['service.not_on_card', { drop: ['library'] }],
    ] as const
  ).map(
    ([code, change]): Provocation => ({
      code,
      status: 422,
      on: [SERVICES],
      prepare: async (ground, operation) => ({ token: await ground.anybody, body: await onCard(ground, operation, change, NOT_LIBRARY) }),
    }),
  ),
  {
    code: 'adopt.without_service',
    status: 422,
    on: ADOPTING,
    prepare: async (ground, operation) => {
      const adopt = operation === SERVICES ? { transit: '1612345678901234' } : { library: '29840000000014' };
      return { token: await ground.anybody, body: await adopting(ground, operation, adopt, operation === SERVICES ? ['library'] : NOT_LIBRARY) };
    },
  },
  {
    code: 'adopt.unavailable',
    status: 409,
    on: ADOPTING,
    prepare: async (ground, operation) => ({ token: await ground.anybody, body: await adopting(ground, operation, { library: 'nobody has this' }) }),
  },
  {
    code: 'adopt.limit_reached',
    status: 429,
    on: ADOPTING,
    prepare: async (ground, operation) => ({ token: ground.greedyToken, body: await adopting(ground, operation, { library: 'D123456789' }) }),
  },
  {
    code: 'adopt.required',
    status: 422,
    on: ADOPTING,
    prepare: async (ground, operation) => {
      const body = operation === ISSUE ? ORDER : await onCard(ground, operation, operation === SERVICES ? { drop: [], add: ['transit'] } : {}, operation === SERVICES ? ['library'] : ORDER.services);
      await setMinting(ground.world, false);
      return { token: await ground.anybody, body };
    },
    afterwards: ({ world }) => setMinting(world, true),
  },
];
