import fs from 'node:fs';
import { statusListFactory } from '../../../src/integrations/ventra/index.js';
import { recordFor, writeList } from '../../../src/integrations/ventra/status-list/format.js';
import { type AuditedLink, type PartnerAdapter } from '../../../src/modules/links/index.js';
import { Mailbox } from '../../../src/sandbox/prescription/mailbox.js';
import { Violations } from '../../../src/sandbox/strict-partner.js';
import { CardOffice } from '../../../src/sandbox/transit/status-list/card-office.js';
import { StatusListFaults } from '../../../src/sandbox/transit/status-list/faults.js';
import { describeWithOpenSsh, OpenSsh, pemKey } from '../openssh.js';
import { submission, word } from '../partner-line.js';
import { collectAll, MemoryLane } from '../prescription/memory-lane.js';
import { makeHostKey } from '../prescription/partner.js';

const [ONE, OTHER, BAD] = ['1600000000000001', '1600000000000002', '0000000000000666'];

describeWithOpenSsh("status lists by way of OpenSSH's server", () => {
  let server: OpenSsh;
  let office: CardOffice;
  let adapter: PartnerAdapter;
  const storage = new MemoryLane();
  const violations = new Violations();
  let now = new Date('2026-03-10T15:00:00Z');

  const connect = (settings: Record<string, unknown> = {}, credentials: Record<string, string> = {}) => {
    const { host, port, hostKey, username, privateKey = '' } = server.target();
    return statusListFactory.create(
      {
        settings: { host, port, hostKeyFingerprint: hostKey, senderId: 'CITY', receiverId: 'TRANSIT', mode: 'T', submitEverySeconds: 0, ...settings },
        credentials: { username, privateKey, ...credentials },
      },
      storage,
      () => now,
    );
  };

  // One server for all: each test goes on where the one before it stopped.
  beforeAll(async () => {
    server = new OpenSsh();
    await server.start();
    office = new CardOffice(server.home, new Mailbox(server.home), violations, new StatusListFaults());
    adapter = connect();
  });

  afterAll(async () => {
    await adapter.close();
    office.close();
    await server.stop();
  });

  const shown = (token: string) => office.records().find((record) => record.token === token)?.state;
  const names = (folder: string) => fs.readdirSync(server.file(folder)).sort();
  /** The operator's own program looks into its folder, then we do. */
  const answered = async () => {
    office.processInbound();
    return (await collectAll(adapter, storage)).map(word);
  };

  it('are taken in, answered and cleared away', async () => {
    for (const [version, state] of (['active', 'suspended', 'ended'] as const).entries()) {
      await adapter.submit([submission(ONE, { state, version: version + 1 }), submission(OTHER), submission(BAD)]);
      const [kept] = [...storage.files.values()];
      const text = fs.readFileSync(server.file('inbound', kept!.name), 'utf8');
      expect(Buffer.from(kept!.content).toString()).toContain(JSON.stringify(text));
      expect(await answered()).toEqual(['accepted', 'accepted', 'transit.record_rejected']);
      expect([shown(ONE), shown(OTHER)]).toEqual([state, 'active']);
    }
    expect([names('inbound'), names('outbound'), storage.files.size, violations.list()]).toEqual([[], [], 0, []]);
  });

  it('go again with the same name and bytes where no answer comes, and not onto a file that still lies there', async () => {
    await adapter.submit([submission(ONE, { version: 4 })]);
    const [name] = names('inbound');
    for (let hour = 0; hour < 2; hour += 1) {
      now = new Date(now.getTime() + 3_600_000);
      expect((await collectAll(adapter, storage)).map(word)).toEqual([]);
    }
    expect(names('inbound')).toEqual([name]);
    const bytes = fs.readFileSync(server.file('inbound', name!));
    fs.rmSync(server.file('inbound', name!));
    now = new Date(now.getTime() + 3_600_000);
    await collectAll(adapter, storage);
    expect(fs.readFileSync(server.file('inbound', name!)).equals(bytes)).toBe(true);
    expect(await answered()).toEqual(['accepted']);
  });

  it('full ones are written piece by piece and taken in', async () => {
    async function* cards(): AsyncGenerator<AuditedLink> {
      for (let card = 0; card < 3_000; card += 1) yield await Promise.resolve({ token: String(1_600_000_000_010_000 + card), origin: 'adopted', state: 'active', validThrough: 'never' });
    }
    expect(await adapter.submitFullAudit!(cards())).toBe(3_000);
    expect(names('inbound').some((name) => name.endsWith('.part'))).toBe(false);
    expect(await answered()).toEqual([]);
    expect(office.records().filter(({ state }) => state === 'active').length).toBeGreaterThanOrEqual(3_000);
    expect(violations.list()).toEqual([]);
  });

  it('of the operator are read', async () => {
    const stamp = '20260310150000';
    const records = [recordFor(ONE, 'active', stamp, 1), recordFor(OTHER, 'suspended', stamp, 1)];
    const text = writeList({ kind: 'FULL', createdAt: stamp, from: 'TRANSIT', to: 'CITY', mode: 'T', fullList: 1, sequence: 0 }, records);
    fs.writeFileSync(server.file('outbound', `TRANSIT_CITY_${stamp}.FULL`), text);
    const listed: unknown[] = [];
    for await (const { token, state } of adapter.fullList!()) listed.push([token, state]);
    expect(listed).toEqual([[ONE, 'active'], [OTHER, 'suspended']]);
  });

  it('go to no other host and under no other key', async () => {
    const elsewhere = connect({ hostKeyFingerprint: makeHostKey().fingerprint });
    await expect(elsewhere.submit([submission(ONE)])).rejects.toMatchObject({ kind: 'credentials', code: 'host_key_mismatch' });
    const stranger = connect({}, { privateKey: pemKey().pem });
    await expect(stranger.submit([submission(ONE)])).rejects.toMatchObject({ kind: 'credentials', code: 'login_refused' });
  });
});
