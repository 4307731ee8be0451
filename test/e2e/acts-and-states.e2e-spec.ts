import { dump } from '../setup/kernel.js';
import { type Answer } from './api.js';
import { type Card, type Employee, World } from './world.js';

/**
 * What may be done with a card in which state, as section 4 of the design says it in words: the state in which it is
 * found afterwards, and for acts that give a new card a plus. A dash is a refusal that names the state at the head of
 * its column; another state behind the dash is the one that is named instead. `blocked` is a card that was suspended
 * and whose month is over: it is shown as expired, and never renewed. Written without a look at the program's table.
 */
const TABLE = `
  act            issued      suspended   replaced renewed revoked surrendered expired      blocked
  suspension     suspended   -           -        -       -       -           -            -expired
  reinstatement  -           issued      -        -       -       -           -            -expired
  services_back  issued      issued      -        -       -       -           -            -expired
  revocation     revoked     revoked     -        -       -       -           -            -expired
  surrender      surrendered surrendered -        -       -       -           surrendered  surrendered
  replacement    replaced+   replaced+   -        -       -       -           replaced+    replaced+
  renewal        renewed+    -           -        -       -       -           renewed+     -suspended
  drop           issued      -           -        -       -       -           -            -expired
  add            issued      -           -        -       -       -           -            -expired
  slip           issued      suspended   -        -       -       -           -            -expired
  lookup         issued      suspended   replaced renewed revoked surrendered expired      expired
  history        issued      suspended   replaced renewed revoked surrendered expired      expired
  verification   issued      suspended   replaced renewed revoked surrendered expired      expired
`;

const [head = [], ...lines] = TABLE.trim().split('\n').map((line) => line.trim().split(/\s+/));
const STATES = head.slice(1);
const CELLS = lines.flatMap(([act = '', ...cells]) => cells.map((cell, place) => ({ act, state: STATES[place] as string, cell })));

/** How an act is asked for, beside what is presented; the route is its name unless told otherwise. */
const ASKED: Readonly<Record<string, { readonly route?: string; readonly by?: Employee; readonly rest?: object }>> = {
  suspension: { rest: { reason: 'lost' } },
  reinstatement: {},
  services_back: { route: 'reinstatement', rest: { services: ['library'] } },
  revocation: { by: 'supervisor', rest: { reason: 'misuse' } },
  surrender: {},
  replacement: { rest: { reason: 'damaged' } },
  renewal: {},
  drop: { route: 'services', rest: { drop: ['library'] } },
  add: { route: 'services', rest: { add: ['prescription'] } },
  slip: {},
  lookup: {},
  history: {},
  verification: {},
};

const READS = ['lookup', 'history', 'verification'];

/** By which a card is presented. */
const CODES = ['cardCode', 'slipCode'] as const;

type Code = (typeof CODES)[number];

const MONTH_SECONDS = 32 * 86_400;

let world: World;
/** Cards whose month is over, to be used up. */
const old: Record<string, Card[]> = { expired: [], blocked: [] };

beforeAll(async () => {
  world = await World.begin();
  const validThrough = world.clock.today().slice(0, 7);
  // Allowed acts use up one for each code; refusals share one.
  const taken = (state: string) => CELLS.filter((one) => one.state === state && !one.cell.startsWith('-')).length * CODES.length + 1;
  for (const state of ['expired', 'blocked']) {
    for (let count = taken(state); count > 0; count -= 1) old[state]?.push(await world.issue({ validThrough, services: ['transit', 'library'] }));
  }
  for (const card of old['blocked'] ?? []) await ask('suspension', 'cardCode', card);
  world.clock.forward(MONTH_SECONDS);
});
afterAll(() => world.end());

async function ask(act: string, by: Code, card: Card): Promise<Answer> {
  const { route = act, by: employee = 'clerk', rest = {} } = ASKED[act] ?? {};
  const body = route === 'verification' ? { cardNumber: card.cardNumber } : { presented: { [by]: card[by] }, ...rest };
  return world.asStaff(employee, `/v1/cards/${route}`, body);
}

const ACT_INTO: Readonly<Record<string, string>> = {
  suspended: 'suspension',
  replaced: 'replacement',
  renewed: 'renewal',
  revoked: 'revocation',
  surrendered: 'surrender',
};

async function cardIn(state: string): Promise<Card> {
  const kept = old[state]?.pop();
  if (kept) return kept;
  const card = await world.issue({ services: ['transit', 'library'] });
  const act = ACT_INTO[state];
  if (act && (await ask(act, 'cardCode', card)).status >= 300) throw new Error(`no card was ${state}`);
  return card;
}

/** Everything that is stored, and which rows were written again. Tokens are had before, since signing in leaves a session. */
async function stored(): Promise<Record<string, string[]>> {
  await Promise.all([world.staff('clerk'), world.staff('supervisor')]);
  return dump(world.database.ownerUrl);
}

