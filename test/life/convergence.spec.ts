import fc from 'fast-check';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { type LinkState } from '../../src/modules/links/index.js';
import { query } from '../setup/query.js';
import { byCode, tokenOf } from './desk.js';
import { type Fate, type KeepingPartner } from './keeping-partner.js';
import { LaneWorld, LEASE_SECONDS } from './lane-world.js';

type Act = 'suspend' | 'reinstate' | 'replace' | 'renew' | 'drop' | 'add' | 'revoke';
type Step =
  | { readonly kind: 'issue' }
  | { readonly kind: 'act'; readonly act: Act; readonly card: number }
  | { readonly kind: 'publish' }
  | { readonly kind: 'submit'; readonly fate: Fate }
  | { readonly kind: 'files'; readonly how: 'accepted' | 'rejected' }
  | { readonly kind: 'wait'; readonly seconds: number };

const ACTS: readonly Act[] = ['suspend', 'reinstate', 'replace', 'replace', 'replace', 'renew', 'drop', 'add', 'revoke'];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'issue' }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('act' as const), act: fc.constantFrom(...ACTS), card: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'publish' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('submit' as const),
      fate: fc.constantFrom<Fate>('accepted', 'accepted', 'answer_lost', 'failed', 'rejected', 'half_rejected', 'pending'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('files' as const), how: fc.constantFrom('accepted' as const, 'rejected' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(3, LEASE_SECONDS) }) },
);

/** One card of a sequence, and what the city wants of each token it ever had. */
interface Played {
  card: IssuedCard;
  state: 'issued' | 'suspended' | 'over';
  token: string | null;
}

/**
 * Whatever is done to cards, and whatever becomes of submissions: when everything has settled, the partner shows what
 * the city wants of every token, and at no moment a token and its successor both opened something there after the
 * successor's receipt.
 */
describe('a partner after any sequence', () => {
  let world: LaneWorld;
  let library: KeepingPartner;

  beforeAll(async () => {
    world = await LaneWorld.begin();
    library = world.partners.library;
  });
  afterAll(() => world.core.close());

  const rows = (sql: string) => query(world.core.place.ownerUrl, sql);

  const play = async (steps: readonly Step[]) => {
    await world.reset();
    const played: Played[] = [];
    const wanted = new Map<string, LinkState>();
    /** Each token with the one before it. */
    const pairs: [string, string][] = [];
    const begin = async () => {
      const card = await world.desk.issue({ services: ['library'] });
      played.push({ card, state: 'issued', token: tokenOf(card, 'library') });
      wanted.set(tokenOf(card, 'library'), 'active');
    };
    const follow = (one: Played, next: IssuedCard) => {
      const before = one.token;
      if (before !== null) wanted.set(before, 'ended');
      one.card = next;
      one.state = 'issued';
      one.token = before === null ? null : tokenOf(next, 'library');
      if (before === null || one.token === null) return;
      wanted.set(one.token, 'active');
      pairs.push([one.token, before]);
    };
    const act = async (what: Act, one: Played) => {
      const presented = byCode(one.card);
      const mark = (state: LinkState) => one.token !== null && wanted.set(one.token, state);
      if (what === 'replace' && one.state !== 'over') follow(one, await world.desk.replace(presented));
      else if (what === 'renew' && one.state === 'issued') follow(one, await world.desk.renew(presented));
      else if (what === 'suspend' && one.state === 'issued') {
        await world.desk.suspend(presented);
        one.state = 'suspended';
        mark('suspended');
      } else if (what === 'reinstate' && one.state === 'suspended') {
        await world.desk.reinstate(presented);
        one.state = 'issued';
        mark('active');
      } else if (what === 'revoke' && one.state !== 'over') {
        await world.desk.revoke(presented);
        one.state = 'over';
        mark('ended');
      } else if (what === 'drop' && one.state === 'issued' && one.token !== null) {
        await world.desk.services(presented, { drop: ['library'] });
        mark('ended');
        one.token = null;
      } else if (what === 'add' && one.state === 'issued' && one.token === null) {
        const { services } = await world.desk.services(presented, { add: ['library'] });
        one.token = tokenOf({ services }, 'library');
        mark('active');
      }
    };
    const takeStep = async (one: Step) => {
      if (one.kind === 'issue' || (one.kind === 'act' && played.length === 0)) await begin();
      else if (one.kind === 'act') await act(one.act, played[one.card % played.length] as Played);
      else if (one.kind === 'publish') await world.publish();
      else if (one.kind === 'wait') world.core.clock.advance(one.seconds);
      else if (one.kind === 'files') library.answerFiles(one.how);
      else {
        library.fate = one.fate;
        world.restartLanes();
        await world.submit();
      }
      const live = new Set(library.live());
      for (const [next, before] of pairs) {
        if (library.shown.has(next)) expect([next, before, live.has(before)]).toEqual([next, before, false]);
      }
    };
    for (const one of steps) await takeStep(one);
    world.restartLanes();
    await world.settle();
    await resendRefused();
    await world.settle();
    for (const [token, state] of wanted) expect([token, library.shown.get(token) ?? 'ended']).toEqual([token, state]);
    expect(new Set(library.live()).size).toBe([...wanted.values()].filter((state) => state !== 'ended').length);
    expect(await rows('SELECT link_id FROM links.work')).toEqual([]);
    expect(await rows('SELECT id FROM links.link WHERE reported_state IS DISTINCT FROM desired_state')).toEqual([]);
    expect(await rows('SELECT reference_index FROM links.outbound_file')).toEqual([]);
  };

  /** What staff do about links that the partner refused. */
  const resendRefused = async () => {
    await rows(`UPDATE links.link SET desired_version = desired_version + 1 FROM links.work WHERE link_id = id AND stage = 'set_aside'
                  AND NOT EXISTS (SELECT FROM links.link AS successor WHERE successor.replaces = links.work.link_id)`);
  };

  it('shows what the city wants', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), play),
      { numRuns: 25, seed: Number(process.env.LIFE_SEED ?? 20_260_615), endOnFailure: false, verbose: 1, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true },
    );
  });
});
