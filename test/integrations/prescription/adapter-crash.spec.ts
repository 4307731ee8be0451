import fs from 'node:fs';
import { sentBytes } from '../../../src/integrations/prescription/kept-file.js';
import { outcomes } from './answers.js';
import { collectAll, Crash, MemoryLane } from './memory-lane.js';
import { submission, TestPartner } from './partner.js';

describe.each(['openpgp', 'none'] as const)('when the process of the prescription adapter dies (encryption: %s)', (encryption) => {
  let site: TestPartner;
  let lane: MemoryLane;

  beforeEach(async () => {
    site = new TestPartner(encryption);
    lane = new MemoryLane();
    await site.start();
  });

  afterEach(() => site.discard());

  it('after keeping a file: the next one sends the same bytes', async () => {
    lane.crashAfter = 'keepOutbound';
    await expect(site.adapter(lane).submit([submission('RX1')])).rejects.toBeInstanceOf(Crash);
    expect(site.partner.records()).toEqual([]);
    const [name] = lane.keptEver;
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(site.partner.received()).toContain(name);
    expect(lane.keptEver).toHaveLength(1);
  });

  it('after sending it: the partner has it once, and its word "duplicate" rejects nothing', async () => {
    lane.crashBefore = 'markSent';
    await expect(site.adapter(lane).submit([submission('RX1')])).rejects.toBeInstanceOf(Crash);
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(site.partner.violations()).toEqual(['834: TA1 025']);
    expect(await collectAll(site.adapter(lane), lane)).toEqual([]);
    expect(site.names('outbound')).toEqual([]);
    expect(lane.keptEver).toHaveLength(1);
  });

  it('after sending it to a partner that has not looked yet: the name is taken, so it was sent', async () => {
    lane.crashAfter = 'keepOutbound';
    await expect(site.adapter(lane).submit([submission('RX1')])).rejects.toBeInstanceOf(Crash);
    const [file] = lane.files.values();
    fs.writeFileSync(site.file('inbound', file!.name), sentBytes(file!));
    expect(await collectAll(site.adapter(lane), lane)).toEqual([]);
    expect(site.names('inbound')).toEqual([file!.name]);
    await site.restart();
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(site.partner.violations()).toEqual([]);
  });

  it('over a half-written part: it is written anew', async () => {
    lane.crashAfter = 'keepOutbound';
    await expect(site.adapter(lane).submit([submission('RX1')])).rejects.toBeInstanceOf(Crash);
    fs.writeFileSync(site.file('inbound', `.${lane.keptEver[0]}.part`), 'ISA*00*'.repeat(2000));
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(site.names('inbound')).toEqual([]);
  });

  it.each(['the same', 'another'])('after settling: %s process knows the answer again and clears it away', async (who) => {
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    for await (const late of adapter.collect()) for (const reference of late.closes) lane.files.delete(reference);
    expect(site.names('outbound')).toHaveLength(1);
    const number = lane.counter('interchange');
    const next = who === 'the same' ? adapter : site.adapter(lane);
    expect(await collectAll(next, lane)).toEqual([]);
    expect(site.names('outbound')).toEqual([]);
    expect(lane.counter('interchange')).toBe(who === 'the same' ? number : number + 1);
  });

  it('before settling: the answer is read again', async () => {
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    for await (const late of adapter.collect()) {
      expect(late.closes).toEqual(['000000001']);
      break;
    }
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
  });

  it('between keeping a resend and closing its original: the same resend goes out, once', async () => {
    await site.adapter(lane).submit([submission('RX1'), submission('RX2', { reference: 'enrolled' })]);
    for (let round = 0; round < 2; round++) {
      for await (const late of site.adapter(lane).collect()) {
        expect(outcomes(late.receipts)).toEqual({ RX1: 'pending', RX2: 'x12.member_rejected' });
        break;
      }
    }
    expect(lane.keptEver).toHaveLength(2);
    expect(site.partner.records()).toEqual([]);
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'pending', RX2: 'x12.member_rejected' });
    expect(outcomes(await collectAll(site.adapter(lane), lane))).toEqual({ RX1: 'accepted' });
    expect(lane.keptEver).toHaveLength(2);
    expect(site.partner.records().map(({ token }) => token)).toEqual(['RX1']);
  });

  it('a consumer that settles late finds the answer file removed all the same', async () => {
    const adapter = site.adapter(lane);
    await adapter.submit([submission('RX1')]);
    const answers = [];
    for await (const late of adapter.collect()) answers.push(late);
    for (const late of answers) await lane.settle(late);
    expect(site.names('outbound')).toEqual([]);
  });
});
