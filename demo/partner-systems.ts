import { asking } from './asking.js';
import { must } from './demo-failure.js';
import { type InspectedRecord, type SandboxPlan } from './sandbox.js';
import { waitUntil } from './waiting.js';

const fetch = asking('The program that runs the partner systems');

/** A day or an instant, as partner systems write them. */
const DATE = /^\d{4}-?\d{2}-?\d{2}(T[\d:.]+Z?)?$/;

/** What a Polaris system demands of everybody: one name, birth day and address for all of the city's registrations. */
const POLARIS_NOBODY = ['CARD', '/Date(946728000000)/', 'CITY HALL', 'CHICAGO', 'IL', '60602'];
/** Status of a card in a status list. */
const LISTED_STATUS = ['1', '2', '3'];

/** What the simulated partner systems know, asked of their inspection API. */
export class PartnerSystems {
  private readonly url: string;
  private readonly constants: ReadonlySet<string>;
  private readonly polaris: boolean;
  /** States in the order in which they were waited for, by service and token. */
  private readonly seen = new Map<string, string[]>();

  constructor({ host, inspection, library, prescription }: SandboxPlan) {
    this.url = `http://${host}:${inspection.port}`;
    this.polaris = library.profile === 'polaris';
    this.constants = new Set([
      // Agreed names, states, maintenance codes (X12 875), and the library system's own defaults.
      ...['CITYKEY', 'MEMBER', 'active', 'suspended', 'ended', 'ACTIVE', 'BLOCKED', 'CREATED'],
      ...['021', '024', '025', 'inherit', 'default'],
      ...POLARIS_NOBODY,
      ...LISTED_STATUS,
      ...[library.libraryId, library.categoryId, prescription.group, prescription.planCode],
    ]);
  }

  /** Waits until the partner system shows the token in this state. @throws DemoFailure when it does not come to that. */
  async waitFor(service: string, token: string, state: string): Promise<InspectedRecord> {
    let shown = 'nothing';
    const look = async () => {
      const record = await this.find(service, token);
      shown = record?.state ?? 'nothing';
      return record?.state === state ? record : null;
    };
    const record = await waitUntil(look, () => `The ${service} partner should show ${state} and shows ${shown}`);
    this.note(service, token, state);
    return record;
  }

  /** The states that the partner system was seen to show for a token, up to the one it shows now; `gone` without a record. */
  async statesOf(service: string, token: string): Promise<readonly string[]> {
    return this.note(service, token, (await this.find(service, token))?.state ?? 'gone');
  }

  /** What the partner system shows for the token now. */
  async find(service: string, token: string): Promise<InspectedRecord | undefined> {
    return (await this.records(service)).find((one) => one.token === token);
  }

  /**
   * Whether the library lets the account of an earlier number be found by the new one: Koha's account takes on the new
   * number itself, and a new registration at Polaris names the old one.
   */
  async followed(earlier: string, now: string, accountBefore: unknown): Promise<boolean> {
    const held = (await this.find('library', now))?.held;
    return this.polaris ? held?.['FormerBarcode'] === earlier : held?.['patron_id'] === accountBefore;
  }

  /** Accounts of people who came to the library by themselves: it knows how to write to them, and to nobody of the city's. */
  async readers(): Promise<readonly InspectedRecord[]> {
    return (await this.records('library')).filter(({ held }) => Boolean(held['email'] ?? held['EmailAddress']));
  }

  /** The library's own number of an account. */
  async account(token: string): Promise<unknown> {
    return (await this.find('library', token))?.held[this.polaris ? 'PatronID' : 'patron_id'];
  }

  /** @throws DemoFailure when a record holds anything but its token, agreed constants, dates and flags. */
  requireNothingElse(service: string, { token, held }: InspectedRecord): void {
    for (const [field, value] of leaves(held)) {
      const plain = typeof value !== 'string' || value === '' || value === token || this.constants.has(value) || DATE.test(value);
      must(plain, `The ${service} partner holds something else than the token, in ${field}.`);
    }
  }

  /** @throws DemoFailure when one of the texts was ever sent to the partner. */
  async requireNeverReceived(service: string, texts: readonly string[]): Promise<void> {
    const received = await this.shown(`${service}/received`);
    must(!texts.some((text) => received.includes(text)), `The ${service} partner was sent something that is not its own.`);
  }

  private note(service: string, token: string, state: string): readonly string[] {
    const key = `${service} ${token}`;
    const states = this.seen.get(key) ?? [];
    if (states.at(-1) !== state) states.push(state);
    this.seen.set(key, states);
    return states;
  }

  private async records(service: string): Promise<readonly InspectedRecord[]> {
    return (JSON.parse(await this.shown(`${service}/records`)) as { records: InspectedRecord[] }).records;
  }

  private async shown(what: string): Promise<string> {
    const answer = await fetch(`${this.url}/${what}`);
    must(answer.ok, `The inspection API answered ${answer.status}.`);
    return answer.text();
  }
}

function leaves(value: unknown, at = 'record'): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[at, value]];
  return Object.entries(value).flatMap(([name, held]) => leaves(held, `${at}.${name}`));
}
