import fs from 'node:fs';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { NOW, submission, TestPartner } from './partner.js';

const hoursLater = (hours: number) => () => new Date(NOW.getTime() + hours * 3_600_000);

describe('what waits for a person at the prescription partner', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner('openpgp');
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  const dated = (name: string, day: string) => fs.utimesSync(site.file('outbound', name), new Date(`${day}T12:00:00Z`), new Date(`${day}T12:00:00Z`));

  it('is nothing when all is well', async () => {
    const adapter = site.adapter(lane);
    expect(adapter.notices()).toEqual([]);
    await adapter.submit([submission('RX1')]);
    await collectAll(adapter, lane);
    expect(adapter.notices()).toEqual([]);
  });

  it('is a file without an answer after the hours agreed on, until the answer comes', async () => {
    site.partner.faults.set({ wrongAnswers: 'none' });
    await site.adapter(lane).submit([submission('RX1')]);
    await site.adapter(lane).submit([submission('RX2')]);
    const adapterAfter = async (hours: number, settings = {}) => {
      const adapter = site.adapter(lane, settings, {}, hoursLater(hours));
      await collectAll(adapter, lane);
      return adapter;
    };
    expect((await adapterAfter(24)).notices()).toEqual([]);
    expect((await adapterAfter(25, { answerWithinHours: 26 })).notices()).toEqual([]);
    const adapter = await adapterAfter(25);
    expect(adapter.notices()).toEqual([{ code: 'x12.file_aged', count: 2, sinceDay: '2026-04-01' }]);
    await site.leave('A.x12.pgp', answerFile({ sets: about(1, ['IK5', 'A']) }));
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect(adapter.notices()).toEqual([{ code: 'x12.file_aged', count: 1, sinceDay: '2026-04-01' }]);
  });

  it('is an answer that is not ours, unreadable or not to be trusted; each is left untouched, also by the next process', async () => {
    await site.adapter(lane).submit([submission('RX1')]);
    site.silence();
    await site.leave('A.x12.pgp', answerFile({ sets: about(777, ['IK5', 'A']) }));
    await site.leave('B.x12.pgp', Buffer.from('Dear city'));
    fs.writeFileSync(site.file('outbound', 'C.x12'), answerFile({ sets: about(1, ['IK5', 'A']) }));
    fs.writeFileSync(site.file('outbound', 'D.x12.pgp'), 'no message');
    for (const [name, day] of [['A.x12.pgp', '2026-03-29'], ['B.x12.pgp', '2026-03-30'], ['C.x12', '2026-03-31'], ['D.x12.pgp', '2026-03-28']] as const) dated(name, day);
    const before = site.answers();
    for (const adapter of [site.adapter(lane), site.adapter(lane)]) {
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(adapter.notices()).toEqual([
        { code: 'x12.answer_orphaned', count: 1, sinceDay: '2026-03-29' },
        { code: 'x12.answer_unreadable', count: 1, sinceDay: '2026-03-30' },
        { code: 'x12.answer_untrusted', count: 2, sinceDay: '2026-03-28' },
      ]);
    }
    expect(site.answers()).toEqual(before);
    expect(lane.files.size).toBe(1);
  });

  it('goes away with the file', async () => {
    const adapter = site.adapter(lane);
    await site.leave('A.x12.pgp', Buffer.from('Dear city'));
    await collectAll(adapter, lane);
    expect(adapter.notices()).toHaveLength(1);
    site.silence();
    await collectAll(adapter, lane);
    expect(adapter.notices()).toEqual([]);
  });

  it('is a second answer that says something else; the same answer again is cleared away', async () => {
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    site.silence();
    const accepted = answerFile({ sets: about(1, ['IK5', 'A']) });
    await site.leave('A.x12.pgp', accepted);
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    await site.leave('B.x12.pgp', accepted);
    await site.leave('C.x12.pgp', answerFile({ sets: about(1, ['IK5', 'A']) }));
    await site.leave('D.x12.pgp', answerFile({ sets: about(1, ['IK3', 'INS', '5', '', '8'], ['IK5', 'R', '5']) }));
    expect(await collectAll(adapter, lane)).toEqual([]);
    expect(site.names('outbound')).toEqual(['D.x12.pgp']);
    expect(adapter.notices().map(({ code }) => code)).toEqual(['x12.answer_contradicts']);
  });
});
