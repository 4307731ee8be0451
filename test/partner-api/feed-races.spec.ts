import { Client } from 'pg';
import { EnrolmentService } from '../../src/modules/links/index.js';
import { LinkSeals } from '../../src/modules/links/link-seals.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { until } from '../setup/until.js';
import { briefly, type Enrolled, type Instance, PartnerWorld, WINDOW_SECONDS } from './partner-world.js';

const WRITERS = 16;
const ACTS_EACH = 10;

/** Notes down every publication as the table of links sees it, which is what the feed has to tell. */
const WITNESS = `
CREATE TABLE public.published (link_id uuid, state text, before text, known boolean, version integer);
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO public.published VALUES (new.id, new.published_state, old.published_state, old.status_index IS NOT NULL, new.published_version);
  RETURN new; END $$;
CREATE TRIGGER note AFTER UPDATE ON links.link FOR EACH ROW
  WHEN (new.published_version > old.published_version) EXECUTE FUNCTION public.note();`;

/** One after the other, what each link's partner had to be told. */
const TO_TELL = `
SELECT link_id, array_agg(state ORDER BY version) AS states FROM public.published
WHERE CASE WHEN known THEN state <> before ELSE state <> 'ended' END GROUP BY link_id`;

describe('the change feed while many write', () => {
  let world: PartnerWorld;
  let instances: Instance[];
  let start: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    world = await PartnerWorld.begin();
    instances = [world.main, await world.another(), await world.another()];
    await world.sql(WITNESS);
    start = (await world.changes('library')).next;
  });

  afterAll(() => world.end());

  /** All instances see a new window begin and try to publish it, as they would at the same tick. */
  async function everybodyPublishes(): Promise<number> {
    for (const { on } of instances) on.clock.forward(WINDOW_SECONDS);
    const counts = await Promise.all(instances.map(({ publisher }) => publisher.publishDue('library')));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** What the feed was to tell and what it told, by token. */
  async function compared(seen: readonly string[]): Promise<{ told: Record<string, string[]>; published: Record<string, string[]> }> {
    const told: Record<string, string[]> = {};
    for (const line of seen) {
      const [token = '', state = ''] = line.split(' ');
      (told[token] ??= []).push(state);
    }
    const rows = await world.sql(TO_TELL);
    const published = Object.fromEntries(rows.map(({ link_id, states }) => [tokens.get(String(link_id)) ?? '', states as string[]]));
    return { told, published };
  }

  /** A program that reads on for as long as anybody writes, a few changes at a time. */
  async function consumer(instance: Instance, limit: number, over: () => boolean): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor = start; ; ) {
      const last = over();
      const { body, status } = await world.get('library', `changes?limit=${limit}&after=${cursor}`, instance.api);
      if (status !== 200) throw new Error(`the feed answered ${status}`);
      const page = body as unknown as { changes: never[]; next: string };
      seen.push(...briefly(page.changes));
      cursor = page.next;
      if (page.changes.length === 0 && last) return seen;
    }
  }

  it('sees every change exactly once, in an order that never goes back', async () => {
    const enrolments = world.on.app.get(EnrolmentService, { strict: false });
    const offers = await enrolments.offers();
    let rounds = 0;
    let writing = true;
    let steps = 0;
    let overtaken = 0;

    async function writer(number: number): Promise<void> {
      const client = new Client({ connectionString: world.database.ownerUrl });
      await client.connect();
      const own: (Enrolled & { suspended: boolean })[] = [];
      for (let act = 0; act < ACTS_EACH; act += 1) {
        const link = own[act % Math.max(1, own.length)];
        if (link && act % 5 === 4) {
          // The partner's own report is published at once, beside whatever the windows publish.
          const { status } = await world.post('library', 'tokens/report', { token: link.token, report: act % 2 === 0 ? 'lost' : 'closed' });
          if (status !== 202) throw new Error(`the report answered ${status}`);
          continue;
        }
        await client.query('BEGIN');
        const isNew = !link || act % 3 === 0;
        if (isNew) {
          const { linkIds, rows, services } = enrolments.draw(offers, ['library'], {}, 'never');
          await client.query(rows.text, rows.values as unknown[]);
          own.push({ id: linkIds[0] ?? '', token: services[0]?.token ?? '', suspended: false });
          tokens.set(linkIds[0] ?? '', services[0]?.token ?? '');
        } else {
          link.suspended = !link.suspended;
          await client.query(
            `UPDATE links.link SET desired_state = $2, city_hold = $2 = 'suspended', desired_version = desired_version + 1
             WHERE id = $1 AND desired_state <> 'ended'`,
            [link.id, link.suspended ? 'suspended' : 'active'],
          );
        }
        steps += 1;
        // Some stay open while others commit after them and windows pass. Whoever has locked a row that is to be
        // published cannot wait for that, and goes on after a while.
        const begun = rounds;
        const passed = begun + (act % 4 === number % 4 ? 1 : 0);
        const enough = Date.now() + 400;
        await until(() => rounds >= passed || (!isNew && Date.now() > enough));
        if (rounds > begun) overtaken += 1;
        await client.query('COMMIT');
      }
      await client.end();
    }

    const publishing = (async () => {
      for (let before = 0; writing; before = steps) {
        await until(() => steps > before || !writing);
        await everybodyPublishes();
        rounds += 1;
      }
      // What was written last.
      return everybodyPublishes();
    })();
    let published = false;
    const readers = instances.map((instance, at) => consumer(instance, [3, 7, 50][at] as number, () => published));
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
    writing = false;
    await publishing;
    published = true;
    const walks = await Promise.all(readers);

    const whole = briefly((await world.changes('library', start)).changes);
    for (const walk of walks) expect(walk).toEqual(whole);
    const { told, published: expected } = await compared(whole);
    expect(told).toEqual(expected);
    expect(whole.length).toBeGreaterThan(WRITERS * 3);
    expect(rounds).toBeGreaterThan(5);
    // Transactions that were open while a window was published.
    expect(overtaken).toBeGreaterThanOrEqual(WRITERS);
    const [row] = await world.sql(`SELECT count(*)::int AS count, max(position) - min(position) + 1 AS span FROM links.change WHERE service = 'library'`);
    expect(Number(row?.['span'])).toBe(row?.['count']);
  });

  it('holds later positions back until the publisher that took earlier ones has committed', async () => {
    await until(async () => (await everybodyPublishes()) === 0);
    const [known, held] = (await world.enrol('library', 2)) as [Enrolled, Enrolled];
    await everybodyPublishes();
    const before = (await world.changes('library')).next;
    await world.want(held.id, 'suspended');
    const door = await HeldTransaction.begin(world.database.ownerUrl);
    await door.query('LOCK TABLE links.work IN SHARE ROW EXCLUSIVE MODE');
    for (const { on } of instances) on.clock.forward(WINDOW_SECONDS);
    const publishing = world.main.publisher.publishDue('library');
    await door.waitedFor(1);
    // It has taken its positions; nobody else publishes meanwhile, and who reports waits.
    const report = world.post('library', 'tokens/report', { token: known.token, report: 'lost' });
    await door.waitedFor(2);
    expect(await (instances[1] as Instance).publisher.publishDue('library')).toBe(0);
    expect((await world.changes('library', before)).changes).toEqual([]);
    await door.commit();
    expect(await publishing).toBe(1);
    expect((await report).status).toBe(202);
    expect(briefly((await world.changes('library', before)).changes)).toEqual([`${held.token} suspended`, `${known.token} suspended`]);
  });

  it('would lose what took its position before others and committed after them', async () => {
    const [link, other] = (await world.enrol('library', 2)) as [Enrolled, Enrolled];
    await everybodyPublishes();
    const before = (await world.changes('library')).next;
    // As writers would do that take a number from a sequence: at once, and not when they commit.
    const [taken] = await world.sql(`UPDATE links.feed SET position = position + 1 WHERE service = 'library' RETURNING position`);
    const position = Number(taken?.['position']);
    const sealed = new LinkSeals(world.on.keyring).sealChange('library', position, { linkId: link.id, state: 'ended', first: false });
    const late = await HeldTransaction.begin(world.database.ownerUrl);
    await late.query('INSERT INTO links.change VALUES ($1, $2, $3, current_date)', ['library', position, sealed]);
    await world.want(other.id, 'suspended');
    await everybodyPublishes();
    const walk = await world.changes('library', before);
    expect(briefly(walk.changes)).toEqual([`${other.token} suspended`]);
    await late.commit();
    expect((await world.changes('library', walk.next)).changes).toEqual([]);
    expect(briefly((await world.changes('library', before)).changes)).toEqual([`${link.token} ended`, `${other.token} suspended`]);
  });
});
