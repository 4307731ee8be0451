import { systemCaller } from '../../../src/kernel/auth/index.js';
import { PartnerAdmin, PartnerRegistry } from '../../../src/modules/partners/index.js';
import { tokenOf } from '../world.js';
import { type Ground, type Provocation } from './provocation.js';

const link = (act: string) => `POST /v1/links/${act}`;
const ALL = ['lookup', 'suspension', 'resync', 'set-aside'].map(link);
const SANDBOX = 'POST /partner/v1/sandbox/tokens';
const AUDIT = 'POST /v1/lanes/{service}/full-audit';
const LANES = ['pause', 'resume', 'full-audit'].map((act) => `POST /v1/lanes/{service}/${act}`);

/** A library token of a card that was replaced when its partner knew of it: another link has taken its place. */
async function endedToken({ world }: Ground): Promise<string> {
  const card = await world.issue();
  await world.round();
  await world.asStaff('clerk', '/v1/cards/replacement', { presented: { cardCode: card.cardCode }, reason: 'damaged' });
  return tokenOf(card, 'library');
}

/** Whether the transit partner's identifiers are minted, or come with the chips of blanks. */
async function mintTransit({ world }: Ground, mint: boolean): Promise<void> {
  const partner = await world.app.get(PartnerRegistry, { strict: false }).byService('transit');
  if (partner?.service !== 'transit') throw new Error('there is no transit partner');
  const tokens = { ...partner.policy.tokens, mint };
  await world.app.get(PartnerAdmin, { strict: false }).change(systemCaller('test'), partner.id, partner.version, { policy: { ...partner.policy, tokens } });
}

/** A token that the library's own program made and brought to its end. */
async function endedSandboxToken({ world }: Ground, token: string): Promise<string> {
  const made = await world.api.post('/partner/v1/sandbox/tokens', {}, { token });
  await world.api.post('/partner/v1/sandbox/tokens', { token: made.body['token'], state: 'ended' }, { token });
  return made.body['token'] as string;
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
  {
    code: 'link.not_found',
    status: 404,
    on: [SANDBOX],
    prepare: async (ground) => {
      const token = tokenOf(await ground.world.issue(), 'library');
      return { token: await ground.partner('library'), body: { token, state: 'ended' } };
    },
    afterwards: (ground) => ground.partnerIsDone(),
  },
  {
    code: 'link.ended',
    status: 409,
    on: [SANDBOX],
    prepare: async (ground) => {
      const token = await ground.partner('library');
      return { token, body: { token: await endedSandboxToken(ground, token), state: 'active' } };
    },
    afterwards: (ground) => ground.partnerIsDone(),
  },
  {
    code: 'sandbox.token_not_made',
    status: 409,
    on: [SANDBOX],
    prepare: async (ground) => {
      await mintTransit(ground, false);
      return { token: await ground.partner('transit'), body: {} };
    },
    afterwards: (ground) => {
      ground.partnerIsDone();
      return mintTransit(ground, true);
    },
  },
  {
    code: 'lane.no_full_audit',
    status: 409,
    on: [AUDIT],
    prepare: async (ground) => ({ token: await ground.anybody, at: ['library'] }),
  },
];
