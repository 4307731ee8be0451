import { type DomainError } from '../../src/kernel/errors/index.js';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { EnrolmentService } from '../../src/modules/links/index.js';
import { PartnerAdmin, PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { clerk, codeOf, dump, ticket } from '../setup/kernel.js';
import { byCard, Counter } from './counter.js';

const LIBRARY = 'D123456789';
const CHIP = '1234567890123456';

describe('adopting an identifier', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const withLibrary = (library = LIBRARY) => counter.issue({ services: ['library'], adopt: { library } });
  const withChip = (transit = CHIP) => counter.issue({ services: ['transit'], adopt: { transit } });
  const answerTo = (act: Promise<unknown>) =>
    act.then(
      () => 'done',
      (error: DomainError) => JSON.stringify([error.definition, error.details, error.message]),
    );

  it('gives the holder what he brought, and marks the link', async () => {
    const card = await counter.issue({ adopt: { library: LIBRARY, transit: CHIP } });
    expect(card.services.map(({ token }) => token)).toEqual([CHIP, LIBRARY, expect.stringMatching(/^CK/)]);
    expect(await counter.rows('SELECT service, origin FROM links.link ORDER BY 1')).toEqual([
      { service: 'library', origin: 'adopted' },
      { service: 'prescription', origin: 'minted' },
      { service: 'transit', origin: 'adopted' },
    ]);
  });

  it('is refused the second time, audited without the number, and nothing else is written', async () => {
    await withLibrary();
    const before = await dump(core.place.ownerUrl);
    const again = counter.issue({ services: ['library'], adopt: { library: LIBRARY } }, clerk(ticket(), 'clerk 7'));
    expect(await codeOf(again)).toBe('adopt.unavailable');
    const after = await dump(core.place.ownerUrl);
    const { 'audit.entry': audit, ...rest } = after;
    const { 'audit.entry': earlier, ...untouched } = before;
    expect(rest).toEqual(untouched);
    expect(audit).toHaveLength((earlier?.length ?? 0) + 1);
    expect(JSON.stringify(after)).not.toContain(LIBRARY);
    expect(await counter.rows(`SELECT actor, act, reason, subject, outcome FROM audit.entry WHERE actor = 'clerk 7'`)).toEqual([
      { actor: 'clerk 7', act: 'card.issue', reason: 'adopt.unavailable', subject: null, outcome: 'refused' },
    ]);
  });

  it('gives one answer for what is taken, what is malformed and what does not check', async () => {
    await withLibrary();
    await withChip();
    const library = await Promise.all([LIBRARY, 'nonsense', '', '29840000000011', 'D1234567890', '🂡'].map((number) => answerTo(withLibrary(number))));
    const chips = await Promise.all([CHIP, '123', 'x'.repeat(16), ''].map((number) => answerTo(withChip(number))));
    expect(new Set([...library, ...chips]).size).toBe(1);
    expect(library[0]).toContain('adopt.unavailable');
    const refusals = await counter.rows(`SELECT DISTINCT act, reason, subject, outcome FROM audit.entry WHERE outcome = 'refused'`);
    expect(refusals).toHaveLength(1);
  });

  it.each([
    ['succeeds', 'rollBack', 'done'],
    ['is refused', 'commit', 'adopt.unavailable'],
  ] as const)('%s after another counter, which was first, ended with %s', async (_, ending, outcome) => {
    const enrolments = core.get(EnrolmentService);
    const { text, values } = enrolments.draw(await enrolments.offers(), ['library'], { library: LIBRARY }, 'never').rows;
    const first = await HeldTransaction.begin(core.place.ownerUrl);
    await first.query(text, [...values]);
    const second = codeOf(withLibrary());
    await first.waitedFor();
    await first[ending]();
    expect(await second).toBe(outcome);
    expect(await counter.count('links.link')).toBe(1);
  });

  it('lets a library number be adopted again once its link has ended', async () => {
    const first = await withLibrary();
    await counter.act('revocation', byCard(first));
    expect((await withLibrary()).services[0]?.token).toBe(LIBRARY);
    expect(await codeOf(withLibrary())).toBe('adopt.unavailable');
  });

  it('never lets a chip be adopted again: its blank is spent', async () => {
    const first = await withChip();
    await counter.act('revocation', byCard(first));
    expect(await codeOf(withChip())).toBe('adopt.unavailable');
  });

  it('does not mind that another service has the same digits', async () => {
    const digits = '123456789012';
    await counter.issue({ services: ['library'], adopt: { library: digits } });
    const change = async (policy: object) => {
      const { id, version } = await core.get(PartnerRegistry).partnerOf('transit');
      await core.get(PartnerAdmin).change(systemCaller('test'), id, version, { policy: policy as Record<string, unknown> });
    };
    await change({ tokens: { length: 12, prefix: '16' } });
    expect((await withChip(digits)).services[0]?.token).toBe(digits);
    await change({ tokens: { length: 16, prefix: '16' } });
  });

  it('is asked for where the partner does not let tokens be drawn', async () => {
    const change = async (mint: boolean) => {
      const { id, version } = await core.get(PartnerRegistry).partnerOf('transit');
      await core.get(PartnerAdmin).change(systemCaller('test'), id, version, { policy: { tokens: { mint } } });
    };
    const once = ticket();
    const drawn = await counter.issue({ services: ['transit'] }, clerk(once));
    await change(false);
    const before = await dump(core.place.ownerUrl);
    expect(await codeOf(counter.issue({ services: ['transit'] }))).toBe('adopt.required');
    expect(await dump(core.place.ownerUrl)).toEqual(before);
    expect(await codeOf(withChip())).toBe('done');
    // Whoever has his card already is given the same answer again.
    expect(await counter.issue({ services: ['transit'] }, clerk(once))).toEqual(drawn);
    await change(true);
  });

  it('is not in its own way when the request is sent again', async () => {
    const once = ticket();
    const order = { services: ['library'], adopt: { library: LIBRARY } } as const;
    const card = await counter.issue(order, clerk(once));
    expect(await counter.issue(order, clerk(once))).toEqual(card);
    expect(await counter.rows(`SELECT 1 FROM audit.entry WHERE outcome = 'refused'`)).toEqual([]);
  });
});
