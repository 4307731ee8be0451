import fs from 'node:fs';
import { PartnerFailure } from '../../../src/modules/links/index.js';
import { type Segment } from '../../../src/integrations/prescription/x12/index.js';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

async function failureOf(act: Promise<unknown>): Promise<string> {
  const error: unknown = await act.then(() => null, (thrown: unknown) => thrown);
  return error instanceof PartnerFailure ? error.message : String(error);
}

describe('the prescription adapter', () => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner();
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  describe('faced with what it does not understand', () => {
    const garbage: [string, Uint8Array][] = [
      ['no X12', Buffer.from('Dear city, your file was fine.')],
      ['an empty file', Buffer.alloc(0)],
      ['more than an answer can be', Buffer.alloc(2 * 1024 * 1024, 'X')],
      ['a truncated answer', answerFile({ sets: about(1, ['IK5', 'A']) }).slice(0, -5)],
      ['an answer for production', answerFile({ sets: about(1, ['IK5', 'A']), usage: 'P' })],
      ['an answer for somebody else', answerFile({ sets: about(1, ['IK5', 'A']), receiverId: 'OTHERCITY' })],
      ['another set of our group', answerFile({ sets: [['AK1', 'BE', '1'], ['AK2', '834', '0001'], ['IK5', 'A'], ['AK9', 'A', '1', '1', '1']] })],
      ['a contradiction', answerFile({ sets: [['AK1', 'BE', '1'], ...['A', 'R'].flatMap((code): Segment[] => [['AK2', '834', '000000001'], ['IK5', code]]), ['AK9', 'P', '1', '1', '1']] })],
      ['a refusal and an acceptance', answerFile({ ta1: [['TA1', '000000001', '260401', '1230', 'R', '022']], sets: about(1, ['IK5', 'A']) })],
    ];
    it.each(garbage)('leaves %s alone and settles nothing by it', async (_, bytes) => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      site.silence();
      fs.writeFileSync(site.file('outbound', 'A.x12'), bytes);
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(site.names('outbound')).toEqual(['A.x12']);
      expect(lane.files.size).toBe(1);
    });

    it('leaves an answer to a number never given out, and settles the rest of its file', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      site.silence();
      const both = [['AK1', 'BE', '1'], ['AK2', '834', '000000001'], ['IK5', 'A'], ['AK9', 'A', '1', '1', '1']];
      fs.writeFileSync(site.file('outbound', 'A.x12'), answerFile({ ta1: [['TA1', '000000777', '260401', '1230', 'A', '000']], sets: both }));
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
      const drawn = lane.counter('interchange');
      expect(await collectAll(adapter, lane)).toEqual([]);
      expect(lane.counter('interchange')).toBe(drawn);
      expect(site.names('outbound')).toEqual(['A.x12']);
    });

    it('reads a file again that was replaced under the same name', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      site.silence();
      fs.writeFileSync(site.file('outbound', 'A.x12'), 'half');
      expect(await collectAll(adapter, lane)).toEqual([]);
      fs.writeFileSync(site.file('outbound', 'A.x12'), answerFile({ sets: about(1, ['IK5', 'A']) }));
      expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    });
  });

  describe('when the way to the partner fails', () => {
    it('stops the lane on another host key, before any password is sent', async () => {
      const other = new TestPartner();
      const adapter = site.adapter(lane, { hostKeyFingerprint: other.key.fingerprint });
      expect(await failureOf(adapter.submit([submission('RX1')]))).toBe('credentials: host_key_mismatch');
      expect(await failureOf(collectAll(adapter, lane))).toBe('credentials: host_key_mismatch');
      await other.discard();
    });

    it('stops the lane on a wrong password', async () => {
      const adapter = site.adapter(lane, {}, { password: 'wrong' });
      expect(await failureOf(adapter.submit([submission('RX1')]))).toBe('credentials: login_refused');
      expect(lane.keptEver).toEqual([]);
    });

    it('stops the lane on OpenPGP keys that cannot be used, and keeps nothing', async () => {
      const armor = (kind: string) => `-----BEGIN PGP ${kind} KEY BLOCK-----\n\nxxxx\n-----END PGP ${kind} KEY BLOCK-----\n`;
      const adapter = site.adapter(lane, { encryption: 'openpgp' }, { pgpPrivateKey: armor('PRIVATE') });
      expect(await failureOf(adapter.submit([submission('RX1')]))).toBe('credentials: pgp_key_unusable');
      expect(lane.keptEver).toEqual([]);
    });

    it('keeps nothing when the partner is down, so that the links are tried again', async () => {
      const adapter = site.adapter(lane);
      await site.stop();
      expect(await failureOf(adapter.submit([submission('RX1')]))).toBe('retry: connect_failed');
      expect(await failureOf(collectAll(adapter, lane))).toBe('retry: connect_failed');
      expect(lane.keptEver).toEqual([]);
      expect(lane.counter('interchange')).toBe(0);
    });

    it('answers pending when the connection breaks after the file was kept', async () => {
      const adapter = site.adapter(lane);
      const keep = lane.keepOutbound.bind(lane);
      lane.keepOutbound = async (file) => {
        await keep(file);
        await site.stop();
      };
      expect(outcomes(await adapter.submit([submission('RX1')]))).toEqual({ RX1: 'pending' });
      await site.start();
      expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    });

    it('frees its sockets when closed in the middle', async () => {
      const adapter = site.adapter(lane);
      await adapter.submit([submission('RX1')]);
      const collecting = adapter.collect()[Symbol.asyncIterator]();
      await collecting.next();
      await adapter.close();
      await collecting.return?.();
      expect(await collectAll(adapter, lane)).toHaveLength(1);
    });
  });
});
