import { decodeJwt } from 'jose';
import { StaffTokens } from '../../../src/kernel/auth/index.js';
import { type Card, type World } from '../world.js';
import { type Service } from '../partner-sites.js';
import { type Request } from '../request.js';

/** A code, the operations that answer it, and a request that each of them refuses with it. */
export interface Provocation {
  readonly code: string;
  readonly status: number;
  /** `METHOD path`, as the document has it. */
  readonly on: readonly string[];
  readonly prepare: (ground: Ground, operation: string) => Promise<Request>;
  /** Puts back what was changed for it. */
  readonly afterwards?: (ground: Ground) => Promise<void> | void;
}

/** Seconds between what is long past and what is provoked. */
const LATER = 430 * 86_400;

/** What refusals are provoked on. Time stands still while it is used: what needs a past was made in the past. */
export class Ground {
  private constructor(
    readonly world: World,
    /** Its last month was over more than a year ago. */
    readonly ancient: Card,
    /** The first day of a rule of fees. */
    readonly ruleDay: string,
    /** Presented more codes that open nothing than anybody may in a day. */
    private readonly clumsy: { readonly token: string },
    /** Wanted more numbers that could not be adopted than anybody may in a day. */
    private readonly greedy: { readonly token: string },
  ) {}

  static async in(world: World): Promise<Ground> {
    const ruleDay = world.clock.dayFromToday(1);
    const free = { kids: 0, standard: 0, senior: 0 };
    const made = await world.asStaff('supervisor', '/v1/rules/fees', { effectiveFrom: ruleDay, value: { issue: free, replacement: free, renewal: free } });
    if (made.status !== 201) throw new Error(made.text);
    const ancient = await world.issue({ validThrough: world.clock.today().slice(0, 7) });
    world.clock.forward(LATER);
    const [clumsy, greedy] = [{ token: await world.newcomer() }, { token: await world.newcomer() }];
    for (let miss = 0; miss < 50; miss += 1) await world.api.post('/v1/cards/lookup', { presented: { cardCode: NOTHING } }, clumsy);
    for (let wish = 0; wish < 20; wish += 1) await world.api.post('/v1/cards', { ...ORDER, adopt: { library: 'nobody has this' } }, greedy);
    return new Ground(world, ancient, ruleDay, clumsy, greedy);
  }

  /** Partners' credentials go by the clock of the authorization server, which does not move: a partner asks today. */
  async partner(service: Service): Promise<string> {
    this.world.clock.forward(-LATER);
    return this.world.partner(service);
  }

  /** What follows is later again. */
  partnerIsDone(): void {
    this.world.clock.forward(LATER);
  }

  /** Somebody with every role, to whom nothing has happened yet. */
  get anybody(): Promise<string> {
    return this.world.staff('everything');
  }

  get clumsyToken(): string {
    return this.clumsy.token;
  }

  get greedyToken(): string {
    return this.greedy.token;
  }

  /** An access token like this one that says its bearer works elsewhere: a place outlives its event in tokens that are out. */
  async movedTo(token: string, place: string): Promise<string> {
    const { sub, sid, roles, ver } = decodeJwt<{ sid: string; roles: never[]; ver: number }>(token);
    return this.world.app.get(StaffTokens, { strict: false }).issue(sub as string, sid, roles, place, ver);
  }
}

/** Well written, and on no card. */
export const NOTHING = 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6';

export const ORDER = { category: 'standard', services: ['transit', 'library', 'prescription'] };

/** What every operation on a card takes beside what is presented, so that nothing is wrong with it. */
export const TAKEN: Readonly<Record<string, object>> = {
  'POST /v1/cards/lookup': {},
  'POST /v1/cards/history': {},
  'POST /v1/cards/suspension': { reason: 'lost' },
  'POST /v1/cards/reinstatement': {},
  'POST /v1/cards/revocation': { reason: 'misuse' },
  'POST /v1/cards/surrender': {},
  'POST /v1/cards/replacement': { reason: 'damaged' },
  'POST /v1/cards/renewal': {},
  'POST /v1/cards/services': { drop: ['library'] },
  'POST /v1/cards/slip': {},
};

/** A request about a card that would be taken, were it not for what is changed in it. */
export async function onCard({ world }: Ground, operation: string, change: object = {}, services = ORDER.services): Promise<{ presented: object }> {
  const { cardCode } = await world.issue({ services });
  return { presented: { cardCode }, ...TAKEN[operation], ...change };
}
