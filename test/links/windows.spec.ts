import { Database, UnitOfWork } from '../../src/kernel/database/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { PublisherService } from '../../src/modules/links/index.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { CHANGE_SECONDS, published, wanted } from './link-rows.js';

const YEARS_SECONDS = 4 * 365 * 86_400;
const STEP_SECONDS = CHANGE_SECONDS / 4;

describe('windows of an instance whose clock is ahead', () => {
  let core: TestCore;
  let lines: string[];

  beforeAll(async () => {
    core = await createCore({ policies: { library: { ...POLICIES.library, changeEpochSeconds: CHANGE_SECONDS } } });
  });

  beforeEach(async () => {
    lines = [];
    await core.reset();
  });

  afterAll(() => core.close());

  const instance = () => {
    const log = new EventLog('warn', { write: (line) => void lines.push(line) });
    return new PublisherService(core.get(Database), core.get(UnitOfWork), core.get(PartnerRegistry), core.clock, core.keyring, log);
  };

  /** One tick of an instance whose clock is so far ahead. */
  const tick = async (publisher: PublisherService, aheadSeconds = 0): Promise<number> => {
    core.clock.advance(aheadSeconds);
    const count = await publisher.publishDue('library');
    core.clock.advance(-aheadSeconds);
    return count;
  };

  /** Something new to tell at each step, and the seconds at which any of the instances told of something. */
  async function toldAt(steps: number, id: string, tickAll: () => Promise<number>): Promise<number[]> {
    const at: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      core.clock.advance(STEP_SECONDS);
      await wanted(core, id, step % 2 === 0 ? 'suspended' : 'active');
      if ((await tickAll()) > 0) at.push(step * STEP_SECONDS);
    }
    return at;
  }

  const gaps = (at: readonly number[]) => at.slice(1).map((second, place) => second - (at[place] ?? 0));

  it('go on within two windows when it was ahead once, and each has its length; the log says so once', async () => {
    const id = await published(core, 'library');
    const [one, other] = [instance(), instance()];
    await tick(one, YEARS_SECONDS);
    const at = await toldAt(40, id, async () => (await tick(one)) + (await tick(other)));
    expect(at[0]).toBeLessThanOrEqual(2 * CHANGE_SECONDS);
    expect(new Set(gaps(at))).toEqual(new Set([CHANGE_SECONDS]));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject(
      [one, other].flatMap(() => ['change', 'enrolment'].map((code) => ({ level: 40, msg: 'window lies ahead', service: 'library', code }))),
    );
  });

  it.each([YEARS_SECONDS, 2 * CHANGE_SECONDS + 7, 7, -7])('are not split where it stays %d seconds off', async (aheadSeconds) => {
    const id = await published(core, 'library');
    const [right, wrong] = [instance(), instance()];
    const at = await toldAt(60, id, async () => (await tick(right)) + (await tick(wrong, aheadSeconds)) + (await tick(right)));
    expect(at.length).toBeGreaterThan(10);
    // The first may come early, where the wrong clock comes in.
    expect(Math.min(...gaps(at.slice(1)))).toBeGreaterThanOrEqual(CHANGE_SECONDS);
  });

  it('waits no longer than till then where it was ahead by less than a window', async () => {
    const id = await published(core, 'library');
    const one = instance();
    await tick(one, CHANGE_SECONDS);
    expect((await toldAt(8, id, () => tick(one)))[0]).toBeLessThanOrEqual(2 * CHANGE_SECONDS);
    expect(lines).toEqual([]);
  });
});
