import { planned } from './planned-list.js';
import { ReconciliationRoom } from './reconciliation-room.js';

describe('a comparison', () => {
  let room: ReconciliationRoom;

  beforeAll(async () => {
    room = await ReconciliationRoom.open();
  });

  beforeEach(() => room.reset());

  afterAll(() => room.close());

  it.each([0, 1, 2, 10, 100, 1_000])('finds exactly what was planted, with %d cases', async (size) => {
    const plan = planned({ seed: size + 11, size, asOf: room.today });
    await room.seed('transit', plan.links);
    const run = await room.send('transit', plan.lines);
    expect([run.state, run.reason]).toEqual(['done', null]);
    expect(run.counts).toEqual(plan.counts);
    expect(await room.breaks('transit')).toEqual(plan.breaks);
  });
});
