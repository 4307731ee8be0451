import { systemCaller } from '../../../src/kernel/auth/index.js';
import { PartnerAdmin, PartnerRegistry } from '../../../src/modules/partners/index.js';
import { type Faults } from '../../../src/sandbox/faults.js';
import { type SandboxChoice } from '../../../src/sandbox/make-plan.js';
import { shownAs } from '../../e2e/expected-records.js';
import { type Service, SERVICES } from '../../e2e/partner-sites.js';
import { type Card, tokenOf, World } from '../../e2e/world.js';
import { effectsOn } from '../../sandbox/effects.js';
import { Line } from './line.js';

const CALLER = systemCaller('test');
const MINUTE = 60;

/** How long an adapter waits for an answer, by what it calls that: a moment, or longer than a machine may stand still. */
const PATIENCE = {
  http: { short: { answerTimeoutMs: 300 }, long: { answerTimeoutMs: 120_000 } },
  sftp: { short: { connectTimeoutSeconds: 1, operationTimeoutSeconds: 1 }, long: { connectTimeoutSeconds: 120, operationTimeoutSeconds: 600 } },
} as const;

/** Three partners behind lines that fail, and what each writes down for one card. */
class Neighbours {
  readonly lines = {} as Record<Service, Line>;
  world: World;
  /** How often each partner writes something down for an enrolment, and for a suspension. */
  readonly usual = {} as Record<Service, { readonly enrolment: number; readonly suspension: number }>;

  async begin(choice: SandboxChoice): Promise<void> {
    const ports = {} as Record<Service, number>;
    this.world = await World.begin({
      choice,
      through: async (plan) => {
        for (const service of SERVICES) {
          ports[service] = plan[service].port;
          this.lines[service] = await Line.to(() => ports[service]);
        }
        const behind = <S extends Service>(service: S) => ({ ...plan[service], port: this.lines[service].port });
        return { ...plan, library: behind('library'), transit: behind('transit'), prescription: behind('prescription') };
      },
    });
    for (const service of SERVICES) await this.wait(service, 'long');
    const card = await this.world.issue();
    await this.world.roundsUntil(() => SERVICES.every((service) => this.shows(service, card, 'active')));
    const enrolment = Object.fromEntries(SERVICES.map((service) => [service, this.effects(service, card)]));
    await this.suspend(card);
    await this.world.roundsUntil(() => SERVICES.every((service) => this.shows(service, card, 'suspended')));
    for (const service of SERVICES) {
      const before = enrolment[service] ?? 0;
      this.usual[service] = { enrolment: before, suspension: this.effects(service, card) - before };
    }
  }

  async end(): Promise<void> {
    for (const line of Object.values(this.lines)) line.mend();
    await this.world.end();
    for (const line of Object.values(this.lines)) await line.close();
  }

  partner(service: Service) {
    return this.world.app.get(PartnerRegistry, { strict: false }).partnerOf(service);
  }

  async change(service: Service, change: { readonly settings?: Record<string, number>; readonly credentials?: Record<string, string> }): Promise<void> {
    const { id, version } = await this.partner(service);
    await this.world.app.get(PartnerAdmin, { strict: false }).change(CALLER, id, version, change);
  }

  /** How long the partner is waited for from now on. */
  async wait(service: Service, how: 'short' | 'long'): Promise<void> {
    await this.change(service, { settings: PATIENCE['port' in (await this.partner(service)).settings ? 'sftp' : 'http'][how] });
  }

  /** A card that everybody has confirmed. */
  async knownCard(): Promise<Card> {
    const card = await this.world.issue();
    await this.world.roundsUntil(() => this.confirmed(card, SERVICES), 40, 2 * MINUTE);
    return card;
  }

  shows(service: Service, card: Card, state: 'active' | 'suspended'): boolean {
    return this.world.sites.record(service, tokenOf(card, service))?.state === shownAs(service, state);
  }

  effects(service: Service, card: Card): number {
    return effectsOn(this.world.home, tokenOf(card, service));
  }

