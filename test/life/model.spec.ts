import fc from 'fast-check';
import { migrate } from '../../src/data-source.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { APP, OWNER, startEmbedded } from '../../src/kernel/database/embedded/index.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { SERVICES } from '../../src/modules/links/index.js';
import { PartnerAdmin } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { byCode, bySlip, Desk, refusal } from './desk.js';
import { foreseeTogether, MODEL_ACTS, type ModelAct, type ModelCard } from './card-model.js';

/*
 * Random acts by several clerks at once against a small model, with the database server restarted in between.
 *
 * Each of these faults, put into the program, was seen to be caught (file and test that fails):
 *   a transition added (renewal of a suspended card)      acts.spec, "renewal, when it is suspended, is refused"
 *   the row lock of a presented card removed              races.spec, "replace, then replace"; this file
 *   an audit entry left out (of a slip)                   acts.spec, "slip, when it is issued"; this file
 *   one link skipped on suspension                        acts.spec, "suspension, when it is issued"; this file
 *   the set of links not erased on a terminal state       acts.spec, "revocation, when it is issued"; this file
 *   `replaces` not set                                    renewal.spec, "names the link it replaces"
 *   the old card left live by a replacement               acts.spec, "replacement, when it is issued"; this file
 *   an old link published without its successor           succession.spec, "a publisher that waited for the old link"
 *   an unanswered enrolment taken for one that never was  succession.spec, "whose answer was lost"; convergence.spec
 */

interface Held {
  card: IssuedCard;
  model: ModelCard;
}

interface Model {
  readonly cards: Held[];
  entries: number;
}

const DAY = { numRuns: 12, seed: Number(process.env.LIFE_SEED ?? 20_260_615), interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false };

describe('cards against a model', () => {
  const home = temporaryHome();
  let server: Awaited<ReturnType<typeof startEmbedded>>;
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    server = await startEmbedded({ home, log: () => undefined });
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

  const rows = (sql: string) => query(core.place.ownerUrl, sql);

  const perform = async (act: ModelAct, held: Held): Promise<{ next?: IssuedCard; slipCode?: string }> => {
    const presented = byCode(held.card);
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

  const seen = async (held: Held): Promise<ModelCard> => {
    const view = await desk.lookUp(byCode(held.card));
    const wanted = { issued: 'active', suspended: 'suspended' }[String(view.state)];
    expect(view.services.filter(({ desired }) => desired !== wanted)).toEqual([]);
    const services = view.services.map(({ service }) => service);
    return { state: view.state, services: SERVICES.filter((service) => services.includes(service)) };
  };

  /** The system and the model, compared in everything the model knows. */
  const compare = async ({ cards, entries }: Model) => {
    for (const held of cards) expect(await seen(held)).toEqual(held.model);
    const live = cards.filter(({ model }) => ['issued', 'suspended'].includes(model.state));
    for (const { card } of live) expect(await desk.lookUp(bySlip(card))).toEqual(await desk.lookUp(byCode(card)));
    const [counts] = await rows(`SELECT (SELECT count(*) FROM audit.entry WHERE outcome = 'done' AND act LIKE 'card.%')::int AS entries,
      (SELECT count(*) FROM cards.card)::int AS cards, (SELECT count(*) FROM cards.card WHERE sealed_links IS NOT NULL)::int AS sets,
      (SELECT count(*) FROM links.link WHERE desired_state <> 'ended')::int AS links`);
    const links = live.reduce((sum, { model }) => sum + model.services.length, 0);
    expect(counts).toEqual({ entries, cards: cards.length, sets: live.length, links });
  };

  class Issue implements fc.AsyncCommand<Model, null> {
    check = () => true;
    toString = () => 'issue';
    async run(model: Model): Promise<void> {
      model.cards.push({ card: await desk.issue(), model: { state: 'issued', services: SERVICES } });
      model.entries += 1;
      await compare(model);
    }
  }

  class Together implements fc.AsyncCommand<Model, null> {
    constructor(
      private readonly acts: readonly ModelAct[],
      private readonly place: number,
    ) {}
    check = ({ cards }: Readonly<Model>) => cards.length > 0;
    toString = () => `${this.acts.join(' and ')} on card ${this.place}`;
    async run(model: Model): Promise<void> {
      const held = model.cards[this.place % model.cards.length] as Held;
      const given: Awaited<ReturnType<typeof perform>>[] = [];
      const outcomes = await Promise.all(this.acts.map((act) => refusal(perform(act, held).then((got) => given.push(got)))));
      const after = await seen(held);
      const possible = foreseeTogether(held.model, this.acts).filter((one) => JSON.stringify(one.outcomes) === JSON.stringify(outcomes));
      expect(possible.map(({ card }) => card)).toContainEqual(after);
      const before = possible.map(({ card }) => card);
      const inherited = before.length > 0 ? held.model.services : [];
      held.model = after;
      model.entries += outcomes.filter((outcome) => outcome === 'done').length;
      for (const { next, slipCode } of given) {
        if (slipCode !== undefined) held.card = await this.latest(held.card, slipCode);
        if (next) model.cards.push({ card: next, model: { state: 'issued', services: this.follows(inherited, next) } });
      }
      await compare(model);
    }
    /** Of two slips that were given at once the one that opens. */
    private async latest(card: IssuedCard, slipCode: string): Promise<IssuedCard> {
      return (await refusal(desk.lookUp({ slipCode }))) === 'done' ? { ...card, slipCode } : card;
    }
    /** A change of services at the same moment may have come first. */
    private follows(inherited: ModelCard['services'], next: IssuedCard): ModelCard['services'] {
      const given = SERVICES.filter((service) => next.services.some((one) => one.service === service));
      if (!this.acts.includes('drop') && !this.acts.includes('add')) expect(given).toEqual(inherited);
      return given;
    }
  }

  class Restart implements fc.AsyncCommand<Model, null> {
    check = () => true;
    toString = () => 'restart of the server';
    async run(model: Model): Promise<void> {
      const { port } = server;
      await server.stop();
      expect(await refusal(desk.issue())).toBe('database.unavailable');
      server = await startEmbedded({ home, port, log: () => undefined });
      await compare(model);
    }
  }

  it('agree after every step', async () => {
    const together = fc.tuple(fc.array(fc.constantFrom(...MODEL_ACTS), { minLength: 1, maxLength: 3 }), fc.nat(5));
    const commands = fc.commands(
      [fc.constant(new Issue()), together.map((given) => new Together(...given)), together.map((given) => new Together(...given))],
      { maxCommands: 14, size: 'max' },
    );
    const run = async (steps: Iterable<fc.AsyncCommand<Model, null>>) => {
      await core.reset();
      const model: Model = { cards: [], entries: 0 };
      const halves = () => ({ model, real: null });
      await fc.asyncModelRun(halves, [new Issue()]);
      await fc.asyncModelRun(halves, steps);
    };
    await fc.assert(fc.asyncProperty(commands, run), DAY);
    const model: Model = { cards: [], entries: 0 };
    await core.reset();
    const acts: readonly ModelAct[] = ['suspension', 'replacement'];
    const story = [new Issue(), new Together(['suspension', 'slip'], 0), new Restart(), new Together(acts, 0), new Restart(), new Together(['drop', 'renewal'], 1)];
    await fc.asyncModelRun(() => ({ model, real: null }), story);
  });
});
