import fs from 'node:fs';
import { prescriptionX12Factory } from '../../../src/integrations/prescription/index.js';
import { SftpProblem, SftpSession } from '../../../src/integrations/transport/sftp.js';
import { describeWithOpenSsh, OpenSsh, pemKey } from '../openssh.js';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { baseSettings, makeHostKey, NOW, submission } from './partner.js';

const codeOf = (act: Promise<unknown>) => act.then(() => 'none', (error: unknown) => (error instanceof SftpProblem ? error.code : String(error)));

describeWithOpenSsh("OpenSSH's server as the partner's", () => {
  let partner: OpenSsh;

  beforeEach(async () => {
    partner = new OpenSsh();
    await partner.start();
  });

  afterEach(() => partner.stop());

  it('takes our files and gives us answers', async () => {
    const { host, port, hostKey, username, privateKey = '' } = partner.target();
    const lane = new MemoryLane();
    const settings = { ...baseSettings, host, port, hostKeyFingerprint: hostKey, encryption: 'none' };
    const adapter = prescriptionX12Factory.create({ settings, credentials: { username, privateKey } }, lane, () => NOW);
    await adapter.submit([submission('RX1')]);
    const [kept] = lane.files.values();
    expect(fs.readdirSync(partner.file('inbound'))).toEqual([kept!.name]);
    expect(fs.readFileSync(partner.file('inbound', kept!.name)).equals(Buffer.from(kept!.content))).toBe(true);
    fs.writeFileSync(partner.file('outbound', 'A.x12'), answerFile({ sets: about(1, ['IK5', 'A']) }));
    expect(outcomes(await collectAll(adapter, lane))).toEqual({ RX1: 'accepted' });
    expect(fs.readdirSync(partner.file('outbound'))).toEqual([]);
    const listed = [submission('RX1'), submission('RX2')];
    async function* links() {
      for (const one of listed) yield await Promise.resolve(one);
    }
    expect(await adapter.submitFullAudit?.(links())).toBe(2);
    expect(fs.readdirSync(partner.file('inbound')).some((name) => name.endsWith('.part'))).toBe(false);
  });

  it('refuses to rename onto a name that is there, and the part is removed', async () => {
    const session = await SftpSession.open(partner.target());
    fs.writeFileSync(partner.file('inbound', 'F.x12'), 'before');
    fs.writeFileSync(partner.file('inbound', '.F.x12.part'), 'half of an upload that was cut, and longer than the new one');
    expect(await codeOf(session.upload('inbound', 'F.x12', Buffer.from('new')))).toBe('name_taken');
    expect(fs.readdirSync(partner.file('inbound'))).toEqual(['F.x12']);
    expect(fs.readFileSync(partner.file('inbound', 'F.x12'), 'utf8')).toBe('before');
    fs.writeFileSync(partner.file('inbound', '.G.x12.part'), 'half of an upload that was cut, and longer than the new one');
    await session.upload('inbound', 'G.x12', Buffer.from('new'));
    expect(fs.readFileSync(partner.file('inbound', 'G.x12'), 'utf8')).toBe('new');
    await session.close();
  });

  it('speaks the codes that we know', async () => {
    const session = await SftpSession.open(partner.target());
    expect(await codeOf(session.read('outbound/none', 10))).toBe('not_found');
    expect(await codeOf(session.list('nowhere'))).toBe('not_found');
    expect(await codeOf(session.delete('outbound/none'))).toBe('none');
    fs.writeFileSync(partner.file('outbound', 'A'), Buffer.alloc(70_000, 'x'));
    expect(await session.read('outbound/A', 70_000)).toHaveLength(70_000);
    expect(await codeOf(session.read('outbound/A', 69_999))).toBe('too_large');
    await session.close();
    expect(await codeOf(SftpSession.open({ ...partner.target(), hostKey: makeHostKey().fingerprint }))).toBe('host_key_mismatch');
    expect(await codeOf(SftpSession.open({ ...partner.target(), privateKey: pemKey().pem }))).toBe('login_refused');
  });
});

