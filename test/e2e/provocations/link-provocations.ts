import { tokenOf } from '../world.js';
import { type Ground, type Provocation } from './provocation.js';

const link = (act: string) => `POST /v1/links/${act}`;
const ALL = ['lookup', 'suspension', 'resync', 'set-aside'].map(link);
const LANES = ['pause', 'resume'].map((act) => `POST /v1/lanes/{service}/${act}`);

/** A library token of a card that was replaced when its partner knew of it: another link has taken its place. */
async function endedToken({ world }: Ground): Promise<string> {
  const card = await world.issue();
  await world.round();
  await world.asStaff('clerk', '/v1/cards/replacement', { presented: { cardCode: card.cardCode }, reason: 'damaged' });
  return tokenOf(card, 'library');
}

export const LINK_PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'link.not_found',
    status: 404,
    on: ALL,
    prepare: async (ground) => ({ token: await ground.anybody, body: { service: 'library', token: '29840000000014' } }),
  },
  {
    code: 'counter.too_many_misses',
    status: 429,
    on: ALL,
    prepare: async (ground) => ({ token: ground.clumsyToken, body: { service: 'library', token: tokenOf(await ground.world.issue(), 'library') } }),
  },
  {
    code: 'service.unknown',
    status: 422,
    on: [...ALL, ...LANES],
    prepare: async (ground, operation) =>
      LANES.includes(operation) ? { token: await ground.anybody, at: ['parking'] } : { token: await ground.anybody, body: { service: 'parking', token: '1' } },
  },
  {
    code: 'link.ended',
    status: 409,
    on: [link('suspension'), link('resync')],
    prepare: async (ground) => ({ token: await ground.anybody, body: { service: 'library', token: await endedToken(ground) } }),
  },
  {
    code: 'link.not_waiting',
    status: 409,
    on: [link('set-aside')],
    prepare: async (ground) => ({ token: await ground.anybody, body: { service: 'library', token: tokenOf(await ground.world.issue(), 'library') } }),
  },
];
