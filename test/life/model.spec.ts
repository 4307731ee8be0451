import fc from 'fast-check';
import { migrate } from '../../src/data-source.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { APP, OWNER, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { CardHistory } from '../../src/modules/cards/card-history.js';
import { LinksService, SERVICES } from '../../src/modules/links/index.js';
import { PartnerAdmin } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { query } from '../setup/query.js';
import { foreseeTogether, isLive, MODEL_ACTS, type ModelCard, type ModelStep, shown } from './card-model.js';
import { byCode, bySlip, Desk, refusal, somebody } from './desk.js';

/*
 * Random acts by several clerks at once against a small model: with the card or its slip, before and after the month in
 * which some cards end, and with the database server restarted in between. After every step the system and the model
 * agree in what each card is and opens, in its history, and in how many rows there are.
 *
 * Each of these faults, put into the program, was seen to be caught by this file alone:
 *   a transition added (renewal of a suspended card; a slip for an expired one)
 *   the row lock of a presented card removed
 *   an audit entry left out (of a slip), or without its subject (of a replacement)
 *   one link skipped on suspension, on revocation, on replacement, or when the set is sealed anew
 *   the old card left live by a replacement
 *   the old slip left good by a new one
 *   a service added twice
 * And these by other files (file and test that fails):
 *   the set of links not erased on a terminal state       the database refuses it (card_links_until_terminal); acts.spec, "revocation, when it is issued"
 *   `replaces` not set                                    renewal.spec, "names the link it replaces"
 *   an old link published without its successor           succession.spec, "a publisher that waited for the old link"
 *   an unanswered enrolment taken for one that never was  succession.spec, "whose answer was lost"; convergence.spec
 */

interface Held {
  card: IssuedCard;
  model: ModelCard;
  /** What is in its history. */
  readonly acts: string[];
}

interface Model {
  readonly cards: Held[];
  monthPassed: boolean;
  restarted: boolean;
}

type Step = fc.AsyncCommand<Model, null>;

const RUNS = { numRuns: 25, seed: Number(process.env.LIFE_SEED ?? 20_260_615), interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true };

/** The month that passes; another card is good for years. */
const SHORT = '2026-06';
const AFTER = '2026-07-15T17:00:00Z';

