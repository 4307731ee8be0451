import { randomUUID } from 'node:crypto';
import { type Service } from '../../src/modules/links/index.js';
import { createCore, type TestCore } from '../setup/core.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { byCode, Desk, refusal, somebody, tokenOf } from './desk.js';

const NOTHING = 'C-0000-0000-0000-0000-0000-0000-000';

describe('one link, by its own token', () => {
  let core: TestCore;
  let desk: Desk;

  beforeAll(async () => {
    core = await createCore();
    desk = new Desk(core);
  });
  beforeEach(() => core.reset());
  afterAll(() => core.close());

  const rows = (sql: string) => query(core.place.ownerUrl, sql);
  const desired = () => rows(`SELECT service, desired_state || ' ' || desired_version AS desired, partner_hold FROM links.link ORDER BY service`);

  it('is shown without its token and without the card, and nothing is recorded', async () => {
    const card = await desk.issue();
    const before = await dump(core.place.ownerUrl, 'xmin, xmax');
    expect(await desk.link.lookUp(somebody(), 'library', tokenOf(card, 'library'))).toEqual({ service: 'library', desired: 'active', reported: null });
    expect(await dump(core.place.ownerUrl, 'xmin, xmax')).toEqual(before);
  });

  it('is suspended alone and flagged, until the card reinstates that service', async () => {
    const card = await desk.issue();
    expect(await desk.link.suspend(somebody(), 'library', tokenOf(card, 'library'))).toMatchObject({ desired: 'suspended', flag: 'partner_hold' });
    expect(await desired()).toEqual([
      { service: 'library', desired: 'suspended 2', partner_hold: true },
      { service: 'prescription', desired: 'active 1', partner_hold: false },
      { service: 'transit', desired: 'active 1', partner_hold: false },
    ]);
    await desk.suspend(byCode(card));
    await desk.reinstate(byCode(card));
    expect((await desired())[0]).toEqual({ service: 'library', desired: 'suspended 2', partner_hold: true });
    await desk.reinstate(byCode(card), ['transit']);
    expect((await desired())[0]).toMatchObject({ partner_hold: true });
    await desk.reinstate(byCode(card), ['library']);
    expect((await desired())[0]).toEqual({ service: 'library', desired: 'active 3', partner_hold: false });
  });

  it('is sent again by raising its version alone', async () => {
    const card = await desk.issue();
    await desk.link.resync(somebody(), 'transit', tokenOf(card, 'transit'));
    expect((await desired()).map((row) => row.desired)).toEqual(['active 1', 'active 1', 'active 2']);
  });

  it('is audited without token, number or card', async () => {
    const card = await desk.issue({ services: ['library'] });
    await desk.link.suspend(somebody(), 'library', tokenOf(card, 'library'));
    await desk.link.resync(somebody(), 'library', tokenOf(card, 'library'));
    const entries = await rows(`SELECT act, reason, subject FROM audit.entry WHERE act LIKE 'link.%' ORDER BY act DESC`);
    expect(entries).toEqual(['link.suspension', 'link.resync'].map((act) => ({ act, reason: 'library', subject: null })));
    expect(JSON.stringify(await dump(core.place.ownerUrl))).not.toContain(tokenOf(card, 'library'));
  });

  it('that nobody has, that is of another service, or that is no token, is one and the same', async () => {
    const card = await desk.issue();
    const before = await dump(core.place.ownerUrl);
    const tokens: [Service, string][] = [['library', '29840000000014'], ['transit', tokenOf(card, 'library')], ['library', '!'], ['prescription', card.cardNumber]];
    for (const [service, token] of tokens) {
      for (const act of ['lookUp', 'suspend', 'resync'] as const) {
        const error: unknown = await desk.link[act](somebody(), service, token).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'link.not_found', details: {} });
      }
    }
    expect(await dump(core.place.ownerUrl)).toEqual(before);
  });

  it('that is ended is not suspended any more', async () => {
    const card = await desk.issue({ services: ['library'] });
    await desk.revoke(byCode(card));
    const before = await dump(core.place.ownerUrl);
    expect(await refusal(desk.link.suspend(somebody(), 'library', tokenOf(card, 'library')))).toBe('link.ended');
    expect(await dump(core.place.ownerUrl)).toEqual(before);
  });

  it('and card codes that open nothing share 50 a day of one account', async () => {
    const card = await desk.issue();
    const account = randomUUID();
    const me = () => somebody('clerk', account);
    const misses = [
      () => desk.lookUp({ cardCode: NOTHING }, me()),
      () => desk.suspend({ slipCode: card.cardCode }, me()),
      () => desk.link.lookUp(me(), 'library', '29840000000014'),
      () => desk.link.suspend(me(), 'transit', tokenOf(card, 'library')),
      () => desk.slip({ slipCode: 'nonsense' }, me()),
    ];
    const codes = ['card.not_found', 'card.not_found', 'link.not_found', 'link.not_found', 'card.not_found'];
    for (let time = 0; time < 50; time += 1) expect(await refusal(misses[time % 5]?.() ?? Promise.resolve())).toBe(codes[time % 5]);
    const before = await dump(core.place.ownerUrl);
    for (const miss of misses) expect(await refusal(miss())).toBe('counter.too_many_misses');
    expect(await refusal(desk.suspend(byCode(card), me()))).toBe('counter.too_many_misses');
    expect(await dump(core.place.ownerUrl)).toEqual(before);
    expect(await refusal(desk.lookUp(byCode(card)))).toBe('done');
    core.clock.advance(86_400);
    expect(await refusal(desk.suspend(byCode(card), me()))).toBe('done');
  });
});
