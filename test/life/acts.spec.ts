import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { type Presented } from '../../src/modules/cards/presented.js';
import { createCore, type TestCore } from '../setup/core.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { byCode, bySlip, Desk, refusal } from './desk.js';

/**
 * What a clerk may do with a card, as design.md says it in words: the state of the card after the act, then what the
 * city wants of its links. A dash is a refusal. Written without looking at the program's own table.
 */
const TABLE = `
  act                   issued             suspended          replaced renewed revoked surrendered expired
  suspension            suspended/held     -                  -        -       -       -           -
  reinstatement         -                  issued/active      -        -       -       -           -
  service_reinstatement issued/active      issued/active      -        -       -       -           -
  revocation            revoked/ended      revoked/ended      -        -       -       -           -
  surrender             surrendered/ended  surrendered/ended  -        -       -       -           surrendered/ended
  replacement           replaced/followed  replaced/followed  -        -       -       -           replaced/followed
  renewal               renewed/followed   -                  -        -       -       -           renewed/followed
  services              issued/dropped     -                  -        -       -       -           -
  slip                  issued/active      suspended/held     -        -       -       -           -
`;

/** Desired states, sorted, of all links there are after the act on the only card. */
const LINKS: Readonly<Record<string, readonly string[]>> = {
  active: ['active', 'active', 'active'],
  held: ['suspended', 'suspended', 'suspended'],
  ended: ['ended', 'ended', 'ended'],
  followed: ['active', 'active', 'active', 'ended', 'ended', 'ended'],
  dropped: ['active', 'active', 'ended'],
};

const [head = [], ...lines] = TABLE.trim().split('\n').map((line) => line.trim().split(/\s+/));
const STATES = head.slice(1);
const CASES = lines.flatMap(([act = '', ...cells]) => cells.map((cell, place) => [act, STATES[place] ?? '', cell] as const));

describe('an act on a card', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(() => core.reset());
  afterAll(() => core.close());

  const acts: Readonly<Record<string, (presented: Presented) => Promise<unknown>>> = {
    suspension: (presented) => desk.suspend(presented),
    reinstatement: (presented) => desk.reinstate(presented),
    service_reinstatement: (presented) => desk.reinstate(presented, ['library']),
    revocation: (presented) => desk.revoke(presented),
    surrender: (presented) => desk.surrender(presented),
    replacement: (presented) => desk.replace(presented),
    renewal: (presented) => desk.renew(presented),
    services: (presented) => desk.services(presented, { drop: ['library'] }),
    slip: (presented) => desk.slip(presented),
  };

  const into: Readonly<Record<string, (presented: Presented) => Promise<unknown>>> = {
    issued: () => Promise.resolve(),
    suspended: (presented) => desk.suspend(presented),
    replaced: (presented) => desk.replace(presented),
    renewed: (presented) => desk.renew(presented),
    revoked: (presented) => desk.revoke(presented),
    surrendered: (presented) => desk.surrender(presented),
    expired: () => Promise.resolve(core.clock.set('2026-08-01T05:00:00Z')),
  };

  const cardIn = async (state: string): Promise<IssuedCard> => {
    const card = await desk.issue({ validThrough: '2026-07' });
    await into[state]?.(byCode(card));
    return card;
  };

  const rows = (sql: string) => query(core.place.ownerUrl, sql);
  const links = async () => (await rows('SELECT desired_state AS state FROM links.link ORDER BY 1')).map(({ state }) => state);
  const entries = () => rows(`SELECT act, outcome, encode(subject, 'hex') AS subject FROM audit.entry ORDER BY act = 'card.issue' DESC`);
  const stateOf = async (presented: Presented) => (await desk.lookUp(presented)).state;

  const either = [['code', byCode], ['slip', bySlip]] as const;

  describe.each(either)('presented by its %s', (_, present) => {
    it.each(CASES.filter(([, , cell]) => cell !== '-'))('%s, when it is %s: %s', async (act, state, cell) => {
      const card = await cardIn(state);
      const before = (await entries()).length;
      await acts[act]?.(present(card));
      const [after = '', wanted = ''] = cell.split('/');
      expect(await stateOf(byCode(card))).toBe(after);
      expect(await links()).toEqual(LINKS[wanted]);
      const written = await entries();
      expect(written).toHaveLength(before + 1);
      expect(written.filter((entry) => entry.act === `card.${act}`)).toEqual([{ act: `card.${act}`, outcome: 'done', subject: written[0]?.subject }]);
      const terminal = !['issued', 'suspended'].includes(after);
      const [erased] = await rows(`SELECT count(*)::int AS count FROM cards.card WHERE sealed_links IS NULL`);
      expect(erased).toEqual({ count: terminal ? 1 : 0 });
    });
  });

  it.each(CASES.filter(([, , cell]) => cell === '-'))('%s, when it is %s, is refused and nothing changes', async (act, state) => {
    const card = await cardIn(state);
    const before = await dump(core.place.ownerUrl);
    const named = act === 'service_reinstatement' ? 'reinstatement' : act;
    for (const [, present] of either) {
      expect(await refusal(acts[act]?.(present(card)) ?? Promise.reject(new Error(act)))).toBe(`card.transition_not_allowed ${named} ${state}`);
    }
    expect(await dump(core.place.ownerUrl)).toEqual(before);
  });

  it('covers every act and state', () => {
    expect(lines.map(([act]) => act).sort()).toEqual(Object.keys(acts).sort());
    expect([...STATES].sort()).toEqual(Object.keys(into).sort());
    expect(CASES).toHaveLength(63);
  });
});
