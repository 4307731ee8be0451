import { Database } from '../../src/kernel/database/index.js';
import { WorkQueue } from '../../src/modules/links/index.js';
import { endForSuccession } from '../../src/modules/links/link.store.js';
import { MigrationWork } from '../../src/modules/links/token-migrations/migration-work.js';
import { type Answer } from '../e2e/api.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { dump } from '../setup/kernel.js';
import { type Enrolled, type Instance, PartnerWorld } from './partner-world.js';
import { adopted, freshNumber as fresh, heldStep, type Pair, pairsFor, toldOf } from './token-pairs.js';

const renewed = (links: readonly Enrolled[]) => pairsFor(links.map(({ token }) => token));

describe('a migration of tokens', () => {
  let world: PartnerWorld;
  let other: Instance;

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    other = await world.another();
  });
  afterAll(() => world.end());
  afterEach(async () => {
    await world.sql(`DELETE FROM links.migration_pair`);
    await world.sql(`UPDATE links.token_migration SET state = 'declined' WHERE state IN ('proposed', 'applying')`);
  });

  const work = (instance: Instance = world.main) => instance.on.app.get(MigrationWork, { strict: false });
  const propose = (pairs: readonly Pair[], more: object = {}) => world.post('library', 'token-migrations', { pairs, ...more });
  const decide = async (id: unknown, decision: string): Promise<Answer> => {
    const token = (await world.on.bearer('supervisor')).replace('Bearer ', '');
    return world.api.post(`/v1/token-migrations/${String(id)}/decision`, { decision }, { token });
  };
  const shown = async (id: unknown) => (await world.get('library', `token-migrations/${String(id)}`)).body;
  const introspect = async (token: string, service: 'library' | 'transit' = 'library') => (await world.post(service, 'tokens/introspect', { token })).body;
  const enrolled = (count: number) => world.enrolled('library', count);

  const told = (from: string, pairs: readonly Pair[]) => toldOf(world, from, pairs);
  async function approved(pairs: readonly Pair[]): Promise<string> {
    const { status, body } = await propose(pairs);
    if (status !== 202) throw new Error(`the proposal was answered ${status} ${JSON.stringify(body)}`);
    await decide(body['id'], 'approve');
    return body['id'] as string;
  }

  async function migrated(pairs: readonly Pair[]): Promise<string> {
    const id = await approved(pairs);
    await work().applyDue();
    return id;
  }

  it('is tried out first: what would become of each pair is said, and nothing is kept', async () => {
    const links = await enrolled(7);
    const [transit] = await world.enrolled('transit');
    await world.want((links[1] as Enrolled).id, 'ended');
    await world.publish('library');
    const [unpublished] = await world.enrol('library');
    const at = (place: number) => links[place]?.token ?? '';
    const twice = fresh();
    const pairs = [
      { old: at(0), new: fresh() },
      { old: 'nobody', new: fresh() },
      { old: transit?.token ?? '', new: fresh() },
      { old: unpublished?.token ?? '', new: fresh() },
      { old: at(1), new: fresh() },
      { old: at(2), new: at(2) },
      { old: at(0), new: fresh() },
      { old: at(3), new: '29840000000015' },
      { old: at(4), new: at(3) },
      { old: at(6), new: unpublished?.token ?? '' },
      { old: at(5), new: twice },
      { old: at(1), new: twice },
    ];
    const codes = ['unknown', 'unknown', 'unknown', 'ended', 'same', 'repeated', 'wrong_format', 'taken', 'repeated'];
    const places = [1, 2, 3, 4, 5, 6, 7, 8, 11];
    const refusals = codes.map((code, place) => ({ at: `/pairs/${places[place]}`, code }));
    await world.token('library');
    const before = await dump(world.database.ownerUrl, 'xmin, xmax');
    const { status, body, text } = await propose(pairs, { dryRun: true });
    expect([status, body]).toEqual([200, { id: null, state: 'checked', pairs: 12, toMigrate: 3, alreadyMigrated: 0, refused: 9, refusals }]);
    for (const { old } of pairs) expect(text).not.toContain(old);
    expect(await dump(world.database.ownerUrl, 'xmin, xmax')).toEqual(before);
  });

  it('tells nobody, tried out or proposed, what is not published: neither an end nor a number that was given', async () => {
    const [ending, going] = (await enrolled(2)) as [Enrolled, Enrolled];
    const [unpublished] = (await world.enrol('library')) as [Enrolled];
    const pairs = [{ old: ending.token, new: fresh() }, { old: going.token, new: unpublished.token }];
    const before = (await propose(pairs, { dryRun: true })).body;
    await world.want(ending.id, 'ended');
    expect((await propose(pairs, { dryRun: true })).body).toEqual(before);
    expect(before).toMatchObject({ toMigrate: 2, refused: 0 });
    const id = await migrated(pairs);
    expect(await shown(id)).toMatchObject({ state: 'applied', applied: 1, skipped: 1 });
    await world.publish('library');
    expect((await propose(pairs, { dryRun: true })).body).toMatchObject({ alreadyMigrated: 1, refusals: [{ code: 'taken' }] });
  });

  it('takes whole pairs and nothing else', async () => {
    const pair = { old: 'a', new: 'b' };
    const bad = [[], [{ old: 'a' }], [{ ...pair, note: 'x' }], [{ ...pair, new: 7 }], [{ ...pair, old: '' }], ['x'], [null], [[]], {}, Array(10_001).fill(pair)];
    for (const pairs of bad) expect((await propose(pairs as Pair[])).status).toBe(400);
    const wrong = (place: number) => ({ at: `/pairs/${place}`, code: 'field.wrong_form' });
    const { body } = await propose([pair, { ...pair, old: '' }, pair, 'x'] as Pair[]);
    expect([body['code'], body['findings']]).toEqual(['request.invalid', [wrong(1), wrong(3)]]);
    expect((await propose([pair], { dryRun: 'yes' })).status).toBe(400);
    expect((await world.post('library', 'token-migrations', 'x'.repeat(1_100_000), {})).status).toBe(413);
  });

  it('waits for a supervisor; declined, it leaves nothing, and one at a time is enough', async () => {
    const links = await enrolled(2);
    const pairs = renewed(links);
    const { status, body } = await propose(pairs);
    expect(status).toBe(202);
    expect(await work().applyDue()).toBe(0);
    expect(await introspect(pairs[0]?.new ?? '')).toEqual({ active: false });
    expect(await propose(renewed(links))).toMatchObject({ status: 409, body: { code: 'migration.open' } });
    expect(await decide(body['id'], 'decline')).toMatchObject({ status: 200, body: { state: 'declined' } });
    expect(await decide(body['id'], 'approve')).toMatchObject({ status: 409, body: { code: 'migration.decided', state: 'declined' } });
    expect(await world.sql('SELECT FROM links.migration_pair')).toHaveLength(0);
    expect(await work().applyDue()).toBe(0);
    expect(await world.get('transit', `token-migrations/${String(body['id'])}`)).toMatchObject({ status: 404, body: { code: 'migration.not_found' } });
    const clerk = { token: (await world.on.bearer('clerk')).replace('Bearer ', '') };
    expect((await world.api.get('/v1/token-migrations', clerk)).status).toBe(403);
  });

  it('once approved, gives the new token and keeps the old one as an alias of the same link', async () => {
    const links = await enrolled(3);
    const pairs = renewed(links);
    const before = await Promise.all(links.map(({ token }) => introspect(token)));
    const id = await migrated(pairs);
    expect(await shown(id)).toMatchObject({ state: 'applied', pairs: 3, applied: 3, skipped: 0, refused: 0 });
    for (const [place, pair] of pairs.entries()) {
      expect(await introspect(pair.old)).toEqual(before[place]);
      expect(await introspect(pair.new)).toEqual(before[place]);
      expect(await introspect(pair.old, 'transit')).toEqual({ active: false });
    }
    const asked = pairs.flatMap((pair) => [pair.new, pair.old]);
    const { results } = (await world.post('library', 'tokens/introspect-batch', { tokens: asked })).body as { results: unknown[] };
    expect(results).toEqual(before.flatMap((one) => [one, one]));
    // Sent again, it is found done.
    expect((await propose(pairs)).body).toMatchObject({ id: null, toMigrate: 0, alreadyMigrated: 3, refused: 0 });
    expect((await propose([{ old: pairs[0]?.old ?? '', new: fresh() }])).body).toMatchObject({ id: null, refusals: [{ code: 'superseded' }] });
    expect((await propose([{ old: pairs[0]?.new ?? '', new: fresh() }])).body).toMatchObject({ id: null, refusals: [{ code: 'under_way' }] });
    // Loss reports and the desk know the link by either.
    await world.post('library', 'tokens/report', { token: pairs[1]?.old, report: 'lost' });
    expect(await introspect(pairs[1]?.new ?? '')).toMatchObject({ active: false, state: 'suspended' });
    const clerk = (await world.on.bearer('clerk')).replace('Bearer ', '');
    const lookup = await world.api.post('/v1/links/lookup', { service: 'library', token: pairs[1]?.old }, { token: clerk });
    expect(lookup.body).toMatchObject({ desired: 'suspended', flag: 'partner_hold' });
  });

  it('is told by the feed as a pair, once, in the next window; every change has the token of its time', async () => {
    const { next: start } = await world.changes('library');
    const [link] = (await enrolled(1)) as [Enrolled];
    await world.want(link.id, 'suspended');
    await world.publish('library');
    const first = { old: link.token, new: fresh() };
    const second = { old: first.new, new: fresh() };
    await migrated([first]);
    expect((await told(start, [first, second])).map(([token]) => token)).toEqual([first.old, first.old]);
    await world.publish('library');
    await world.want(link.id, 'active');
    await world.publish('library');
    await migrated([second]);
    await world.publish('library');
    await world.publish('library');
    expect(await told(start, [first, second])).toEqual([
      [first.old, 'active', undefined],
      [first.old, 'suspended', undefined],
      [first.new, 'suspended', first.old],
      [first.new, 'active', undefined],
      [second.new, 'active', second.old],
    ]);
    for (const token of [first.old, first.new, second.new]) expect(await introspect(token)).toMatchObject({ active: true });
    const { body } = await world.get('library', 'tokens?limit=1000');
    const listed = (body['tokens'] as { token: string }[]).map(({ token }) => token);
    expect([first.old, first.new, second.new].map((token) => listed.includes(token))).toEqual([false, false, true]);
  });

  it('is submitted to the partner by the new token, and replaces nothing there', async () => {
    const [link] = (await enrolled(1)) as [Enrolled];
    await world.sql(`UPDATE links.link SET reported_version = published_version, reported_state = published_state WHERE id = $1`, link.id);
    await world.sql('DELETE FROM links.work');
    const pair = { old: link.token, new: fresh() };
    await migrated([pair]);
    await world.publish('library');
    const claims = await world.on.app.get(WorkQueue, { strict: false }).claim('library', 1_000);
    const [submission] = claims.map((claim) => claim.submission).filter(({ linkId }) => linkId === link.id);
    expect(submission).toMatchObject({ token: pair.new, state: 'active', version: 2 });
    expect(submission).not.toHaveProperty('replaces');
  });

  const adopting = (number: string) => adopted(world, number);

  it('makes the old token nobody else’s, for ever: not while the link lives, and not after', async () => {
    const [link] = (await enrolled(1)) as [Enrolled];
    const pair = { old: link.token, new: fresh() };
    await migrated([pair]);
    await expect(adopting(pair.old)).rejects.toMatchObject({ code: '23505', constraint: 'link_token_live' });
    await world.want(link.id, 'ended');
    await world.publish('library');
    await expect(adopting(pair.old)).rejects.toMatchObject({ constraint: 'link_token_live' });
    expect(await introspect(pair.old)).toMatchObject({ state: 'ended' });
    // The new one goes on with its holder, and with it the old one.
    await adopting(pair.new);
    await world.publish('library');
    expect(await introspect(pair.old)).toMatchObject({ active: true });
    // And so on: renumbered again on the later card, all of its names are still his.
    const again = { old: pair.new, new: fresh() };
    await migrated([again]);
    await world.publish('library');
    for (const token of [pair.old, again.old, again.new]) expect(await introspect(token)).toMatchObject({ active: true });
    await world.post('library', 'tokens/report', { token: pair.old, report: 'lost' });
    expect(await introspect(again.new)).toMatchObject({ state: 'suspended' });
  });

  const heldApply = (id: string) => heldStep(world.database.ownerUrl, id, () => work().applySome('library'));

  it('is not overtaken by somebody who adopts the old token while it is applied', async () => {
    const [link] = (await enrolled(1)) as [Enrolled];
    const pair = { old: link.token, new: fresh() };
    const { held, release } = await heldApply(await approved([pair]));
    const given = adopting(pair.old).then(() => 'adopted', (error: { constraint: string }) => error.constraint);
    await held.waitedFor(2);
    await release();
    expect(await given).toBe('link_token_live');
    expect(await introspect(pair.old)).toMatchObject({ active: true });
  });

  it('leaves out a token that somebody was given meanwhile; a link that is replaced meanwhile is ended by its new token too', async () => {
    const [links, pairs] = await enrolled(3).then((some) => [some, renewed(some)] as const);
    const id = await approved(pairs);
    await adopting(pairs[1]?.new ?? '');
    const replacing = await HeldTransaction.begin(world.database.ownerUrl);
    const { text, values } = endForSuccession([(links[0] as Enrolled).id], world.on.clock.today());
    await replacing.query(text, [...values]);
    const applying = work().applySome('library');
    await replacing.waitedFor(1);
    await replacing.commit();
    expect(await applying).toBe(3);
    await work().applyDue();
    expect(await shown(id)).toMatchObject({ state: 'applied', applied: 2, skipped: 1 });
    await world.publish('library');
    expect(await introspect(pairs[0]?.new ?? '')).toMatchObject({ state: 'ended' });
    expect(await introspect(pairs[2]?.new ?? '')).toMatchObject({ active: true });
  });

  it('and a replacement that waits for it ends the link by its new token; the partner hears of both, each once', async () => {
    const { next: start } = await world.changes('library');
    const [link] = (await enrolled(1)) as [Enrolled];
    const pair = { old: link.token, new: fresh() };
    const { held, release } = await heldApply(await approved([pair]));
    const replacing = world.on.app.get(Database, { strict: false }).query(endForSuccession([link.id], world.on.clock.today()));
    await held.waitedFor(2);
    await release();
    expect(await replacing).toMatchObject([{ ancestor: link.id }]);
    await world.publish('library');
    expect(await told(start, [pair])).toEqual([
      [pair.old, 'active', undefined],
      [pair.new, 'ended', pair.old],
    ]);
  });

  it('goes on elsewhere where an instance was stopped, and two that apply do nothing twice', async () => {
    const links = await enrolled(12);
    const pairs = renewed(links);
    const id = await approved(pairs);
    expect(await work().applySome('library', 4)).toBe(4);
    expect(await shown(id)).toMatchObject({ state: 'applying', applied: 4 });
    const both = [work(), work(other)].map(async (one) => {
      let done = 0;
      for (let some: number | null = 0; some !== null; done += some ?? 0) some = await one.applySome('library', 3);
      return done;
    });
    const [one = 0, two = 0] = await Promise.all(both);
    expect(one + two).toBe(8);
    expect(await shown(id)).toMatchObject({ state: 'applied', applied: 12, skipped: 0 });
    for (const { id: linkId } of links) {
      expect(await world.sql('SELECT desired_version FROM links.link WHERE id = $1', linkId)).toEqual([{ desired_version: 2 }]);
      expect(await world.sql('SELECT FROM links.alias WHERE link_id = $1', linkId)).toHaveLength(1);
    }
  });

  it('keeps no token in clear, and leaves one entry of the audit for each step', async () => {
    const pairs = renewed(await enrolled(2));
    const before = (await world.sql(`SELECT FROM audit.entry WHERE act LIKE 'migration.%'`)).length;
    const { body } = await propose(pairs);
    const kept = JSON.stringify(await dump(world.database.ownerUrl));
    await decide(body['id'], 'approve');
    await work().applyDue();
    const after = JSON.stringify(await dump(world.database.ownerUrl));
    for (const { old, new: later } of pairs) for (const token of [old, later]) expect(kept.includes(token) || after.includes(token)).toBe(false);
    const acts = await world.sql(`SELECT act, role, reason FROM audit.entry WHERE act LIKE 'migration.%'`);
    expect(acts).toHaveLength(before + 4);
    expect(new Set(acts.map(({ act, role }) => `${String(act)} ${String(role)}`))).toEqual(
      new Set(['migration.propose partner', 'migration.approve supervisor', 'migration.decline supervisor', 'migration.apply system']),
    );
  });
});
