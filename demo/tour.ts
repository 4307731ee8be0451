import { CityKeyProblem, dataOf } from 'citykey-client';
import { type Account, withAccounts } from './accounts.js';
import { DemoFailure, must, NoAnswer } from './demo-failure.js';
import { laterLife } from './later-life.js';
import { ownLibraryCard } from './own-library-card.js';
import { PartnerSystems } from './partner-systems.js';
import { readClients, readPlan } from './sandbox.js';
import { type Settings } from './settings.js';
import { asPartner, type DemoCard, isReady, type Service, Staff } from './staff.js';
import { type Crew, stockDay } from './stock-day.js';
import { type Supervision, supervision } from './supervision.js';

type Say = (line: string) => void;

const ROLES = ['clerk', 'supervisor', 'supervisor', 'auditor'];
const CATEGORIES = ['kids', 'standard', 'senior'] as const;
const SERVICES: Service[] = ['transit', 'library', 'prescription'];
const RENEWED = 'senior, in its place';

interface Row {
  readonly card: string;
  readonly validThrough: string;
  readonly service: string;
  readonly states: string;
}

/**
 * Walks through the main job against the running service and its sandbox partners.
 * @param brokenOff rejects when somebody wants to see no more.
 * @throws DemoFailure or CityKeyProblem at the first thing that is not as it should be.
 */
export async function demo(settings: Settings, say: Say, brokenOff: Promise<never>): Promise<void> {
  const { url, sandbox, today } = settings;
  must(await isReady(url), `The service does not answer at ${url}. Start it first: npm start, with the same PORT and CITYKEY_HOME`);
  const partners = new PartnerSystems(readPlan(sandbox));
  const guided = async (accounts: readonly Account[]) => {
    const [clerk, store, reconciler, auditor] = await Promise.all(accounts.map((account) => signIn(settings, account)));
    say(`A clerk, two supervisors and an auditor sign in (accounts for this tour only: ${accounts.map(({ username }) => username).join(', ')}).`);
    const crew = { clerk, store, reconciler } as Crew;
    const cards = await tour(crew, partners, today, say);
    await askAsPartners(url, [...cards.values()], sandbox, say);
    await supervision({ clerk, supervisor: store, auditor } as Supervision, cards.get(RENEWED) as DemoCard, partners, today, say);
    say('');
    say(table(await rowsOf(cards, partners)));
    say('');
    say('  An 834 knows cover and no cover: for the prescription partner, a suspended card is one whose cover has ended.');
    say('  gone: the record goes by the token of the card that came after.');
    say('');
    say('Everything was as it should be.');
  };
  const untilBrokenOff = (accounts: readonly Account[]) => Promise.race([brokenOff, guided(accounts)]);
  await withAccounts(ROLES, (accounts) => untilBrokenOff(accounts).catch(async (error: unknown) => {
    // The partner systems end with the service, and are the first to be missed.
    const both = error instanceof NoAnswer && !(await isReady(url));
    throw both ? new NoAnswer('The service', url) : error;
  }));
}

/** The account was made a moment ago, in the database of the tour's own settings. */
function signIn({ url, home }: Settings, account: Account): Promise<Staff> {
  return Staff.signIn(url, account).catch((error: unknown) => {
    if (!(error instanceof CityKeyProblem && error.code === 'auth.credentials_invalid')) throw error;
    throw new DemoFailure(
      `The service at ${url} does not know the accounts that were just made in ${home}: this is not its CITYKEY_HOME. ` +
        'Give the tour the PORT and CITYKEY_HOME of one start; the line that its banner shows has both.',
    );
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

async function askAsPartners(url: string, cards: readonly DemoCard[], sandbox: string, say: Say): Promise<void> {
  const clients = readClients(sandbox);
  const tokens = new Map((cards[0] as DemoCard).services.map((one) => [one.service, one.token]));
  for (const [name, client] of Object.entries(clients)) {
    const partner = asPartner(url, client);
    for (const [owner, token] of tokens) {
      const answer = dataOf(await partner.POST('/partner/v1/tokens/introspect', { body: { token } }));
      if (owner === name) must(answer.active && answer.state === 'active', `The ${name} partner should see its token as active.`);
      else must(JSON.stringify(answer) === '{"active":false}', `The ${name} partner learns something of a ${owner} token.`);
    }
  }
  must(Object.keys(clients).length === SERVICES.length, 'Each partner should have credentials of its own.');
  say("Asked as each partner: its own token is active; another partner's is {active: false}, like nonsense.");
}

function table(rows: readonly Row[]): string {
  const heads: Row = { card: 'card', validThrough: 'valid through', service: 'service', states: 'states at the partner' };
  const columns = ['card', 'validThrough', 'service', 'states'] as const;
  const widths = columns.map((column) => Math.max(...[heads, ...rows].map((row) => row[column].length)));
  const line = (row: Row) => `  ${columns.map((column, place) => row[column].padEnd(widths[place] ?? 0)).join('   ').trimEnd()}`;
  return [line(heads), ...rows.map(line)].join('\n');
}