  async suspend({ slipCode }: Card): Promise<void> {
    await this.world.act('clerk', 'suspension', { presented: { slipCode }, reason: 'lost' });
  }

  async confirmed(card: Card, services: readonly Service[]): Promise<boolean> {
    const view = await this.world.lookUp({ cardCode: card.cardCode });
    return view.services.filter(({ service }) => services.includes(service)).every(({ desired, reported }) => desired === reported);
  }

  /** Whose failures were logged since then. */
  failing(since: number): string[] {
    const lines = this.world.logged.slice(since).map((line) => JSON.parse(line) as { msg: string; service?: string });
    return [...new Set(lines.filter(({ msg }) => msg === 'partner failed' || msg === 'lane failed').map(({ service }) => String(service)))];
  }

  /** What is refused for good waits for staff, who send it again. */
  async resend(cards: readonly Card[], service: Service): Promise<void> {
    for (const card of cards) {
      const view = await this.world.lookUp({ cardCode: card.cardCode });
      const link = view.services.find((one) => one.service === service);
      if (link?.reported === link?.desired) continue;
      await this.world.asStaff('supervisor', '/v1/links/resync', { service, token: tokenOf(card, service) });
    }
  }
}

/** What goes wrong at one partner, and how it ends. The new card is the one it is to be told of. */
interface Trouble {
  readonly name: string;
  /** Whether the partner is told everything all the same, only slowly. */
  readonly harmless?: boolean;
  begin(all: Neighbours, victim: Service, fresh: Card): Promise<void> | void;
  end?(all: Neighbours, victim: Service, cards: readonly Card[]): Promise<void> | void;
}

const WRONG: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'koha-rest': { clientSecret: 'wrong' },
  'polaris-papi': { accessKey: 'wrong' },
  'tomp-customer': { bearerToken: 'wrong' },
  'status-list-sftp': { password: 'wrong' },
  'x12-834-sftp': { password: 'wrong' },
};

const REFUSAL: Readonly<Record<string, Faults>> = { 'status-list-sftp': { rejectRecord: 1 }, 'x12-834-sftp': { rejectMember: 1 } };

function rightCredentials({ library, transit, prescription }: World['sites']['plan'], profile: string): Record<string, string> {
  const right: Readonly<Record<string, Record<string, string>>> = {
    'koha-rest': { clientSecret: library.clientSecret },
    'polaris-papi': { accessKey: library.clientSecret },
    'tomp-customer': { bearerToken: transit.bearerToken },
  };
  return right[profile] ?? { password: prescription.password };
}

const TROUBLES: readonly Trouble[] = [
  { name: 'refuses every connection', begin: ({ lines }, victim) => lines[victim].gate.set({ refuse: true }) },
  { name: 'says nothing at all', begin: ({ lines }, victim) => void (lines[victim].silent = true) },
  { name: 'talks nonsense', begin: ({ lines }, victim) => lines[victim].gate.set({ garbage: true }) },
  { name: 'breaks off in the middle', begin: ({ lines }, victim) => lines[victim].gate.set({ cutAfterBytes: 350 }) },
  {
    name: 'does what it is told and is not heard',
    begin: (all, victim, fresh) => void all.lines[victim].answers.keepAnswersOnce(() => all.shows(victim, fresh, 'active')),
  },
  {
    name: 'takes our credentials no more',
    begin: async (all, victim) => all.change(victim, { credentials: WRONG[(await all.partner(victim)).profile] ?? {} }),
    end: async (all, victim) => all.change(victim, { credentials: rightCredentials(all.world.sites.plan, (await all.partner(victim)).profile) }),
  },
  {
    name: 'refuses what it is told',
    begin: async (all, victim) => {
      const { profile } = await all.partner(victim);
      all.world.sites.fail(victim, REFUSAL[profile] ?? { refuseWith: 400, only: 'writes' });
    },
    end: async (all, victim, cards) => {
      all.world.sites.fail(victim, {});
      await all.resend(cards, victim);
    },
  },
  { name: 'is slow', harmless: true, begin: ({ lines }, victim) => lines[victim].gate.set({ latencyMs: 40 }) },
];

