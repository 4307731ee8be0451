import { type PartnerRecord } from '../../src/modules/links/index.js';
import { type PlannedLink } from './planned-list.js';
import { ReconciliationRoom } from './reconciliation-room.js';

const FREELY = 100;
/** Lines after which a list ends that nobody has stopped. */
const ENOUGH = 20_000;
const token = (at: number) => `16${String(at).padStart(14, '0')}`;
const links = (count: number) =>
  Array.from({ length: count }, (_, at): PlannedLink => ({ token: token(at), state: 'active', validThrough: 'never', version: 1, reportedVersion: 1, changedOn: '2026-01-05' }));

/** Tokens that no link has, as good as without an end. */
class Endless {
  told = 0;
  closed = false;

  async *records(): AsyncGenerator<PartnerRecord> {
    try {
      while (this.told < ENOUGH) yield await Promise.resolve({ token: token(1_000_000 + (this.told += 1)), state: 'active', validThrough: null });
    } finally {
      this.closed = true;
    }
  }

  async *bytes(): AsyncGenerator<Buffer> {
    for await (const record of this.records()) yield Buffer.from(`${record.token},active\n`);
  }
}

describe('a list that goes on and on', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open({ settings: { blockBytes: 1_024, linesFreely: FREELY } });
  });
  beforeEach(() => room.reset());
  afterAll(() => room.close());

  const stored = () => room.rows('SELECT state, reason, theirs FROM reconciliation.run');

  it.each([
    ['too_many_lines', 'no number of lines', null, 400],
    ['too_many_lines', 'a number that no list of so few links has', 1_000_000, 400],
    ['row_count_wrong', 'fewer lines', 5, 200],
  ])('is set aside as %s while it comes, where it says %s', async (reason, _, rows, most) => {
    await room.seed('transit', links(3));
    const list = new Endless();
    const run = await room.send('transit', [], { bytes: list.bytes(), rows, sequence: 7, byPartner: true });
    expect([run.state, run.reason, run.rows, run.counts, list.closed]).toEqual(['set_aside', reason, null, null, true]);
    expect(list.told).toBeLessThan(most);
    expect([await room.breaks('transit'), await room.rows('SELECT FROM reconciliation.progress')]).toEqual([[], []]);
    expect(await room.send('transit', links(3).map((link) => `${link.token},active`), { rows: 3, sequence: 7, byPartner: true })).toMatchObject({ state: 'done', counts: { matched: 3 } });
  });

  it('is set aside where it was asked for, and its partner is asked no further', async () => {
    await room.seed('transit', links(3));
    const list = new Endless();
    room.partners.transit.listed = () => list.records();
    expect(await room.pull('transit')).toMatchObject({ state: 'set_aside', reason: 'too_many_lines', rows: null });
    expect([list.closed, list.told < ENOUGH]).toEqual([true, true]);
  });

  it('is judged the same where it ends before anybody has looked', async () => {
    await room.seed('transit', links(1));
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `${token(5_000 + at)},active`);
    expect(await room.send('transit', lines(FREELY + 11))).toMatchObject({ state: 'set_aside', reason: 'too_many_lines' });
    expect(await room.send('transit', lines(FREELY + 10))).toMatchObject({ state: 'set_aside', reason: 'wrong_list', rows: FREELY + 10 });
  });

  it('passes where there are so many links, or the last list was as long', async () => {
    await room.seed('transit', links(150));
    const lines = links(150).map((link) => `${link.token},active`);
    expect(await room.send('transit', lines)).toMatchObject({ state: 'done', counts: { matched: 150 } });
    await room.rows('DELETE FROM links.link');
    expect((await room.send('transit', [...lines, ...lines])).reason).toBe('size_changed');
    expect(await stored()).toHaveLength(2);
  });
});
