import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { LinksService } from '../../src/modules/links/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { byCode, bySlip, Desk, refusal, tokenOf } from './desk.js';

/** Replacement and renewal: the new card, and what becomes of the old one. The grace is 12 months. */
describe('a card that takes the place of another', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(() => core.reset());
  afterAll(() => core.close());

  const rows = (sql: string, ...values: unknown[]) => query(core.place.ownerUrl, sql, values);
  const secrets = ({ cardNumber, cardCode, slipCode, services }: IssuedCard) => [cardNumber, cardCode, slipCode, ...services.map(({ token }) => token)];

  it.each([
    ['replacement', (card: IssuedCard) => desk.replace(byCode(card)), 'replaced'],
    ['renewal', (card: IssuedCard) => desk.renew(bySlip(card)), 'renewed'],
  ] as const)('by %s has nothing in common with it but what it opens', async (_, act, state) => {
    const old = await desk.issue();
    const next = await act(old);
    expect(new Set([...secrets(old), ...secrets(next)]).size).toBe(12);
    expect(next.services.map(({ service }) => service).sort()).toEqual(['library', 'prescription', 'transit']);
    for (const present of [byCode, bySlip]) {
      expect(await desk.lookUp(present(old))).toMatchObject({ state, services: [] });
      const seen = await desk.lookUp(present(next));
      expect(seen.services.map(({ token }) => token).sort()).toEqual(next.services.map(({ token }) => token).sort());
    }
    const [pairs] = await rows(`SELECT count(*)::int AS count FROM links.link AS next JOIN links.link AS old ON old.id = next.replaces AND old.service = next.service`);
    expect(pairs).toEqual({ count: 0 });
  });

  it('names the link it replaces, service by service, once partners may know that', async () => {
    const old = await desk.issue();
    await rows(`UPDATE links.link SET published_state = 'active', published_version = 1`);
    await desk.replace(byCode(old));
    const pairs = await rows(
      `SELECT next.service, next.desired_state AS next, old.desired_state AS old FROM links.link AS next
         JOIN links.link AS old ON old.id = next.replaces AND old.service = next.service ORDER BY 1`,
    );
    expect(pairs).toEqual(['library', 'prescription', 'transit'].map((service) => ({ service, next: 'active', old: 'ended' })));
  });

  it('opens only what the old one opened at the end', async () => {
    const old = await desk.issue();
    await desk.services(byCode(old), { drop: ['transit'] });
    const next = await desk.replace(byCode(old));
    expect(next.services.map(({ service }) => service).sort()).toEqual(['library', 'prescription']);
  });

  it('is valid as long as the old one when it replaces it, for a whole new period when it renews it', async () => {
    const [one, two] = [await desk.issue(), await desk.issue()];
    expect(one.validThrough).toBe('2031-06');
    core.clock.set('2027-02-10T12:00:00Z');
    expect((await desk.replace(byCode(one))).validThrough).toBe('2031-06');
    expect((await desk.renew(byCode(two))).validThrough).toBe('2032-02');
  });

  it('follows the holder who came of age', async () => {
    const kid = await desk.issue({ category: 'kids' });
    expect(kid.validThrough).toBe('2028-06');
    const grown = await desk.renew(byCode(kid), 'standard');
    expect([grown.category, grown.validThrough]).toEqual(['standard', '2031-06']);
    const old = await desk.renew(byCode(grown), 'senior');
    expect([old.category, old.validThrough]).toEqual(['senior', 'never']);
    core.clock.set('2099-12-31T12:00:00Z');
    expect(await desk.renew(byCode(old))).toMatchObject({ category: 'senior', validThrough: 'never' });
  });

  it.each([
    ['2026-07-31T12:00:00Z', 'done'],
    ['2026-08-01T05:00:00Z', 'done'],
    ['2027-07-31T12:00:00Z', 'done'],
    ['2027-08-01T04:59:59Z', 'done'],
    ['2027-08-01T05:00:00Z', 'card.renewal_too_late'],
  ])('at %s, of one through July 2026: %s', async (instant, expected) => {
    const [renewed, replaced] = [await desk.issue({ validThrough: '2026-07' }), await desk.issue({ validThrough: '2026-07' })];
    core.clock.set(instant);
    const before = await dump(core.place.ownerUrl);
    expect(await refusal(desk.renew(byCode(renewed)))).toBe(expected);
    expect(await refusal(desk.replace(byCode(replaced)))).toBe(expected);
    if (expected !== 'done') expect(await dump(core.place.ownerUrl)).toEqual(before);
  });

  it('of one that expired opens all it opened, although the month has ended its links', async () => {
    const old = await desk.issue({ validThrough: '2026-07' });
    core.clock.set('2026-09-01T12:00:00Z');
    expect(await core.get(LinksService).endExpired()).toBe(3);
    const next = await desk.renew(byCode(old));
    expect(next.services).toHaveLength(3);
    expect(next.validThrough).toBe('2031-09');
    expect((await desk.lookUp(byCode(next))).services.map(({ desired }) => desired)).toEqual(['active', 'active', 'active']);
  });

  it('is not had by renewal of one that was blocked, expired or not', async () => {
    const card = await desk.issue({ validThrough: '2026-07' });
    await desk.suspend(bySlip(card));
    expect(await refusal(desk.renew(byCode(card)))).toBe('card.transition_not_allowed renewal suspended');
    core.clock.set('2026-08-02T12:00:00Z');
    expect(await refusal(desk.renew(byCode(card)))).toBe('card.transition_not_allowed renewal suspended');
  });

  it('follows a misprint at once, as often as it takes', async () => {
    let card = await desk.issue();
    for (let times = 0; times < 3; times += 1) card = await desk.replace(byCode(card));
    expect(card.validThrough).toBe('2031-06');
    expect(await rows('SELECT state FROM cards.card ORDER BY state')).toEqual(['issued', 'replaced', 'replaced', 'replaced'].map((state) => ({ state })));
  });

  it.each([
    ['cards.card', 'INSERT'],
    ['links.link', 'INSERT'],
    ['links.link', 'UPDATE'],
    ['audit.entry', 'INSERT'],
    ['kernel.idempotency', 'UPDATE'],
  ])('leaves both as they were when the work breaks off at %s %s', async (table, moment) => {
    const old = await desk.issue();
    await rows(`CREATE FUNCTION public.break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$`);
    await rows(`CREATE TRIGGER break_off BEFORE ${moment} ON ${table} FOR EACH ROW EXECUTE FUNCTION public.break_off()`);
    const before = await dump(core.place.ownerUrl);
    await expect(desk.replace(byCode(old))).rejects.toThrow('broken off');
    await expect(desk.renew(byCode(old))).rejects.toThrow('broken off');
    await rows(`DROP FUNCTION public.break_off CASCADE`);
    expect(await dump(core.place.ownerUrl)).toEqual(before);
    expect(tokenOf(await desk.replace(byCode(old)), 'library')).not.toBe(tokenOf(old, 'library'));
  });
});