/** What depends on the protocol and not on the line alone. */
const OF_ITS_OWN = TROUBLES.filter(({ name }) => /not heard|credentials|refuses what/.test(name));

type Victims = readonly (readonly [Service, readonly Trouble[]])[];

describe.each<[SandboxChoice, Victims]>([
  [{ library: 'koha', transit: 'tomp' }, SERVICES.map((service) => [service, TROUBLES])],
  // Polaris is reached by the same transport as Koha.
  [{ library: 'polaris', transit: 'status-list' }, [['transit', TROUBLES], ['library', OF_ITS_OWN]]],
])('with %j, the other two partners notice nothing when', (choice, victims) => {
  const all = new Neighbours();

  beforeAll(() => all.begin(choice));
  afterAll(() => all.end());

  const once = (service: Service, suspended: Card, fresh: Card) => {
    const { enrolment, suspension } = all.usual[service];
    expect([all.effects(service, suspended), all.effects(service, fresh)]).toEqual([enrolment + suspension, enrolment]);
  };

  describe.each(victims)('%s', (victim, troubles) => {
    const others = SERVICES.filter((service) => service !== victim);

    afterEach(async () => {
      all.lines[victim].mend();
      await all.wait(victim, 'long');
    });
    it.each(troubles)('$name', async (trouble) => {
      const { world } = all;
      const [lost, fresh, since] = [await all.knownCard(), await world.issue(), world.logged.length];
      await all.suspend(lost);
      if (!trouble.harmless) await all.wait(victim, 'short');
      await trouble.begin(all, victim, fresh);
      all.lines[victim].gate.cut();
      for (let round = 0; round < 2; round += 1) await world.round(SERVICES, 20);
      for (const other of others) {
        expect([all.shows(other, lost, 'suspended'), all.shows(other, fresh, 'active')]).toEqual([true, true]);
        once(other, lost, fresh);
      }
      expect([await all.confirmed(lost, others), await all.confirmed(fresh, others)]).toEqual([true, true]);
      expect(all.failing(since).filter((service) => service !== victim)).toEqual([]);
      const heard = (await all.confirmed(lost, [victim])) && (await all.confirmed(fresh, [victim]));
      expect(heard).toBe(trouble.harmless === true);

      all.lines[victim].mend();
      await all.wait(victim, 'long');
      await trouble.end?.(all, victim, [lost, fresh]);
      for (const card of [lost, fresh]) await world.roundsUntil(() => all.confirmed(card, SERVICES), 40, 2 * MINUTE);
      for (const service of SERVICES) {
        expect([all.shows(service, lost, 'suspended'), all.shows(service, fresh, 'active')]).toEqual([true, true]);
        once(service, lost, fresh);
      }
    });

    it('is down for hours; and when it is back, all is settled within a quarter of an hour', async () => {
      const { world } = all;
      const [lost, fresh, since] = [await all.knownCard(), await world.issue(), world.logged.length];
      await all.suspend(lost);
      all.lines[victim].gate.set({ refuse: true });
      all.lines[victim].gate.cut();
      for (let minutes = 0; minutes < 6 * 60; minutes += 20) {
        await world.round(minutes % 60 === 0 ? SERVICES : [victim], 20 * MINUTE);
        if (minutes === 60) expect([await all.confirmed(lost, others), await all.confirmed(fresh, others)]).toEqual([true, true]);
      }
      const tries = world.logged.slice(since).filter((line) => line.includes('"partner failed"')).length;
      expect(all.failing(since)).toEqual([victim]);
      // It is tried at every turn, and no more often than that.
      expect(tries).toBe(18);
      all.lines[victim].mend();
      for (let minutes = 0; minutes < 15; minutes += 3) await world.round([victim], 3 * MINUTE);
      await world.round([victim], MINUTE);
      for (const service of SERVICES) {
        expect([all.shows(service, lost, 'suspended'), all.shows(service, fresh, 'active')]).toEqual([true, true]);
        once(service, lost, fresh);
      }
    });
  });
});