describe('a card, by card and by slip:', () => {
  const named = (cells: typeof CELLS) => cells.map(({ act, state, cell }) => [act, state, cell] as const);
  const refused = named(CELLS.filter(({ cell }) => cell.startsWith('-')));
  const done = named(CELLS.filter(({ act, cell }) => !cell.startsWith('-') && !READS.includes(act)));
  const read = named(CELLS.filter(({ act }) => READS.includes(act)));

  it.each(refused)('%s is refused when it is %s, and nothing changes', async (act, state, cell) => {
    const card = await cardIn(state);
    const before = await stored();
    for (const by of CODES) {
      const { status, headers, body } = await ask(act, by, card);
      expect([status, headers['content-type']]).toEqual([409, 'application/problem+json; charset=utf-8']);
      const names = { act: ASKED[act]?.route ?? act, state: cell.slice(1) || state };
      expect(body).toMatchObject({ status: 409, code: 'card.transition_not_allowed', ...names });
    }
    expect(await stored()).toEqual(before);
    old[state]?.push(card);
  });

  it.each(done)('%s is done when it is %s: %s', async (act, state, cell) => {
    for (const by of CODES) {
      const card = await cardIn(state);
      const { status, body, text } = await ask(act, by, card);
      expect([status, text]).toEqual([cell.endsWith('+') ? 201 : 200, text]);
      expect((await world.lookUp({ cardCode: card.cardCode })).state).toBe(cell.replace('+', ''));
      if (!cell.endsWith('+')) continue;
      const { slipCode } = body as unknown as Card;
      expect(await world.lookUp({ slipCode })).toMatchObject({ state: 'issued', services: [{ desired: 'active' }, { desired: 'active' }] });
    }
  });

  it.each(read)('%s answers when it is %s, and nothing changes', async (act, state, cell) => {
    const card = await cardIn(state);
    const last = `card.${ACT_INTO[state === 'blocked' ? 'suspended' : state] ?? 'issue'}`;
    const before = await stored();
    for (const by of CODES) {
      const { status, body } = await ask(act, by, card);
      expect(status).toBe(200);
      if (act === 'lookup') expect(body).toMatchObject({ state: cell });
      if (act === 'verification') expect(body).toEqual({ valid: cell === 'issued' });
      if (act === 'history') expect((body['entries'] as { act: string }[]).map((entry) => entry.act)).toContain(last);
    }
    expect(await stored()).toEqual(before);
    old[state]?.push(card);
  });
});

describe('a reason', () => {
  const REASONS = {
    suspension: ['lost', 'stolen', 'holder_request'],
    replacement: ['lost', 'stolen', 'damaged', 'spoiled', 'partner_rejected'],
    revocation: ['issued_in_error', 'misuse'],
  } as const;

  type Reasoned = keyof typeof REASONS;

  const give = async (act: Reasoned, card: Card, reason: unknown) =>
    world.asStaff(act === 'revocation' ? 'supervisor' : 'clerk', `/v1/cards/${act}`, { presented: { slipCode: card.slipCode }, reason });

  it.each(Object.entries(REASONS).flatMap(([act, reasons]) => reasons.map((reason) => [act as Reasoned, reason] as const)))(
    'for %s can be %s, and is in the history alone',
    async (act, reason) => {
      const card = await world.issue();
      expect((await give(act, card, reason)).status).toBeLessThan(300);
      const { body } = await world.asStaff('clerk', '/v1/cards/history', { presented: { cardCode: card.cardCode } });
      expect(body['entries']).toContainEqual(expect.objectContaining({ act: `card.${act}`, reason }));
      expect(JSON.stringify(await world.lookUp({ cardCode: card.cardCode }))).not.toContain(reason);
    },
  );

  it.each(Object.keys(REASONS) as Reasoned[])('for %s can be no other, nor left out, and then nothing changes', async (act) => {
    const card = await world.issue();
    const before = await stored();
    const others = Object.values(REASONS).flat().filter((reason) => !(REASONS[act] as readonly string[]).includes(reason));
    for (const reason of [...others, 'expired', 'LOST', '', 'canary-7']) {
      const answer = await give(act, card, reason);
      const findings = [{ at: '/reason', code: 'field.not_allowed', allowed: REASONS[act] }];
      expect([reason, answer.body]).toMatchObject([reason, { status: 422, code: 'reason.unknown', findings }]);
      expect(answer.text).not.toContain('canary-7');
    }
    for (const reason of [7, null, ['lost']]) {
      const findings = [{ at: '/reason', code: 'field.wrong_type' }];
      expect([reason, (await give(act, card, reason)).body]).toMatchObject([reason, { status: 400, code: 'request.invalid', findings }]);
    }
    expect((await give(act, card, undefined)).body).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(await stored()).toEqual(before);
  });

  it.each(['surrender', 'renewal', 'reinstatement', 'slip', 'services'])('has no place in %s', async (act) => {
    const card = await world.issue();
    const before = await stored();
    const answer = await world.asStaff('clerk', `/v1/cards/${act}`, { presented: { cardCode: card.cardCode }, reason: 'canary-7' });
    expect([answer.status, answer.body['code']]).toEqual([400, 'request.unknown_field']);
    expect(answer.text).not.toContain('canary-7');
    expect(await stored()).toEqual(before);
  });
});

it('has every act in every state', () => {
  expect(CELLS).toHaveLength(13 * 8);
  expect(lines.map(([act]) => act).sort()).toEqual(Object.keys(ASKED).sort());
});
