import { PublisherService } from '../../src/modules/links/index.js';
import { ReceiptsService } from '../../src/modules/links/receipts.service.js';
import { WorkQueue } from '../../src/modules/links/work-queue.js';
import { type Service, SERVICES } from '../e2e/partner-sites.js';
import { type Card, tokenOf, type World } from '../e2e/world.js';
import { type Holder, type View } from './views.js';

/** A token as the lists of the partner API show it. */
interface Listed {
  readonly token: string;
  readonly state: string;
  readonly validThrough: string;
  readonly replaces?: string;
  readonly statusList: { readonly idx: number };
}

interface Told extends Listed {
  /** The window in which the partner read it, counted from 0. */
  readonly window: number;
}

const AT_ONCE = 8;
const BATCH = 100;

/** Longer than the windows and schedules of the sandbox. */
const WINDOW_SECONDS = 3;
const ENROLMENT_WINDOW_SECONDS = 2;

/** A day of a city, and everything its partners see of it: they read their feeds after each window, and keep what arrives. */
export class Day {
  /** Cards by the people who hold them. A card in the place of another belongs to the same person. */
  readonly cards: Card[][] = [];
  private readonly told: Readonly<Record<Service, Told[]>> = { transit: [], library: [], prescription: [] };
  private readonly cursors: Partial<Record<Service, string>> = {};
  /** Tokens in the order in which the lane of the library takes them to send them; again with each change. */
  private readonly handedOver: string[] = [];
  private windows = 0;

  constructor(readonly world: World) {}

  /** Issues a card for each order, many at a time as at a counter's peak, and notes whose they are. */
  async issue(orders: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await inTurns(orders, async (order) => void this.cards.push([await this.world.issue(order)]));
  }

  /** The naive variant: whatever was issued is published at once, for each card by itself. */
  async issueAndPublish(orders: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const { world } = this;
    for (const order of orders) {
      this.cards.push([await world.issue(order)]);
      world.clock.forward(ENROLMENT_WINDOW_SECONDS);
      for (const service of SERVICES) await world.app.get(PublisherService, { strict: false }).publishDue(service);
    }
  }

  /** An act of a clerk for some people, on the card that each has now. */
  async act(people: readonly Card[][], act: string, more: object = {}): Promise<void> {
    await inTurns(people, async (cards) => {
      const presented = { slipCode: (cards.at(-1) as Card).slipCode };
      const { body, status, text } = await this.world.asStaff('clerk', `/v1/cards/${act}`, { presented, ...more });
      if (status >= 300) throw new Error(`${act} answered ${status} ${text}`);
      if ('cardNumber' in body) cards.push(body as unknown as Card);
    });
  }

  /** A window of every partner passes; what it lets out reaches them, and they read their feeds. */
  async window(): Promise<void> {
    const { world } = this;
    // Once to publish and send, once for what waited for an answer.
    for (let round = 0; round < 2; round += 1) {
      world.clock.forward(WINDOW_SECONDS);
      await Promise.all([this.takeFromLane(), ...(['transit', 'prescription'] as const).map((service) => world.publishAndSync(service))]);
    }
    for (const service of SERVICES) await this.read(service);
    this.windows += 1;
  }

  /** The library is spared the thousand requests: what its lane would send, in its order, is what it would see. */
  private async takeFromLane(): Promise<void> {
    const { app } = this.world;
    await app.get(PublisherService, { strict: false }).publishDue('library');
    for (;;) {
      const claims = await app.get(WorkQueue, { strict: false }).claim('library', BATCH);
      if (claims.length === 0) return;
      this.handedOver.push(...claims.map(({ submission }) => submission.token));
      const receipts = claims.map(({ submission: { linkId, version } }) => ({ linkId, version, outcome: 'accepted' as const }));
      await app.get(ReceiptsService, { strict: false }).settle(receipts);
    }
  }

  private async read(service: Service): Promise<void> {
    const token = await this.world.partner(service);
    for (;;) {
      const after = this.cursors[service];
      const { body, status, text } = await this.world.api.get(`/partner/v1/changes?limit=1000${after === undefined ? '' : `&after=${after}`}`, { token });
      if (status !== 200) throw new Error(text);
      const { changes, next } = body as unknown as { changes: Listed[]; next: string };
      this.cursors[service] = next;
      if (changes.length === 0) return;
      this.told[service].push(...changes.map((change) => ({ ...change, window: this.windows })));
    }
  }

  private async list(service: Service): Promise<string[]> {
    const token = await this.world.partner(service);
    const tokens: string[] = [];
    for (let after: string | null = null; ; ) {
      const { body } = await this.world.api.get(`/partner/v1/tokens?limit=1000${after === null ? '' : `&after=${after}`}`, { token });
      const page = body as unknown as { tokens: Listed[]; next: string | null };
      tokens.push(...page.tokens.map((one) => one.token));
      if (page.next === null) return tokens;
      after = page.next;
    }
  }

  /** Everything that a partner knows of these people by now. */
  async view(service: Service): Promise<View> {
    const told = this.told[service];
    const list = new Map((await this.list(service)).map((token, place) => [token, place]));
    const arrived = service === 'library' ? this.handedOver.join('\n') : this.world.sites.received(service);
    const successors = new Map(told.flatMap(({ token, replaces }) => (replaces === undefined ? [] : [[replaces, token] as const])));
    const succeeding = new Set(successors.values());
    const placed = new Map<string, (Told & { place: number })[]>();
    told.forEach((change, place) => placed.set(change.token, [...(placed.get(change.token) ?? []), { ...change, place }]));
    const first = [...new Set(told.map(({ token }) => token))].filter((token) => !succeeding.has(token));
    return first.map((token): Holder => {
      const tokens = [token];
      for (let next = successors.get(token); next !== undefined; next = successors.get(next)) tokens.push(next);
      const changes = tokens.flatMap((one) => placed.get(one) ?? []).sort((before, after) => before.place - after.place);
      const [oldest, newest] = [token, tokens.at(-1) as string];
      const [earliest, latest] = [changes[0] as Told & { place: number }, changes.at(-1) as Told & { place: number }];
      return {
        tokens,
        validThrough: latest.validThrough,
        history: changes.map(({ window, state }) => `${window} ${state}`).sort().join(', '),
        places: {
          'place in the feed': earliest.place,
          'last place in the feed': latest.place,
          'place in the list': list.get(newest) ?? -1,
          'position in the status list': earliest.statusList.idx,
          'last position in the status list': changes.findLast((change) => change.token === newest)?.statusList.idx ?? -1,
          arrival: arrived.indexOf(oldest),
          'last arrival': arrived.lastIndexOf(newest),
          value: valueOf(newest),
        },
      };
    });
  }

  /** Whose a token is. */
  owners(service: Service): Map<string, Card[]> {
    return new Map(this.cards.flatMap((cards) => cards.map((card) => [tokenOf(card, service), cards] as const)));
  }

  /** When a person's first card was issued, among all. Nobody but the test knows. */
  issuedAt(cards: Card[]): number {
    return this.cards.indexOf(cards);
  }
}

/** A token as a number, so that tokens are ordered as numbers are. */
function valueOf(token: string): number {
  return [...token].reduce((sum, character) => sum * 36 + Number.parseInt(character, 36), 0);
}

/** Some at a time, in their order. */
async function inTurns<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const queue = things.values();
  const worker = async () => {
    for (const thing of queue) await work(thing);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
