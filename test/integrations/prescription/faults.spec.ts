import fs from 'node:fs';
import { PartnerFailure } from '../../../src/modules/links/index.js';
import { Gate } from '../../../src/sandbox/gate.js';
import { STRAY } from '../../../src/sandbox/stray-person.js';
import { sentBytes } from '../../../src/integrations/prescription/kept-file.js';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { NOW, submission, TestPartner } from './partner.js';

describe('the prescription adapter and a benefit manager on a bad day', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner('openpgp');
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  const members = () => site.partner.records().map(({ token }) => token);

  it('that is slow: gives up, keeps the file, and sends it once', async () => {
    const gate = await Gate.open('127.0.0.1', 0, () => site.port);
    const hasty = site.adapter(lane, { port: gate.port, operationTimeoutSeconds: 1 });
    gate.set({ latencyMs: 260 });
    expect(outcomes(await hasty.submit([submission('RX1')]))).toEqual({ RX1: 'pending' });
    expect(members()).toEqual([]);
    await hasty.close();
    await gate.close();
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(lane.keptEver).toHaveLength(1);
  });

  it('that refuses one file whole: its links are rejected, the next file is fine', async () => {
    site.partner.faults.set({ refuseNext: '022' });
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'x12.ta1_rejected' });
    await adapter.submit([submission('RX1')]);
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
  });

  it.each([1, 2, 3])('that refuses the member at position %i: the others are enrolled', async (position) => {
    site.partner.faults.set({ rejectMember: position });
    const adapter = site.adapter(lane);
    await adapter.submit(['RX1', 'RX2', 'RX3'].map((token) => submission(token)));
    const first = outcomes(await collectAll(adapter, lane));
    expect(first[`RX${position}`]).toBe('x12.member_rejected');
    const others = ['RX1', 'RX2', 'RX3'].filter((token) => token !== `RX${position}`);
    expect(Object.keys(outcomes(await collectAll(adapter, lane))).sort()).toEqual(others);
    expect(members()).toEqual(others);
  });

  it.each([0, 1, 50, 300, 600, -1])('that is cut off after %i bytes of our file (-1: all but one): only a part is left, and the next try overwrites it', async (where) => {
    const keep = lane.keepOutbound.bind(lane);
    let bytes = where;
    lane.keepOutbound = async (file) => {
      await keep(file);
      if (where < 0) bytes = sentBytes(file).length + where;
      site.partner.faults.set({ cutFilesAfterBytes: bytes });
    };
    expect(outcomes(await site.adapter(lane).submit([submission('RX1')]))).toEqual({ RX1: 'pending' });
    const [left, ...more] = site.names('inbound');
    expect([left, more]).toEqual([`.${lane.keptEver[0]}.part`, []]);
    expect(fs.statSync(site.file('inbound', left!)).size).toBe(bytes);
    expect(members()).toEqual([]);
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect([site.names('inbound'), lane.keptEver.length, site.partner.violations()]).toEqual([[], 1, []]);
  });

  it.each([0, 10, 400, -1])('that is cut off after %i bytes of its first answer (-1: all but one): they are read again', async (where) => {
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    const { size } = fs.statSync(site.file('outbound', site.names('outbound')[0] ?? ''));
    site.partner.faults.set({ cutFilesAfterBytes: where < 0 ? size + where : where });
    await expect(collectAll(adapter, lane)).rejects.toEqual(new PartnerFailure('retry', 'connection_closed'));
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect([lane.files.size, site.names('outbound')]).toEqual([0, []]);
  });

  it.each([
    ['plain_text', 'x12.answer_untrusted', 2],
    ['unwrapped', 'x12.answer_untrusted', 2],
    ['truncated', 'x12.answer_unreadable', 2],
    ['wrong_counts', 'x12.answer_unreadable', 2],
    ['another_receiver', 'x12.answer_unreadable', 2],
    ['another_file', 'x12.answer_orphaned', 2],
    // Whether the file as such was taken in says the TA1, and it does so rightly.
    ['another_set', 'x12.answer_unreadable', 1],
  ] as const)('that answers with %s: nothing is settled by it, staff see it, and a right answer settles all', async (wrongAnswers, code, count) => {
    site.partner.faults.set({ wrongAnswers });
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    expect(await collectAll(adapter, lane)).toEqual([]);
    expect(adapter.notices()).toMatchObject([{ code, count }]);
    expect([lane.files.size, members()]).toEqual([1, ['RX1']]);
    site.partner.faults.set({});
    const [reference = ''] = [...lane.files.keys()];
    await site.leave('LATE.x12.pgp', answerFile({ sets: about(Number(reference), ['IK5', 'A']) }));
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect(lane.keptEver).toHaveLength(1);
  });

  it('that contradicts itself: the first answer counts, and staff see the second', async () => {
    site.partner.faults.set({ wrongAnswers: 'contradicting' });
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    const said = outcomes(await collectAll(adapter, lane));
    expect(Object.keys(said)).toEqual(['RX1']);
    expect(adapter.notices().map((notice) => notice.code)).toEqual(['x12.answer_contradicts']);
    expect([lane.files.size, members(), lane.keptEver.length]).toEqual([0, ['RX1'], 1]);
  });

  it.each([
    ['has no room for files', { refuseUploads: true }, 'pending'],
    ['refuses the login', { refuseLogin: true }, 'credentials: login_refused'],
  ] as const)('that %s: all is settled when that is over', async (_what, faults, said) => {
    site.partner.faults.set(faults);
    const adapter = site.adapter(lane);
    expect(await adapter.submit([submission('RX1')]).then(([receipt]) => receipt?.outcome, (error: unknown) => (error as Error).message)).toBe(said);
    site.partner.faults.set({});
    if (lane.keptEver.length === 0) await adapter.submit([submission('RX1')]);
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect(lane.keptEver).toHaveLength(1);
  });

  it('that does not answer: the links stay pending, and nothing is sent again', async () => {
    site.partner.faults.set({ wrongAnswers: 'none' });
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    for (let round = 0; round < 3; round++) expect(await collectAll(adapter, lane)).toEqual([]);
    expect([lane.files.size, lane.keptEver.length, members()]).toEqual([1, 1, ['RX1']]);
  });

  it('that answers twice: it counts once', async () => {
    site.partner.faults.set({ wrongAnswers: 'twice' });
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    expect(site.names('outbound')).toHaveLength(4);
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect([site.names('outbound'), adapter.notices()]).toEqual([[], []]);
  });

  it('that puts a name wherever it can: none of it gets any further', async () => {
    site.partner.faults.set({ names: true, rejectMember: 1 });
    const adapter = site.adapter(lane);
    const said: unknown[] = [await adapter.submit([submission('RX1'), submission('RX2')])];
    expect(site.names('outbound').join()).toContain(STRAY.fileName);
    said.push(await collectAll(adapter, lane), [...lane.files.values()].map(({ content }) => Buffer.from(content).toString('latin1')));
    said.push(await collectAll(adapter, lane), adapter.notices());
    fs.rmSync(site.file('outbound'), { recursive: true });
    const failure: unknown = await collectAll(adapter, lane).catch((error: unknown) => error);
    said.push(failure, String(failure), failure instanceof Error ? failure.stack : '');
    expect(JSON.stringify(said)).toContain('x12.member_rejected');
    expect(JSON.stringify(said)).not.toMatch(new RegExp(`${STRAY.given}|${STRAY.family}`));
  });

  it('leaves no part of ours behind for more than a day', async () => {
    const parts = ['.CK834_T_000000009_0123abcd.x12.pgp.part', '.CK834_T_000000009.x12.pgp.part', '.CK834_T_000000009_0123abcd.x12.part'];
    const kept = ['.CK834_T_000000008_0123abcd.x12.pgp.part', '.OTHER.part', '.CK834_T_9.part'];
    for (const name of [...parts, ...kept]) fs.writeFileSync(site.file('inbound', name), 'half');
    const aged = (hours: number, names: string[]) => {
      const at = new Date(NOW.getTime() - hours * 3_600_000);
      for (const name of names) fs.utimesSync(site.file('inbound', name), at, at);
    };
    aged(25, [...parts, ...kept.slice(1)]);
    aged(23, kept.slice(0, 1));
    await collectAll(site.adapter(lane), lane);
    expect(site.names('inbound')).toEqual([...kept].sort());
  });
});
