import { type PartnerAdapter, PartnerFailure, type PartnerView, type Submission } from '../../src/modules/links/index.js';
import { type Faults } from '../../src/sandbox/faults.js';
import { HTTP_SWITCHES } from '../../src/sandbox/http-faults.js';
import { type FaultyPartner } from '../../src/sandbox/strict-partner.js';
import { LibraryLane } from './library/library-lane.js';
import { PolarisLane } from './library/polaris-lane.js';
import { submission, word } from './partner-line.js';
import { TransitLane } from './ventra/transit-lane.js';

interface Lane {
  readonly partner: FaultyPartner;
  readonly adapter: PartnerAdapter;
  open(): Promise<void>;
  close(): Promise<void>;
  token(): string;
}

const PROFILES: readonly (readonly [string, () => Lane])[] = [
  ['koha-rest', () => new LibraryLane()],
  ['polaris-papi', () => new PolarisLane()],
  ['tomp-customer', () => new TransitLane()],
];

const FAULTS: readonly Faults[] = [
  ...HTTP_SWITCHES.wrongAnswers.choices.map((wrongAnswers): Faults => ({ wrongAnswers })),
  ...HTTP_SWITCHES.refuseWith.choices.map((refuseWith): Faults => ({ refuseWith })),
].flatMap((faults) => [faults, { ...faults, only: 'writes' }]);

/** The refusals of a partner that understood. Only what it says of an end cannot be told from the truth: not found is ended. */
const REFUSED = [400, 404, 409];

describe.each(PROFILES)('%s and a partner that answers', (profile, newLane) => {
  let lane: Lane;

  beforeAll(async () => {
    lane = newLane();
    await lane.open();
  });

  afterAll(() => lane.close());

  const shown = (token: string) => lane.partner.records().filter((record) => record.token === token);
  const states = (token: string) => shown(token).map(({ state }) => state);

  async function bring(wanted: Submission): Promise<string> {
    try {
      return word((await lane.adapter.submit([wanted]))[0]);
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      return error.message;
    }
  }

  async function seen(token: string): Promise<PartnerView | null | string> {
    try {
      return await lane.adapter.verify(token);
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      return error.message;
    }
  }

  /** A link that is to be suspended, one that is to end, and one that the partner does not know yet. */
  async function batch(): Promise<Submission[]> {
    const [one, two, fresh] = [submission(lane.token()), submission(lane.token()), submission(lane.token())];
    for (const known of [one, two]) expect(await bring(known)).toBe('accepted');
    return [{ ...one, state: 'suspended', version: 2 }, { ...two, state: 'ended', version: 2 }, fresh];
  }

  it.each(FAULTS.map((faults) => [JSON.stringify(faults), faults] as const))('%s: nothing is taken for done that is not, and all is done when it is over', async (_name, faults) => {
    const bystander = submission(lane.token());
    await bring(bystander);
    const wanted = await batch();
    const before = [shown(bystander.token), shown('D100000042')];
    const refused = REFUSED.includes(Number(faults.refuseWith));
    lane.partner.interfaces[0]!.set(faults);
    for (const one of [...wanted, ...wanted]) {
      const said = await bring(one);
      const believed = refused && one.state === 'ended';
      if (said === 'accepted' && !believed) expect(states(one.token)).toEqual([one.state]);
      // A number that stands under somebody else's id is refused by the library itself.
      const rejected = refused || (profile === 'koha-rest' && faults.wrongAnswers === 'wrong_id');
      if (!rejected) expect(said).toMatch(/^(accepted|retry: \w+|credentials: \w+)$/);
    }
    for (const { token } of wanted) {
      const view = await seen(token);
      if (typeof view === 'object' && view?.found) expect([view.state]).toEqual(states(token));
    }
    lane.partner.interfaces[0]!.set({});
    for (const one of wanted) expect(await bring(one)).toBe('accepted');
    expect(wanted.map(({ token }) => states(token))).toEqual([['suspended'], ['ended'], ['active']]);
    expect([shown(bystander.token), shown('D100000042')]).toEqual(before);
  });
});
