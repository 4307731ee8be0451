import { type Ground, type Provocation } from './provocation.js';

const MAKE = 'POST /v1/rules/{kind}';
const WITHDRAW = 'DELETE /v1/rules/{kind}/{effectiveFrom}';
const FAR = '2040-01-01';

const rule = (effectiveFrom: string) => ({ effectiveFrom, value: { graceMonths: 6 } });

async function made({ world }: Ground): Promise<void> {
  await world.asStaff('supervisor', '/v1/rules/renewal', rule(FAR));
}

export const RULE_PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'rule.kind_unknown',
    status: 404,
    on: [MAKE, WITHDRAW, 'GET /v1/rules/{kind}'],
    prepare: async (ground, operation) => ({
      token: await ground.anybody,
      at: ['prices', FAR],
      ...(operation === MAKE ? { body: rule(FAR) } : {}),
    }),
  },
  {
    code: 'rule.date_not_future',
    status: 422,
    on: [MAKE],
    prepare: async (ground) => ({ token: await ground.anybody, at: ['renewal'], body: rule(ground.world.clock.today()) }),
  },
  {
    code: 'rule.exists',
    status: 409,
    on: [MAKE],
    prepare: async (ground) => {
      await made(ground);
      return { token: await ground.anybody, at: ['renewal'], body: rule(FAR) };
    },
  },
  { code: 'rule.not_found', status: 404, on: [WITHDRAW], prepare: async (ground) => ({ token: await ground.anybody, at: ['renewal', '2041-01-01'] }) },
  { code: 'rule.in_force', status: 409, on: [WITHDRAW], prepare: async (ground) => ({ token: await ground.anybody, at: ['fees', ground.ruleDay] }) },
];
