import { Sip2Client } from '../../../src/integrations/library/sip2/client.js';
import { viewOf } from '../../../src/integrations/library/sip2/patron-view.js';
import { PartnerFailure, type PartnerView } from '../../../src/modules/links/index.js';
import { type Faults } from '../../../src/sandbox/faults.js';
import { SIP2_SWITCHES } from '../../../src/sandbox/library/sip2-faults.js';
import { STRAY } from '../../../src/sandbox/stray-person.js';
import { portOf } from '../../sandbox/sample-plan.js';
import { submission } from '../partner-line.js';
import { LibraryLane } from './library-lane.js';

describe.each([true, false])('SIP2 verification (checksums %s) and a library on a bad day', (errorDetection) => {
  let lane: LibraryLane;
  let client: Sip2Client;
  const numbers = { active: '', suspended: '', ended: '' };

  beforeAll(async () => {
    lane = new LibraryLane({ sip2Port: 0 });
    await lane.open();
    for (const state of ['active', 'suspended', 'ended'] as const) {
      numbers[state] = lane.token();
      await lane.submit(submission(numbers[state]));
      await lane.submit(submission(numbers[state], { state, version: 2 }));
    }
    client = connect(5_000);
  });

  afterAll(async () => {
    await client.close();
    await lane.close();
  });

  const connect = (answerTimeoutMs: number) =>
    new Sip2Client(
      {
        ...{ host: '127.0.0.1', port: portOf(lane.partner.others![0]!), tls: false, authority: null, institution: 'MAIN', location: 'CITY', errorDetection },
        ...{ connectTimeoutMs: 60_000, answerTimeoutMs, login: lane.plan.library.clientId, password: lane.plan.library.clientSecret },
      },
      () => lane.now,
    );

  /** What a client that waits only so long hears. */
  async function heard(number: string, answerTimeoutMs: number): Promise<PartnerView | string> {
    await client.close();
    client = connect(answerTimeoutMs);
    return seen(number);
  }

  const fail = (faults: Faults) => lane.partner.interfaces[1]!.set(faults);

  async function seen(number: string): Promise<PartnerView | string> {
    try {
      return viewOf(await client.patronInformation(number), '2026-03-10');
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      return error.message;
    }
  }

  it.each(SIP2_SWITCHES.wrongAnswers.choices)('that answers with %s is not believed, and is again when that is over', async (wrongAnswers) => {
    for (const [state, number] of Object.entries(numbers)) {
      fail({ wrongAnswers });
      const view = await heard(number, 250);
      // Without checksums and sequence numbers there is nothing of them to be wrong.
      const untouched = !errorDetection && /checksum|sequence/.test(wrongAnswers);
      expect(view).toEqual(untouched ? { found: true, state } : expect.stringMatching(/^retry: \w+$/));
      fail({});
      expect(await heard(number, 5_000)).toEqual({ found: true, state });
    }
  });

  it('that refuses the login stops the lane', async () => {
    client.renew();
    fail({ refuseLogin: true });
    expect(await seen(numbers.active)).toBe('credentials: login_refused');
    fail({});
    expect(await seen(numbers.active)).toEqual({ found: true, state: 'active' });
  });

  it('that names a person in every field is understood, and the names are gone', async () => {
    fail({ names: true });
    client.renew();
    for (const [state, number] of Object.entries(numbers)) {
      const message = await client.patronInformation(number);
      expect(viewOf(message, '2026-03-10')).toEqual({ found: true, state });
      expect(JSON.stringify(message)).not.toMatch(new RegExp(`${STRAY.given}|${STRAY.family}|${STRAY.town}|${STRAY.phone.slice(1)}`));
    }
    expect(await seen('nobodys')).toEqual({ found: false });
    fail({});
  });
});