describe('cards against a model', () => {
  const home = temporaryHome();
  let server: Awaited<ReturnType<typeof startEmbedded>>;
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    server = await startEmbedded({ home, port: await portsInARow(1), log: () => undefined });
    await migrate(server.ownerUrl);
    const place = { ownerUrl: server.url(OWNER, 'citykey'), serviceUrl: server.url(APP, 'citykey'), drop: () => Promise.resolve() };
    core = await createCore({ place });
    for (const service of SERVICES) {
      const partner = { service, name: service, profile: 'scripted', settings: {}, credentials: {}, policy: POLICIES[service] };
      await core.get(PartnerAdmin).register(systemCaller('test'), partner);
    }
    desk = new Desk(core);
  });

  afterAll(async () => {
    await core.close();
    await server.stop();
  });

  const perform = async ({ act, by }: ModelStep, { card }: Held): Promise<{ next?: IssuedCard; slipCode?: string }> => {
    const presented = by === 'card' ? byCode(card) : bySlip(card);
    if (act === 'replacement') return { next: await desk.replace(presented) };
    if (act === 'renewal') return { next: await desk.renew(presented) };
    if (act === 'slip') return desk.slip(presented);
    if (act === 'suspension') await desk.suspend(presented);
    if (act === 'reinstatement') await desk.reinstate(presented);
    if (act === 'revocation') await desk.revoke(presented);
    if (act === 'surrender') await desk.surrender(presented);
    if (act === 'drop') await desk.services(presented, { drop: ['library'] });
    if (act === 'add') await desk.services(presented, { add: ['library'] });
    return {};
  };

  /** State and services of a card as somebody at the counter sees them. */
  const seen = async (card: IssuedCard) => {
    const view = await desk.lookUp(byCode(card));
    const wanted: Record<string, string> = { issued: 'active', suspended: 'suspended', expired: 'ended' };
    expect(view.services.filter(({ desired }) => desired !== wanted[view.state])).toEqual([]);
    expect(await desk.lookUp(bySlip(card))).toEqual(view);
    const services = view.services.map(({ service }) => service);
    return { state: view.state, services: SERVICES.filter((service) => services.includes(service)) };
  };

  const seenAs = (card: ModelCard, monthPassed: boolean) => ({ state: shown(card, monthPassed), services: card.services });

  /** The system and the model, compared in everything the model knows. */
  const compare = async ({ cards, monthPassed }: Model) => {
    for (const { card, model, acts } of cards) {
      expect(await seen(card)).toEqual(seenAs(model, monthPassed));
      const history = await core.get(CardHistory).of(somebody(), byCode(card));
      expect(history.map(({ act }) => act).sort()).toEqual([...acts].sort());
    }
    const [counts] = await query(
      core.place.ownerUrl,
      `SELECT (SELECT count(*) FROM audit.entry WHERE act LIKE 'card.%')::int AS entries, (SELECT count(*) FROM cards.card)::int AS cards,
         (SELECT count(*) FROM cards.card WHERE sealed_links IS NOT NULL)::int AS sets,
         (SELECT count(*) FROM links.link WHERE desired_state <> 'ended')::int AS links`,
    );
    const live = cards.filter(({ model }) => isLive(model));
    const inUse = live.filter(({ model }) => shown(model, monthPassed) !== 'expired');
    expect(counts).toEqual({
      entries: cards.reduce((sum, { acts }) => sum + acts.length, 0),
      cards: cards.length,
      sets: live.length,
      links: inUse.reduce((sum, { model }) => sum + model.services.length, 0),
    });
  };

  class Issue implements Step {
    constructor(private readonly short = false) {}
    check = ({ monthPassed }: Readonly<Model>) => !(this.short && monthPassed);
    toString = () => `issue${this.short ? ' for a short time' : ''}`;
    async run(model: Model): Promise<void> {
      const card = await desk.issue(this.short ? { validThrough: SHORT } : {});
      model.cards.push({ card, model: { state: 'issued', services: SERVICES, short: this.short }, acts: ['card.issue'] });
      await compare(model);
    }
  }

  /** Several clerks at the same moment with one card, which is seldom one that is over. */
  class Together implements Step {
    constructor(
      private readonly steps: readonly ModelStep[],
      private readonly back: number,
    ) {}
    check = ({ cards }: Readonly<Model>) => cards.length > 0;
    toString = () => `${this.steps.map(({ act, by }) => `${act} by ${by}`).join(' and ')}, ${this.back} back`;
    async run(model: Model): Promise<void> {
      const { cards, monthPassed } = model;
      const live = cards.filter((one) => isLive(one.model));
      const among = live.length > 0 && this.back > 0 ? live : cards;
      const held = among.at(-1 - (this.back % among.length)) as Held;
      const foreseen = foreseeTogether(held.model, this.steps, monthPassed);
      const given: Awaited<ReturnType<typeof perform>>[] = [];
      const outcomes = await Promise.all(this.steps.map((step) => refusal(perform(step, held).then((got) => given.push(got)))));
      for (const { slipCode } of given) {
        // Of two slips that were given at once the later one opens.
        if (slipCode !== undefined && (await refusal(desk.lookUp({ slipCode }))) === 'done') held.card = { ...held.card, slipCode };
      }
      const next = given.find((one) => one.next)?.next;
      const after = { outcomes, card: await seen(held.card), successor: next ? await seen(next) : null };
      const agreeing = foreseen.find((one) => JSON.stringify(this.seenAs(one, monthPassed)) === JSON.stringify(after));
      expect(foreseen.map((one) => this.seenAs(one, monthPassed))).toContainEqual(after);
      held.model = agreeing?.card ?? held.model;
      held.acts.push(...this.steps.filter((_, place) => outcomes[place] === 'done').map(({ act }) => `card.${act === 'drop' || act === 'add' ? 'services' : act}`));
      if (next && agreeing?.successor) cards.push({ card: next, model: agreeing.successor, acts: [] });
      await compare(model);
    }
    private seenAs({ outcomes, card, successor }: ReturnType<typeof foreseeTogether>[number], monthPassed: boolean) {
      return { outcomes, card: seenAs(card, monthPassed), successor: successor && seenAs(successor, monthPassed) };
    }
  }

  class MonthPasses implements Step {
    check = ({ monthPassed }: Readonly<Model>) => !monthPassed;
    toString = () => 'the month passes';
    async run(model: Model): Promise<void> {
      core.clock.set(AFTER);
      model.monthPassed = true;
      await core.get(LinksService).endExpired();
      await compare(model);
    }
  }

  class Restart implements Step {
    check = ({ restarted }: Readonly<Model>) => !restarted;
    toString = () => 'restart of the server';
    async run(model: Model): Promise<void> {
      const { port } = server;
      model.restarted = true;
      await server.stop();
      expect(await refusal(desk.issue())).toBe('database.unavailable');
      server = await startEmbedded({ home, port, log: () => undefined });
      await compare(model);
    }
  }

  it('agree after every step', async () => {
    // What ends a card is rarer, so that histories are long.
    const acts = fc.constantFrom(...MODEL_ACTS, 'suspension', 'suspension', 'reinstatement', 'drop', 'add', 'slip', 'renewal');
    const step = fc.record<ModelStep>({ act: acts, by: fc.constantFrom('card', 'slip') });
    const together = fc.tuple(fc.array(step, { minLength: 1, maxLength: 3 }), fc.nat(6)).map((given): Step => new Together(...given));
    const others = [new Issue(), new Issue(true), new MonthPasses(), new Restart()].map((one): fc.Arbitrary<Step> => fc.constant(one));
    const commands = fc.commands([...others, ...Array.from({ length: 8 }, () => together)], { maxCommands: 16, size: 'max' });
    const run = async (steps: Iterable<Step>) => {
      await core.reset();
      const model: Model = { cards: [], monthPassed: false, restarted: false };
      const both = () => ({ model, real: null });
      await fc.asyncModelRun(both, [new Issue(), new Issue(true)]);
      await fc.asyncModelRun(both, steps);
    };
    await fc.assert(fc.asyncProperty(commands, run), RUNS);
  });
});
