import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { writeList, recordFor } from '../../../src/integrations/ventra/status-list/format.js';
import { referenceOf } from '../../../src/integrations/ventra/status-list/kept-list.js';
import { type AuditedLink } from '../../../src/modules/links/index.js';
import { submission, word } from '../partner-line.js';
import { collectAll, Crash } from '../prescription/memory-lane.js';
import { StatusListLane } from './status-list-lane.js';

const BAD = '0000000000000666';

async function* audited(...links: [string, AuditedLink['state']][]): AsyncGenerator<AuditedLink> {
  for (const [token, state] of links) yield await Promise.resolve({ token, state, origin: 'adopted', validThrough: '2031-02' });
}

describe('status-list-sftp against the transit partner', () => {
  let lane: StatusListLane;

  beforeEach(async () => {
    lane = new StatusListLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  const lists = () => lane.partner.received().split('\n').filter((line) => line.startsWith('H,'));

  it('follows links through their life, each file one second and one number on', async () => {
    const [one, other] = [lane.token(), lane.token()];
    expect(lane.adapter.describe()).toMatchObject({ service: 'transit', profile: 'status-list-sftp', carriesExpiry: false, exclusive: true });
    for (const state of ['active', 'suspended', 'active', 'ended'] as const) {
      expect(await lane.bring(submission(one, { state }), submission(other))).toEqual(['accepted', 'accepted']);
      expect([lane.shown(one), lane.shown(other)]).toEqual([state, 'active']);
    }
    expect(lists()).toEqual([1, 2, 3, 4].map((nth) => `H,DELTA,2026031015000${nth - 1},CITY,TRANSIT,T,0,${nth},2`));
    expect(lane.storage.files.size).toBe(0);
    expect([lane.names('inbound'), lane.names('outbound')]).toEqual([[], []]);
    expect(lane.partner.violations()).toEqual([]);
    expect(await lane.adapter.verify(one)).toBeNull();
  });

  it('lists a replaced identifier as unassigned beside the new one, and says nothing of a balance', async () => {
    const [old, fresh] = [lane.token(), lane.token()];
    await lane.bring(submission(old));
    expect(await lane.bring(submission(fresh, { replaces: { token: old, origin: 'adopted', reference: null } }))).toEqual(['accepted']);
    expect([lane.shown(old), lane.shown(fresh)]).toEqual(['ended', 'active']);
    expect(lane.partner.received()).not.toMatch(/balance|transfer/i);
  });

  it('rejects the one record that was not taken, and what cannot be written', async () => {
    expect(await lane.bring(submission(lane.token()), submission(BAD), submission('a,b'))).toEqual([
      'accepted',
      'transit.record_rejected',
      'transit.identifier_unusable',
    ]);
  });

  it('sends the same name and bytes after a crash, and settles them once', async () => {
    const token = lane.token();
    lane.storage.crashAfter = 'keepOutbound';
    await expect(lane.adapter.submit([submission(token)])).rejects.toBeInstanceOf(Crash);
    expect(lane.shown(token)).toBeUndefined();
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    lane.storage.crashBefore = 'markSent';
    await lane.adapter.submit([submission(token, { state: 'suspended' })]);
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    expect(lane.shown(token)).toBe('suspended');
    expect(lane.storage.keptEver).toHaveLength(2);
    expect(await lane.collect()).toEqual([]);
  });

  it('sends the same name and bytes when no answer comes, and when they arrived damaged', async () => {
    const token = lane.token();
    await lane.adapter.submit([submission(token)]);
    const [answer] = lane.names('outbound');
    fs.rmSync(lane.file('outbound', answer!));
    expect(await lane.collect()).toEqual([]);
    lane.now = new Date(lane.now.getTime() + 3_600_000);
    expect(await lane.collect()).toEqual([]);
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    expect(new Set(lists()).size).toBe(1);

    await lane.adapter.submit([submission(token, { state: 'suspended' })]);
    const name = lane.storage.keptEver.at(-1)!;
    const damaged = acknowledged(name, 2);
    fs.writeFileSync(lane.file('outbound', `${name}.ACK`), damaged);
    expect(await lane.collect()).toEqual([]);
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
  });

  it('asks for a person when deltas are out of sequence, and catches up on a full list', async () => {
    const [first, second, third] = [lane.token(), lane.token(), lane.token()];
    await lane.bring(submission(first));
    await lane.storage.nextNumber('status-list-delta-on-0');
    expect(await lane.bring(submission(second))).toEqual(['pending']);
    expect(lane.adapter.notices!()).toEqual([{ code: 'transit.full_list_wanted', count: 1, sinceDay: '2026-03-10' }]);
    expect(await lane.bring(submission(third))).toEqual(['pending']);
    expect([lane.shown(second), lane.shown(third)]).toEqual([undefined, undefined]);
    lane.now = new Date(lane.now.getTime() + 7_200_000);
    await lane.collect();
    const sent = lists().length;
    expect(await lane.adapter.submitFullAudit!(audited([first, 'suspended']))).toBe(1);
    expect((await lane.collect()).map(word)).toEqual(['pending', 'pending']);
    expect(lane.shown(first)).toBe('suspended');
    expect((await lane.collect()).map(word)).toEqual(['accepted', 'accepted']);
    expect([lane.shown(second), lane.shown(third)]).toEqual(['active', 'active']);
    expect(lane.adapter.notices!()).toEqual([]);
    expect(lists().slice(sent).map((line) => line.replace(/,\d{14},/, ','))).toEqual(['H,FULL,CITY,TRANSIT,T,4,0,1', 'H,DELTA,CITY,TRANSIT,T,4,1,2']);
    expect(await lane.bring(submission(first))).toEqual(['accepted']);
    expect([...lane.storage.files.keys()]).toEqual(['000000000004-full']);
  });

  it('learns from the next delta that a full list never arrived, and catches up on another', async () => {
    const token = lane.token();
    await lane.bring(submission(token));
    const reference = referenceOf('full', await lane.storage.nextNumber('status-list'));
    await lane.storage.keepOutbound({ reference, name: 'CITY_TRANSIT_20260310150001.FULL', content: new Uint8Array(), entries: [] });
    await lane.storage.markSent(reference);
    lane.now = new Date(lane.now.getTime() + 7_200_000);
    expect(await lane.bring(submission(token, { state: 'suspended' }))).toEqual(['pending']);
    expect(lane.adapter.notices!()).toMatchObject([{ code: 'transit.full_list_wanted' }]);
    await lane.adapter.submitFullAudit!(audited([token, 'active']));
    await lane.collect();
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    expect([lane.adapter.notices!(), lane.shown(token)]).toEqual([[], 'suspended']);
  });

  it('leaves no part of ours behind for more than a day', async () => {
    const [ours, young, other] = ['.CITY_TRANSIT_20260308150000.FULL.part', '.CITY_TRANSIT_20260310140000.DELTA.part', '.OTHER_TRANSIT_20260308150000.FULL.part'];
    for (const [name, hours] of [[ours, 25], [young, 23], [other, 25]] as const) {
      fs.writeFileSync(lane.file('inbound', name), 'half');
      const at = new Date(lane.now.getTime() - hours * 3_600_000);
      fs.utimesSync(lane.file('inbound', name), at, at);
    }
    await lane.collect();
    expect(lane.names('inbound')).toEqual([young, other].sort());
  });

  it('wants no full list any more when another instance has read that it was taken', async () => {
    const [token, other] = [lane.token(), lane.connect()];
    await lane.bring(submission(token));
    lane.partner.interfaces[0]!.set({ refuseNext: 'full_list_wanted' });
    await lane.bring(submission(token, { state: 'suspended' }));
    expect(lane.adapter.notices!()).toMatchObject([{ code: 'transit.full_list_wanted' }]);
    await other.submitFullAudit!(audited([token, 'suspended']));
    await collectAll(other, lane.storage);
    await lane.collect();
    expect([lane.adapter.notices!(), other.notices!(), lane.shown(token)]).toEqual([[], [], 'suspended']);
    await other.close();
  });

  it('never uses the name of a file again, whoever sent it in the same second', async () => {
    const [one, two, other] = [lane.token(), lane.token(), lane.connect()];
    await lane.bring(submission(one));
    await other.submit([submission(two)]);
    expect((await collectAll(other, lane.storage)).map(word)).toEqual(['accepted']);
    expect([lane.shown(one), lane.shown(two)]).toEqual(['active', 'active']);
    await other.close();
  });

  it('forgets a full list that was noted and never published, and sends none for nobody', async () => {
    const token = lane.token();
    lane.storage.crashAfter = 'keepOutbound';
    await expect(lane.adapter.submitFullAudit!(audited([token, 'active']))).rejects.toBeInstanceOf(Crash);
    expect(await lane.bring(submission(token))).toEqual(['pending']);
    lane.now = new Date(lane.now.getTime() + 1_000);
    expect(await lane.adapter.submitFullAudit!(audited([token, 'suspended']))).toBe(1);
    await lane.collect();
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    expect(lane.shown(token)).toBe('active');
    expect(await lane.adapter.submitFullAudit!(audited())).toBe(0);
  });

  it('leaves an answer alone that it cannot read, and clears away one to a list it has closed', async () => {
    await lane.adapter.submit([submission(lane.token())]);
    const name = lane.storage.keptEver[0]!;
    const whole = fs.readFileSync(lane.file('outbound', `${name}.ACK`));
    fs.writeFileSync(lane.file('outbound', `${name}.ACK`), whole.subarray(0, -3));
    expect(await lane.collect()).toEqual([]);
    fs.writeFileSync(lane.file('outbound', `${name}.ACK`), whole);
    expect((await lane.collect()).map(word)).toEqual(['accepted']);
    fs.writeFileSync(lane.file('outbound', `${name}.ACK`), whole);
    expect(await lane.collect()).toEqual([]);
    expect(lane.names('outbound')).toEqual([]);
  });

  it('says retry while the operator is down, keeps nothing then, and goes on when it is back', async () => {
    const bringBack = await lane.takeDown();
    const wanted = submission(lane.token());
    await expect(lane.adapter.submit([wanted])).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
    await expect(lane.collect()).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
    expect(lane.storage.keptEver).toEqual([]);
    await bringBack();
    expect(await lane.bring(wanted)).toEqual(['accepted']);
  });

  it('stops the lane on a wrong password and on another host key', async () => {
    const stranger = lane.connect({}, { password: 'wrong' });
    await expect(stranger.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code: 'login_refused' });
    const elsewhere = lane.connect({ hostKeyFingerprint: `SHA256:${'A'.repeat(43)}` });
    await expect(elsewhere.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code: 'host_key_mismatch' });
  });

  it('reads the operator’s own full list, and none that is damaged', async () => {
    const heads: unknown[] = [];
    const read = async () => {
      const tokens: unknown[] = [];
      for await (const record of lane.adapter.fullList!((head) => heads.push(head))) tokens.push(record);
      return tokens;
    };
    await expect(read()).rejects.toMatchObject({ kind: 'retry', code: 'no_list' });
    const stamp = '20260310150000';
    const records = (['active', 'suspended', 'ended'] as const).map((state, index) => recordFor(`16${index}`, state, stamp, 1));
    const text = writeList({ kind: 'FULL', createdAt: stamp, from: 'TRANSIT', to: 'CITY', mode: 'T', fullList: 1, sequence: 0 }, records);
    fs.writeFileSync(lane.file('outbound', `TRANSIT_CITY_${stamp}.FULL`), text);
    expect(await read()).toEqual([
      { token: '160', state: 'active', validThrough: null },
      { token: '161', state: 'suspended', validThrough: null },
      { token: '162', state: 'ended', validThrough: null },
    ]);
    expect(heads).toEqual([{ asOf: '2026-03-10', sequence: 1, rows: 3 }]);
    const newer = '20260311030000';
    const laidOut = async (content: string) => {
      fs.writeFileSync(lane.file('outbound', `TRANSIT_CITY_${newer}.FULL`), content);
      return read().catch((error: unknown) => (error as { fault?: string }).fault);
    };
    const whole = text.replace(`H,FULL,${stamp}`, `H,FULL,${newer}`);
    expect(await laidOut(text)).toBe('name_mismatch');
    expect(await laidOut(text.replace('TRANSIT,CITY', 'CITY,TRANSIT'))).toBe('name_mismatch');
    expect(await laidOut(whole)).toBe('hash_total_wrong');
    expect(await laidOut(whole.replace('R,161', 'R,169'))).toBe('hash_total_wrong');
    expect(await laidOut(whole.replace(/R,161.*\n/, ''))).toBe('row_count_wrong');
    expect(await laidOut(whole.slice(0, -1))).toBe('truncated');
    expect(await laidOut(whole.slice(0, whole.indexOf('T,')))).toBe('truncated');
    expect(await laidOut(whole.replace('R,161,2', 'R,161,9'))).toBe('malformed');
    const good = writeList({ kind: 'FULL', createdAt: newer, from: 'TRANSIT', to: 'CITY', mode: 'T', fullList: 2, sequence: 0 }, records);
    expect(await laidOut(good)).toHaveLength(3);
    // The evening before, in the city.
    expect(heads.at(-1)).toEqual({ asOf: '2026-03-10', sequence: 2, rows: 3 });
  });

  it.each([
    ['host', { host: '' }],
    ['hostKeyFingerprint', { hostKeyFingerprint: 'none' }],
    ['senderId', { senderId: 'CI_TY' }],
    ['mode', { mode: 'X' }],
    ['batchSize', { batchSize: 0 }],
    ['inboundFolder', { inboundFolder: '../in' }],
  ])('names %s when it is wrong', (name, settings) => {
    expect(() => lane.connect(settings)).toThrow(new RegExp(`^${name} must`));
  });
});

function acknowledged(name: string, code: number): string {

  const body = `A,${name},${code},0,0\n`;
  return `${body}T,0,${createHash('sha256').update(body).digest('hex')}\n`;
}
