import { randomInt } from 'node:crypto';
import { type components, dataOf } from 'citykey-client';
import { must } from './demo-failure.js';
import { type PartnerSystems } from './partner-systems.js';
import { type DemoCard, refusalIn, type Staff } from './staff.js';

const FREE = { kids: 0, standard: 0, senior: 0 };
const FEES = { issue: { ...FREE, standard: 500 }, replacement: FREE, renewal: FREE };

/** Who looks after the counter. */
export interface Supervision {
  readonly clerk: Staff;
  readonly supervisor: Staff;
  readonly auditor: Staff;
}

/**
 * What supervisors do and auditors see: a rule for a day to come, which is withdrawn again, and the end of a card that
 * was issued in error.
 * @param card ends.
 * @param today `YYYY-MM-DD`.
 * @throws DemoFailure or CityKeyProblem at the first thing that is not as it should be.
 */
export async function supervision({ clerk, supervisor, auditor }: Supervision, card: DemoCard, partners: PartnerSystems, today: string, say: (line: string) => void): Promise<void> {
  await ruleToCome(supervisor);
  say('A supervisor made a fee for a day to come: asked about that day, the service answers it, and about the day before what held until then. It was withdrawn again.');

  const { cardNumber, cardCode, services } = card;
  const good = async () => dataOf(await clerk.citykey.POST('/v1/cards/verification', { body: { cardNumber } })).valid;
  const wrong = { body: { presented: { cardCode }, reason: 'issued_in_error' } } as const;
  must(await good(), 'The card should be good by its number.');
  must(refusalIn(await clerk.citykey.POST('/v1/cards/revocation', wrong)) === 'auth.role_required', 'A clerk should not revoke a card.');
  dataOf(await supervisor.citykey.POST('/v1/cards/revocation', wrong));
  for (const { service, token } of services) await partners.waitFor(service, token, 'ended');
  must(!(await good()), 'A revoked card should not be good by its number.');
  say('The renewed senior card had been issued in error: revoked by a supervisor, not by a clerk; ended at every partner, and not good by its number any more.');

  const found = dataOf(await auditor.citykey.GET('/v1/audit', { params: { query: { act: 'card.revocation', from: today, to: today } } }));
  must(found.entries.length > 0, 'The revocation should be in the audit.');
  must(![cardNumber, cardCode, ...services.map(({ token }) => token)].some((secret) => JSON.stringify(found).includes(secret)), 'The audit should not name the card.');
  say('An auditor finds that: by whom, why and on which day, and not which card it was.');
}

async function ruleToCome({ citykey }: Staff): Promise<void> {
  const [first, before] = [2080, 2079].map((year) => `${year}-${String(randomInt(1, 13)).padStart(2, '0')}-01`) as [string, string];
  const feeOn = async (day: string) => {
    const { rules } = dataOf(await citykey.GET('/v1/rules', { params: { query: { on: day } } }));
    const fees = rules.find(({ kind }) => kind === 'fees')?.value as components['schemas']['Fees'] | undefined;
    return fees?.issue.standard;
  };
  const earlier = await feeOn(first);
  dataOf(await citykey.POST('/v1/rules/{kind}', { params: { path: { kind: 'fees' } }, body: { effectiveFrom: first, value: FEES } }));
  must((await feeOn(first)) === FEES.issue.standard, 'The rule should hold from its day on.');
  must((await feeOn(before)) === earlier, 'The rule should not hold before its day.');
  dataOf(await citykey.DELETE('/v1/rules/{kind}/{effectiveFrom}', { params: { path: { kind: 'fees', effectiveFrom: first } } }));
  must((await feeOn(first)) === earlier, 'A withdrawn rule should not hold.');
}
