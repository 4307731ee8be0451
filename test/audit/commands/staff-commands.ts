import { Secret, TOTP } from 'otpauth';
import { type Role } from '../../../src/kernel/auth/index.js';
import { type World } from '../../e2e/world.js';
import { accountOf, type Command, type Told } from './command.js';

const PASSWORD = 'a pass phrase for the audit 4410';

/** Somebody to do something to. */
const somebody = async (world: World, roles: readonly Role[] = ['clerk']) => accountOf(await world.newcomer(roles));
const admin = (world: World) => world.staff('admin');
const byAdmin = (act: string, reason?: string): Told => ({ act, role: 'admin', ...(reason === undefined ? {} : { reason }) });
const read = (version: number) => ({ 'if-match': `"${version}"` });

/** Asks for a change that takes two people. @returns its id. */
async function waiting(world: World): Promise<string> {
  const path = `/v1/staff/${await somebody(world)}`;
  const answer = await world.api.call('PATCH', path, { token: await admin(world), body: { roles: ['admin'] }, headers: read(1) });
  return (answer.body['approval'] as { id: string }).id;
}

const oidcSubject = (accountId: string) => `/v1/staff/${accountId}/oidc-subject`;

/** Somebody who signs in at the identity provider. @returns the account's id. */
async function bound(world: World): Promise<string> {
  const accountId = await somebody(world);
  const answer = await world.api.call('PUT', oidcSubject(accountId), { token: await admin(world), body: { subject: accountId } });
  const { id } = answer.body['approval'] as { id: string };
  await world.api.post(`/v1/approvals/${id}/confirmation`, undefined, { token: await world.newcomer(['admin']) });
  return accountId;
}

interface Factor {
  readonly token: string;
  /** The code of the moment. */
  readonly code: string;
}

/** Somebody who has asked for a second factor and not confirmed it. */
async function enrolled(world: World): Promise<Factor> {
  const token = await world.newcomer(['clerk']);
  const { body } = await world.api.post('/v1/auth/totp', undefined, { token });
  const code = new TOTP({ secret: Secret.fromBase32(body['secret'] as string) }).generate({ timestamp: world.clock.now().getTime() });
  return { token, code };
}

const ofOneself = (act: string): Told => ({ act, role: 'clerk', about: 'account' });

export const STAFF_COMMANDS: readonly Command[] = [
  {
    operation: 'POST /v1/staff',
    told: { ...byAdmin('staff.account_create'), about: 'account' },
    prepare: async (world) => ({ token: await admin(world), body: { username: `made-${Date.now()}`, roles: ['clerk'] } }),
  },
  {
    operation: 'PATCH /v1/staff/{id}',
    told: { ...byAdmin('staff.account_disable'), about: 'account' },
    prepare: async (world) => ({ token: await admin(world), at: [await somebody(world)], body: { state: 'disabled' }, headers: read(1) }),
  },
  {
    operation: 'PATCH /v1/staff/{id}',
    when: 'to make an administrator',
    told: byAdmin('approval.request', 'staff.roles_change'),
    prepare: async (world) => ({ token: await admin(world), at: [await somebody(world)], body: { roles: ['admin'] }, headers: read(1) }),
  },
  {
    operation: 'POST /v1/staff/{id}/password-reset',
    told: { ...byAdmin('staff.password_reset'), about: 'account' },
    prepare: async (world) => ({ token: await admin(world), at: [await somebody(world)] }),
  },
  {
    operation: 'POST /v1/staff/{id}/totp-reset',
    told: byAdmin('approval.request', 'staff.totp_reset'),
    prepare: async (world) => ({ token: await admin(world), at: [accountOf((await enrolled(world)).token)] }),
  },
  {
    operation: 'POST /v1/staff/{id}/sign-out',
    told: { ...byAdmin('staff.sign_out_everywhere'), about: 'account' },
    prepare: async (world) => ({ token: await admin(world), at: [await somebody(world)] }),
  },
  {
    operation: 'PUT /v1/staff/{id}/oidc-subject',
    told: byAdmin('approval.request', 'staff.oidc_bind'),
    prepare: async (world) => ({ token: await admin(world), at: [await somebody(world)], body: { subject: '248289761001' } }),
  },
  {
    operation: 'DELETE /v1/staff/{id}/oidc-subject',
    told: { ...byAdmin('staff.oidc_unbind'), about: 'account' },
    prepare: async (world) => ({ token: await admin(world), at: [await bound(world)] }),
  },
  {
    operation: 'POST /v1/approvals/{id}/confirmation',
    told: byAdmin('approval.confirmation', 'staff.roles_change'),
    prepare: async (world) => ({ token: await world.newcomer(['admin']), at: [await waiting(world)] }),
  },
  {
    operation: 'DELETE /v1/approvals/{id}',
    told: byAdmin('approval.withdrawal', 'staff.roles_change'),
    prepare: async (world) => ({ token: await admin(world), at: [await waiting(world)] }),
  },
  {
    operation: 'POST /v1/auth/password',
    told: ofOneself('staff.password_change'),
    prepare: async (world) => ({ token: await world.newcomer(['clerk'], PASSWORD), body: { current: PASSWORD, next: `${PASSWORD}, and another` } }),
  },
  { operation: 'POST /v1/auth/totp', told: ofOneself('staff.totp_enrol'), prepare: async (world) => ({ token: await world.newcomer(['clerk']) }) },
  {
    operation: 'POST /v1/auth/totp/confirmation',
    told: ofOneself('staff.totp_confirm'),
    prepare: async (world) => {
      const { token, code } = await enrolled(world);
      return { token, body: { totp: code } };
    },
  },
  {
    operation: 'POST /v1/auth/sign-out-everywhere',
    told: ofOneself('staff.sign_out_everywhere'),
    prepare: async (world) => ({ token: await world.newcomer(['clerk']) }),
  },
];
