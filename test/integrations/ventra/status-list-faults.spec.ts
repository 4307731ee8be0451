import fs from 'node:fs';
import { openKept } from '../../../src/integrations/ventra/status-list/kept-list.js';
import { type Submission } from '../../../src/modules/links/index.js';
import { type Faults } from '../../../src/sandbox/faults.js';
import { STRAY } from '../../../src/sandbox/stray-person.js';
import { STATUS_LIST_SWITCHES } from '../../../src/sandbox/transit/status-list/faults.js';
import { submission, word } from '../partner-line.js';
import { StatusListLane } from './status-list-lane.js';

describe('status-list-sftp and an operator on a bad day', () => {
  let lane: StatusListLane;

  beforeEach(async () => {
    lane = new StatusListLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  const fail = (faults: Faults) => lane.partner.interfaces[0]!.set(faults);
  const anHourLater = () => (lane.now = new Date(lane.now.getTime() + 3_600_000));

  /** Rounds of the worker, an hour apart, until every link has its last word. */
  async function settled(wanted: readonly Submission[], rounds = 4): Promise<string[]> {
    const words = new Map<string, string>();
    for (let round = 0; round < rounds; round += 1) {
      for (const receipt of await lane.collect()) words.set(receipt.linkId, word(receipt));
      anHourLater();
    }
    return wanted.map(({ linkId }) => words.get(linkId) ?? 'none');
  }

  it.each(STATUS_LIST_SWITCHES.wrongAnswers.choices)('that answers with %s: nothing is settled by it, and all is once it has answered rightly', async (wrongAnswers) => {
    const wanted = [submission(lane.token()), submission(lane.token())];
    fail({ wrongAnswers });
    expect((await lane.adapter.submit(wanted)).map(word)).toEqual(['pending', 'pending']);
    expect(await settled(wanted, 3)).toEqual(['none', 'none']);
    fail({});
    expect(await settled(wanted)).toEqual(['accepted', 'accepted']);
    expect(wanted.map(({ token }) => lane.shown(token))).toEqual(['active', 'active']);
    expect(lane.storage.keptEver).toHaveLength(1);
  });

  it('that says a list is damaged: the same bytes go again', async () => {
    const wanted = [submission(lane.token())];
    fail({ refuseNext: 'damaged' });
    await lane.adapter.submit(wanted);
    expect(await settled(wanted)).toEqual(['accepted']);
    const lists = lane.partner.received().split('\n').filter((line) => line.startsWith('H,'));
    expect([lists.length, new Set(lists).size]).toEqual([2, 1]);
  });

  it('that does not take one record: its link is rejected alone', async () => {
    const wanted = [submission(lane.token()), submission(lane.token())];
    fail({ rejectRecord: 2 });
    await lane.adapter.submit(wanted);
    expect(await settled(wanted)).toEqual(['accepted', 'transit.record_rejected']);
  });

  it.each<[string, Faults, RegExp]>([
    ['has no room for files', { refuseUploads: true }, /^pending$/],
    ['refuses the login', { refuseLogin: true }, /^credentials: login_refused$/],
  ])('that %s: all is settled when that is over', async (_what, faults, said) => {
    const wanted = [submission(lane.token())];
    fail(faults);
    expect(await lane.adapter.submit(wanted).then(([receipt]) => word(receipt), String)).toMatch(new RegExp(`${said.source.slice(1)}`));
    fail({});
    if (lane.storage.keptEver.length === 0) await lane.adapter.submit(wanted);
    expect(await settled(wanted)).toEqual(['accepted']);
    expect(lane.storage.keptEver).toHaveLength(1);
  });

  it.each([0, 1, 40, 100, -1])('that is cut off after %i bytes of a list (-1: all but one): only a part is left, and the next try overwrites it', async (where) => {
    const wanted = [submission(lane.token())];
    const keep = lane.storage.keepOutbound.bind(lane.storage);
    let bytes = where;
    lane.storage.keepOutbound = async (file) => {
      await keep(file);
      if (where < 0) bytes = (openKept(file) as { bytes: Buffer }).bytes.length + where;
      fail({ cutFilesAfterBytes: bytes });
    };
    expect((await lane.adapter.submit(wanted)).map(word)).toEqual(['pending']);
    const name = `.${lane.storage.keptEver[0]}.part`;
    expect([lane.names('inbound'), fs.statSync(lane.file('inbound', name)).size]).toEqual([[name], bytes]);
    expect(await settled(wanted)).toEqual(['accepted']);
    expect([lane.names('inbound'), lane.storage.keptEver.length, lane.partner.violations()]).toEqual([[], 1, []]);
  });

  it.each([0, 1, 40, -1])('that is cut off after %i bytes of its answer (-1: all but one): it is read again', async (where) => {
    const wanted = [submission(lane.token())];
    await lane.adapter.submit(wanted);
    const size = fs.statSync(lane.file('outbound', lane.names('outbound')[0] ?? '')).size;
    fail({ cutFilesAfterBytes: where < 0 ? size + where : where });
    await expect(lane.collect()).rejects.toMatchObject({ kind: 'retry', code: 'connection_closed' });
    expect(await settled(wanted)).toEqual(['accepted']);
    expect([lane.storage.files.size, lane.names('outbound')]).toEqual([0, []]);
  });

  it('that wants a full list while a link changes twice: it shows the later state', async () => {
    const [link, other] = [submission(lane.token()), submission(lane.token())];
    fail({ refuseNext: 'full_list_wanted' });
    await lane.adapter.submit([link]);
    expect((await lane.collect()).map(word)).toEqual([]);
    await lane.adapter.submit([{ ...link, state: 'suspended', version: 2 }, other]);
    expect((await lane.collect()).map(word)).toEqual([]);
    const listed = [{ token: '160', state: 'active', origin: 'adopted', validThrough: 'never' } as const];
    async function* cards() {
      for (const one of listed) yield await Promise.resolve(one);
    }
    expect(await lane.adapter.submitFullAudit!(cards())).toBe(1);
    await settled([link, other]);
    expect([lane.shown(link.token), lane.shown(other.token)]).toEqual(['suspended', 'active']);
    const last = lane.partner.received().split('\nH,').at(-1)!;
    expect(last.match(/^R,\d+/gm)).toEqual([link.token, other.token].map((token) => `R,${token}`));
  });

  it('that puts a name wherever it can: none of it gets any further', async () => {
    const [one, two] = [submission(lane.token()), submission(lane.token())];
    fail({ names: true, rejectRecord: 1 });
    const said: unknown[] = [await lane.adapter.submit([one, two])];
    expect(lane.names('outbound').join()).toContain(STRAY.fileName);
    said.push(await lane.collect(), lane.adapter.notices!(), [...lane.storage.files.values()].map(({ content }) => Buffer.from(content).toString('latin1')));
    fail({ names: true, refuseUploads: true });
    said.push(await lane.adapter.submit([{ ...two, state: 'suspended', version: 2 }]));
    const failure: unknown = await lane.collect().catch((error: unknown) => error);
    said.push(failure, String(failure), failure instanceof Error ? failure.stack : '');
    fail({ names: true, refuseLogin: true });
    const refused: unknown = await lane.collect().catch((error: unknown) => error);
    said.push(refused, String(refused), refused instanceof Error ? refused.stack : '');
    expect(JSON.stringify(said)).toContain('transit.record_rejected');
    expect(JSON.stringify(said)).toContain('login_refused');
    expect(JSON.stringify(said)).not.toMatch(new RegExp(`${STRAY.given}|${STRAY.family}`, 'i'));
  });
});
