import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { prescriptionX12Factory } from '../../../src/integrations/prescription/index.js';
import { SftpProblem, SftpSession, type SftpTarget } from '../../../src/integrations/transport/sftp.js';
import { about, answerFile, outcomes } from './answers.js';
import { collectAll, MemoryLane } from './memory-lane.js';
import { baseSettings, makeHostKey, NOW, submission } from './partner.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => fs.existsSync(file));
if (!SSHD) process.stdout.write('skipped: openssh-server is not installed\n');

const codeOf = (act: Promise<unknown>) => act.then(() => 'none', (error: unknown) => (error instanceof SftpProblem ? error.code : String(error)));

function pemKey(): { readonly pem: string; readonly line: string } {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) throw parsed;
  return { pem, line: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}\n` };
}

/** OpenSSH's own server for the user of this process, on the loopback interface, with two folders. */
class OpenSsh {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'sshd-'));
  private readonly host = makeHostKey();
  private readonly login = pemKey();
  private process: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    for (const folder of ['inbound', 'outbound']) fs.mkdirSync(this.file(folder));
    if (process.getuid?.() === 0) fs.mkdirSync('/run/sshd', { recursive: true });
    this.port = await freePort();
    fs.writeFileSync(this.file('host_key'), this.host.hostKey, { mode: 0o600 });
    fs.writeFileSync(this.file('authorized_keys'), this.login.line, { mode: 0o600 });
    fs.writeFileSync(this.file('sshd_config'), this.config());
    const server = spawn(SSHD ?? '', ['-D', '-e', '-f', this.file('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = server;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Server listening')) resolve();
      });
      server.once('exit', () => reject(new Error(said)));
    });
  }

  async stop(): Promise<void> {
    const { process: server } = this;
    if (server?.exitCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await gone;
    }
    fs.rmSync(this.home, { recursive: true, force: true });
  }

  file(...parts: string[]): string {
    return path.join(this.home, ...parts);
  }

  target(): SftpTarget {
    const username = os.userInfo().username;
    const limits = { connectTimeoutMs: 10_000, operationTimeoutMs: 10_000 };
    return { host: '127.0.0.1', port: this.port, hostKey: this.host.fingerprint, username, privateKey: this.login.pem, ...limits };
  }

  private config(): string {
    return [
      'ListenAddress 127.0.0.1',
      `Port ${this.port}`,
      `HostKey ${this.file('host_key')}`,
      `AuthorizedKeysFile ${this.file('authorized_keys')}`,
      `PidFile ${this.file('sshd.pid')}`,
      `ForceCommand internal-sftp -d ${this.home}`,
      'Subsystem sftp internal-sftp',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'LogLevel INFO',
      '',
    ].join('\n');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

(SSHD ? describe : describe.skip)("OpenSSH's server as the partner's", () => {
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

