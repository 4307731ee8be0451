import { PublisherService, type OutboundFile, WorkQueue } from '../../src/modules/links/index.js';
import { SealedLaneStorage } from '../../src/modules/links/lane-storage.js';
import { ReceiptsService } from '../../src/modules/links/receipts.service.js';
import { createCore, type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';
import { enrol, linkRow, workRow } from './link-rows.js';
import { accepted } from './scripted-adapter.js';

describe('what a lane keeps', () => {
  let core: TestCore;
  let storage: SealedLaneStorage;

  beforeAll(async () => {
    core = await createCore();
  });

  beforeEach(async () => {
    await core.reset();
    storage = new SealedLaneStorage('prescription', core.database, core.keyring, 'spoken');
  });

  afterAll(() => core.close());

  const claimed = async () => {
    await enrol(core, ['prescription', 'prescription']);
    core.clock.advance(86_400);
    await core.get(PublisherService).publishDue('prescription');
    return (await core.get(WorkQueue).claim('prescription', 50)).map(({ submission }) => submission);
  };
  const fileOf = (reference: string, content: string, entries: OutboundFile['entries'] = []): OutboundFile => ({
    reference,
    name: `${reference}.834`,
    content: Buffer.from(content),
    entries,
  });

  it('numbers are never given twice, also when many ask at once', async () => {
    const drawn = await Promise.all(Array.from({ length: 60 }, () => storage.nextNumber('interchange')));
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, place) => place + 1));
    expect(await new SealedLaneStorage('prescription', core.database, core.keyring, 'spoken').nextNumber('interchange')).toBe(61);
  });

  it('numbers that follow a clock are never behind it, and never given twice while it stands or goes back', async () => {
    const drawn = [];
    for (const second of [1_000, 1_000, 1_000, 2_000, 1_500, 2_001]) drawn.push(await storage.nextNumber('second', second));
    expect(drawn).toEqual([1_000, 1_001, 1_002, 2_000, 2_001, 2_002]);
  });

  it('numbers count by themselves for every counter and service', async () => {
    await storage.nextNumber('interchange');
    expect(await storage.nextNumber('group')).toBe(1);
    expect(await new SealedLaneStorage('library', core.database, core.keyring, 'spoken').nextNumber('interchange')).toBe(1);
  });

  it('a file is kept whole, byte for byte', async () => {
    const content = Uint8Array.from({ length: 256 }, (_, place) => place);
    const file = { ...fileOf('000000001', ''), content, entries: [] };
    await storage.keepOutbound(file);
    const [kept] = await storage.unsentOutbound();
    expect(kept).toEqual({ ...file, content: Buffer.from(content) });
    expect(await storage.findOutbound('000000001')).toEqual(kept);
    expect(await storage.findOutbound('000000002')).toBeNull();
  });

  it('a file and the waiting of its links are one commit', async () => {
    const [one, two] = await claimed();
    const entries = [{ linkId: one?.linkId ?? '', version: 1 }];
    await storage.keepOutbound(fileOf('1', 'first', entries));
    expect(await workRow(core, one?.linkId ?? '')).toMatchObject({ stage: 'pending', leased: false, submitted_version: 1 });
    expect(await workRow(core, two?.linkId ?? '')).toMatchObject({ stage: 'due', leased: true });

    const again = storage.keepOutbound(fileOf('1', 'second', [{ linkId: two?.linkId ?? '', version: 1 }]));
    await expect(again).rejects.toMatchObject({ code: '23505' });
    expect(await workRow(core, two?.linkId ?? '')).toMatchObject({ stage: 'due', leased: true });

    await query(core.place.ownerUrl, `ALTER TABLE links.work ADD CONSTRAINT closed CHECK (stage <> 'pending') NOT VALID`);
    await expect(storage.keepOutbound(fileOf('2', 'second', [{ linkId: two?.linkId ?? '', version: 1 }]))).rejects.toThrow('closed');
    await query(core.place.ownerUrl, 'ALTER TABLE links.work DROP CONSTRAINT closed');
    expect(await storage.findOutbound('2')).toBeNull();
  });

  it('links that wait for an acknowledgement are not sent again', async () => {
    const batch = await claimed();
    await storage.keepOutbound(fileOf('1', 'both', batch.map(({ linkId, version }) => ({ linkId, version }))));
    core.clock.advance(1_000_000);
    expect(await core.get(WorkQueue).claim('prescription', 50)).toEqual([]);
  });

  it('files that were not sent come back oldest first, by number', async () => {
    for (const reference of ['10', '9', '11']) await storage.keepOutbound(fileOf(reference, reference));
    await storage.markSent('11');
    expect((await storage.unsentOutbound()).map(({ reference }) => reference)).toEqual(['9', '10']);
    expect(await storage.findOutbound('11')).toMatchObject({ reference: '11' });
  });

  it('of one partner is not seen by another', async () => {
    await storage.keepOutbound(fileOf('1', 'mine'));
    const other = new SealedLaneStorage('library', core.database, core.keyring, 'spoken');
    expect([await other.findOutbound('1'), await other.unsentOutbound()]).toEqual([null, []]);
    await other.markSent('1');
    expect(await storage.unsentOutbound()).toHaveLength(1);
    await other.keepOutbound(fileOf('1', 'theirs'));
    expect((await storage.findOutbound('1'))?.content.toString()).toBe('mine');
  });

  it('a file goes in the commit that settles it, or not at all', async () => {
    const [one] = await claimed();
    const submission = one as NonNullable<typeof one>;
    await storage.keepOutbound(fileOf('1', 'first', [{ linkId: submission.linkId, version: 1 }]));
    const settle = (closing: Parameters<ReceiptsService['settle']>[1]) => core.get(ReceiptsService).settle([accepted(submission)], closing);
    const broken = { name: 'broken', text: 'SELECT 1 / 0', values: [] };
    await expect(settle([storage.deleteOutbound(['1']), broken])).rejects.toThrow('division by zero');
    expect(await storage.findOutbound('1')).not.toBeNull();
    expect((await linkRow(core, submission.linkId)).reported).toBe('none 0');
    await settle([storage.deleteOutbound(['1'])]);
    expect(await storage.findOutbound('1')).toBeNull();
    expect((await linkRow(core, submission.linkId)).reported).toBe('active 1');
  });

  it('at rest shows no token, no name and no content', async () => {
    const [one] = await claimed();
    const token = one?.token ?? '';
    await storage.keepOutbound(fileOf('REF00017', `INS*Y*18~REF*0F*${token}~`, [{ linkId: one?.linkId ?? '', version: 1 }]));
    const rows = await query(core.place.ownerUrl, 'SELECT * FROM links.outbound_file');
    const bytes = Buffer.concat(rows.flatMap((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value))))));
    const parts = [token, 'REF00017', 'INS*', '.834', one?.linkId ?? ''];
    const found = (part: string) => [part, Buffer.from(part).toString('base64').replace(/=+$/, '')].some((text) => bytes.includes(text));
    expect(parts.filter(found)).toEqual([]);
    // The search finds what it looks for when it is there.
    const planted = Buffer.concat([bytes, Buffer.from(token)]);
    expect(planted.includes(token)).toBe(true);
  });
});
