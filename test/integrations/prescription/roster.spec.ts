import fs from 'node:fs';
import { createMessage, encrypt, generateKey, readKey, readPrivateKey } from 'openpgp';
import { type PartnerRecord } from '../../../src/modules/links/index.js';
import { loadOrMakeKeys } from '../../../src/sandbox/prescription/keys.js';
import { MemoryLane } from './memory-lane.js';
import { NOW, type PrescriptionAdapter, submission, TestPartner } from './partner.js';

const DAY = '20260401';
const WHOLE = ['H,CKROSTER,RXPARTNER,CITYKEY,T,20260401,7', 'M,CK0000000001,A,20310228', 'M,CK0000000002,C,20260331', 'M,CK0000000003,A,', 'T,3,6', ''].join('\n');

describe.each(['openpgp', 'none'] as const)('a roster, with encryption %s', (encryption) => {
  const partner = new TestPartner(encryption);
  let adapter: PrescriptionAdapter;
  const suffix = encryption === 'openpgp' ? '.pgp' : '';

  beforeAll(async () => {
    await partner.start();
    adapter = partner.adapter(new MemoryLane());
  });
  beforeEach(() => partner.silence());
  afterAll(async () => {
    await adapter.close();
    await partner.discard();
  });

  const read = async (): Promise<unknown> => {
    const [heads, records]: [unknown[], PartnerRecord[]] = [[], []];
    try {
      for await (const record of adapter.fullList((head) => heads.push(head))) records.push(record);
    } catch (error) {
      const { fault, code } = error as { fault?: string; code?: string };
      return fault ?? code;
    }
    return { heads, records };
  };
  const laidOut = async (text: string, name = `CKROSTER_T_${DAY}_7.csv`) => {
    await partner.leave(`${name}${suffix}`, Buffer.from(text));
    return read();
  };

  it('tells of every member', async () => {
    expect(await read()).toBe('no_list');
    expect(await laidOut(WHOLE)).toEqual({
      heads: [{ asOf: '2026-04-01', sequence: 7, rows: 3 }],
      records: [
        { token: 'CK0000000001', state: 'active', validThrough: '2031-02' },
        { token: 'CK0000000002', state: 'ended', validThrough: null },
        { token: 'CK0000000003', state: 'active', validThrough: 'never' },
      ],
    });
  });

  it('is the newest, by its day and its number', async () => {
    await laidOut(WHOLE.replace(',7\n', ',10\n'), `CKROSTER_T_${DAY}_10.csv`);
    await laidOut(WHOLE.replaceAll('20260401', '20260331').replace(',7\n', ',11\n'), 'CKROSTER_T_20260331_11.csv');
    expect(await laidOut(WHOLE)).toMatchObject({ heads: [{ sequence: 10, asOf: '2026-04-01' }] });
  });

  it.each([
    ['name_mismatch', 'another day than its name', WHOLE.replace('20260401', '20260402')],
    ['name_mismatch', 'another number than its name', WHOLE.replace(',7\n', ',8\n')],
    ['name_mismatch', 'for somebody else', WHOLE.replace('CITYKEY', 'SOMEBODY')],
    ['name_mismatch', 'for production', WHOLE.replace(',T,', ',P,')],
    ['hash_total_wrong', 'with an altered member', WHOLE.replace('CK0000000003', 'CK0000000004')],
    ['row_count_wrong', 'that lacks a member', WHOLE.replace(/M,.*02,.*\n/, '')],
    ['truncated', 'without its trailer', WHOLE.replace(/T,3.*\n/, '')],
    ['truncated', 'without its last line feed', WHOLE.slice(0, -1)],
    ['truncated', 'that is empty', ''],
  ])('is refused as %s when it is %s', async (fault, _, text) => {
    expect(await laidOut(text)).toBe(fault);
  });

  it('counts a line that nobody can read, and goes on', async () => {
    expect(await laidOut(WHOLE.replace('M,CK0000000002,C', 'M,CK0000000002,X').replace('T,3,6', 'T,3,4'))).toMatchObject({ records: [{ state: 'active' }, { token: '' }, { state: 'active' }] });
  });

  it.each([
    ['the last month that is covered to its end', 'A,20270115', { state: 'active', validThrough: '2026-12' }],
    ['the month before a day that is not its last', 'A,20280228', { state: 'active', validThrough: '2028-01' }],
    ['its own month to the last day of it', 'A,20280229', { state: 'active', validThrough: '2028-02' }],
    ['cover on the day that it shows, whenever it is read', 'A,20260331', { state: 'active', validThrough: '2026-03' }],
    ['no cover on the day after', 'A,20260330', { state: 'ended', validThrough: '2026-02' }],
    ['nothing by a day that there is not', 'A,20269999', { token: '' }],
    ['nothing by a day that there is not, of a member who was cancelled', 'C,20260230', { token: '' }],
  ])('tells %s', async (_, cover, expected) => {
    const text = WHOLE.replace('T,20260401', 'T,20260331').replace('01,A,20310228', `01,${cover}`);
    expect(await laidOut(text, 'CKROSTER_T_20260331_7.csv')).toMatchObject({ records: [expected, {}, {}] });
  });

  it('is made by the sandbox of what it was sent, and no answer to anything', async () => {
    await adapter.submit([submission('CK1000000001'), submission('CK1000000002', { validThrough: 'never' })]);
    await adapter.submit([submission('CK1000000002', { version: 2, state: 'suspended', validThrough: 'never', reference: 'enrolled' })]);
    await partner.partner.layOutRoster(DAY);
    expect(await read()).toMatchObject({
      heads: [{ asOf: '2026-04-01', rows: 2 }],
      records: [
        { token: 'CK1000000001', state: 'active', validThrough: '2031-02' },
        { token: 'CK1000000002', state: 'ended', validThrough: null },
      ],
    });
    for await (const late of adapter.collect()) await late.settled();
    expect([adapter.notices(), partner.names('outbound').filter((name) => name.startsWith('CKROSTER'))]).toEqual([[], [`CKROSTER_T_${DAY}_1.csv${suffix}`]]);
  });

  it('is not asked for where the partner makes none', () => {
    const without = partner.adapter(new MemoryLane(), { roster: 'none' }) as Partial<PrescriptionAdapter>;
    expect(without.fullList).toBeUndefined();
    expect(() => partner.adapter(new MemoryLane(), { roster: 'xml' })).toThrow('roster must be csv or none');
  });

  if (encryption === 'openpgp') {
    const wrapped = async (text: string, by: 'nobody' | 'stranger', to: 'us' | 'stranger') => {
      const keys = await loadOrMakeKeys(partner.plan.home);
      const stranger = await generateKey({ type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'stranger' }], format: 'object', date: NOW });
      const encryptionKeys = to === 'us' ? await readKey({ armoredKey: keys.cityPublicKey }) : stranger.publicKey;
      const signing = by === 'nobody' ? {} : { signingKeys: await readPrivateKey({ armoredKey: stranger.privateKey.armor() }) };
      const bytes: unknown = await encrypt({ message: await createMessage({ binary: Buffer.from(text) }), encryptionKeys, ...signing, format: 'binary' });
      fs.writeFileSync(partner.file('outbound', `CKROSTER_T_${DAY}_7.csv.pgp`), bytes as Uint8Array);
      return read();
    };

    it('is refused when it is not signed by the partner, or not for us', async () => {
      expect(await wrapped(WHOLE, 'nobody', 'us')).toBe('signature_invalid');
      expect(await wrapped(WHOLE, 'stranger', 'us')).toBe('signature_invalid');
      expect(await wrapped(WHOLE, 'nobody', 'stranger')).toBe('not_decrypted');
      fs.writeFileSync(partner.file('outbound', `CKROSTER_T_${DAY}_7.csv.pgp`), WHOLE);
      expect(await read()).toBe('not_decrypted');
    });
  }
});
