import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Role, systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { type CreatedAccount, StaffAccounts } from '../../modules/staff/index.js';
import { readPlan } from '../../sandbox/make-plan.js';
import { createContext } from '../application.js';
import { withFoundation } from '../maintenance.js';
import { readSandboxClients } from '../sandbox-partners.js';
import { must, NoAnswer } from './demo-failure.js';
import { laterLife } from './later-life.js';
import { ownLibraryCard } from './own-library-card.js';
import { PartnerSystems } from './partner-systems.js';
import { type DemoCard, ServiceClient } from './service-client.js';
import { type Crew, stockDay } from './stock-day.js';
import { type Supervision, supervision } from './supervision.js';

type Say = (line: string) => void;

const CATEGORIES = ['kids', 'standard', 'senior'];
const SERVICES = ['transit', 'library', 'prescription'];
const CALLER = systemCaller('demo');
const RENEWED = 'senior, in its place';

interface Row {
  readonly card: string;
  readonly validThrough: string;
  readonly service: string;
  readonly states: string;
}

/**
 * Walks through the main job against the running service and its sandbox partners.
 * @throws DemoFailure at the first thing that is not as it should be.
 */
export async function demo(config: Config, say: Say): Promise<void> {
  const home = path.join(config.home, 'sandbox');
  const service = new ServiceClient(config.publicUrl);
  must(await service.isReady(), `The service does not answer at ${config.publicUrl}. Start it first: npm start, with the same PORT and CITYKEY_HOME`);
  must(existsSync(path.join(home, 'plan.json')), 'The tour needs the sandbox partners, which run with the embedded database: npm start');
  const partners = new PartnerSystems(readPlan(home));
  const guided = withGuides(config, async (accounts) => {
    const [clerk, store, reconciler, auditor] = await Promise.all(accounts.map(({ username, password }) => service.signIn(username, password)));
    say(`A clerk, two supervisors and an auditor sign in (accounts for this tour only: ${accounts.map(({ username }) => username).join(', ')}).`);
    const [crew, today] = [{ clerk, store, reconciler } as Crew, new Clock(config.timeZone).today()];
    const cards = await tour(crew, partners, today, say);
    await askAsPartners(service, [...cards.values()], home, say);
    await supervision({ clerk, supervisor: store, auditor } as Supervision, cards.get(RENEWED) as DemoCard, partners, today, say);
    say('');
    say(table(await rowsOf(cards, partners)));
    say('');
    say('  An 834 knows cover and no cover: for the prescription partner, a suspended card is one whose cover has ended.');
    say('  gone: the record goes by the token of the card that came after.');
    say('');
    say('Everything was as it should be.');
  });
  await guided.catch(async (error: unknown) => {
    // The partner systems end with the service, and are the first to be missed.
    const both = error instanceof NoAnswer && !(await service.isReady());
    throw both ? new NoAnswer('The service', config.publicUrl) : error;
  });
}

/** @returns every card that was left at the partners, by what it is called in the end. */
async function tour(crew: Crew, partners: PartnerSystems, today: string, say: Say): Promise<ReadonlyMap<string, DemoCard>> {
  const { clerk } = crew;
  const cards: DemoCard[] = [];
  for (const category of CATEGORIES) {
    const card = await clerk.issue(category, SERVICES);
    cards.push(card);
    say(`Issued a ${category} card, valid through ${card.validThrough}: ${card.services.map((one) => `${one.service} ${one.token}`).join(', ')}`);
  }
  for (const card of cards) await requireEverywhere(card, partners, 'active');
  say('Each partner system shows its own token as active, and holds nothing else about the card.');
  await requireStrangers(cards, partners);
  say('No partner was ever sent a card number, a code, or a token of another partner.');

  const [first, lost, old] = cards as [DemoCard, DemoCard, DemoCard];
  await clerk.suspend({ slipCode: lost.slipCode }, 'lost');
  await requireEverywhere(lost, partners, 'suspended');
  say('The standard card was lost: suspended by its slip, and all three partners follow.');
  const view = await clerk.lookUp({ slipCode: lost.slipCode });
  must(view.state === 'suspended', 'The card should be shown as suspended.');
  await clerk.reinstate({ cardCode: lost.cardCode });
  await requireEverywhere(lost, partners, 'active');
  say('It was found: reinstated by the card itself, and all three partners follow again.');
  const [next, renewed] = await laterLife(clerk, partners, [first, lost, old], say);
  await ownLibraryCard(clerk, partners, say);
  const atEvent = await stockDay(crew, today, say);
  for (const { service, token } of atEvent.services) await partners.waitFor(service, token, 'active');
  await requireStrangers([...cards, next, renewed, atEvent], partners);
  return new Map([
    ['kids', first],
    ['standard, replaced', lost],
    ['standard, in its place', next],
    ['senior, renewed', old],
    [RENEWED, renewed],
    ['standard, at the event', atEvent],
  ]);
}

/** What the partner systems showed for each token, and show now. */
async function rowsOf(cards: ReadonlyMap<string, DemoCard>, partners: PartnerSystems): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, { validThrough, services }] of cards) {
    for (const { service, token } of services) {
      const states = await partners.statesOf(service, token);
      must(!/, (replaced|renewed)$/.test(name) || states.at(-1) !== 'active', `The ${service} partner should not honour a token of a card that is over.`);
      rows.push({ card: name, validThrough, service, states: states.join(', ') });
    }
  }
  return rows;
}

async function requireEverywhere(card: DemoCard, partners: PartnerSystems, state: string): Promise<void> {
  must(card.services.length === SERVICES.length, 'The card should open three services.');
  for (const { service, token } of card.services) {
    partners.requireNothingElse(service, await partners.waitFor(service, token, shownAs(service, state)));
  }
}

/** An 834 knows cover and no cover: a suspended member is one whose cover was cancelled, and reinstated later. */
function shownAs(service: string, state: string): string {
  return service === 'prescription' && state === 'suspended' ? 'ended' : state;
}

async function requireStrangers(cards: readonly DemoCard[], partners: PartnerSystems): Promise<void> {
  for (const service of SERVICES) {
    const foreign = cards.flatMap((card) => card.services.filter((one) => one.service !== service).map((one) => one.token));
    const secrets = cards.flatMap((card) => [card.cardNumber, card.cardCode, card.slipCode]);
    await partners.requireNeverReceived(service, [...foreign, ...secrets]);
  }
}

async function askAsPartners(service: ServiceClient, cards: readonly DemoCard[], home: string, say: Say): Promise<void> {
  const clients = readSandboxClients(home);
  const tokens = new Map((cards[0] as DemoCard).services.map((one) => [one.service, one.token]));
  for (const [name, client] of Object.entries(clients)) {
    const partner = await service.asPartner(client);
    for (const [owner, token] of tokens) {
      const answer = await partner.introspect(token);
      if (owner === name) must(answer['active'] === true && answer['state'] === 'active', `The ${name} partner should see its token as active.`);
      else must(JSON.stringify(answer) === '{"active":false}', `The ${name} partner learns something of a ${owner} token.`);
    }
  }
  must(Object.keys(clients).length === SERVICES.length, 'Each partner should have credentials of its own.');
  say("Asked as each partner: its own token is active; another partner's is {active: false}, like nonsense.");
}

/** A clerk, two supervisors and an auditor for the tour, disabled when it ends however it ends. */
async function withGuides(config: Config, work: (accounts: readonly CreatedAccount[]) => Promise<void>): Promise<void> {
  await withFoundation(config, async ({ foundation }) => {
    const app = await createContext(foundation);
    const accounts = app.get(StaffAccounts, { strict: false });
    const guides: CreatedAccount[] = [];
    try {
      const roles: readonly Role[] = ['clerk', 'supervisor', 'supervisor', 'auditor'];
      for (const role of roles) guides.push(await accounts.create(CALLER, { username: `tour-${randomBytes(3).toString('hex')}`, roles: [role] }));
      await work(guides);
    } finally {
      for (const { username } of guides) await accounts.setState(CALLER, username, 'disabled');
      await app.close();
    }
  });
}

function table(rows: readonly Row[]): string {
  const heads: Row = { card: 'card', validThrough: 'valid through', service: 'service', states: 'states at the partner' };
  const columns = ['card', 'validThrough', 'service', 'states'] as const;
  const widths = columns.map((column) => Math.max(...[heads, ...rows].map((row) => row[column].length)));
  const line = (row: Row) => `  ${columns.map((column, place) => row[column].padEnd(widths[place] ?? 0)).join('   ').trimEnd()}`;
  return [line(heads), ...rows.map(line)].join('\n');
}
