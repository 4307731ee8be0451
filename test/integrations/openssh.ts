import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { type SftpTarget } from '../../src/integrations/transport/sftp.js';
import { portsInARow } from '../setup/ports.js';
import { makeHostKey } from './prescription/partner.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => fs.existsSync(file));

/** A suite whose peer is OpenSSH's own server; skipped, and said so, where that is not installed. */
export function describeWithOpenSsh(name: string, tests: () => void): void {
  if (SSHD) return describe(name, tests);
  process.stdout.write('skipped: openssh-server is not installed\n');
  describe.skip(name, tests);
}

/** A key to log in with, and its public line. */
export function pemKey(): { readonly pem: string; readonly line: string } {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) throw parsed;
  return { pem, line: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}\n` };
}

/** OpenSSH's own server for the user of this process, on the loopback interface, with two folders. */
export class OpenSsh {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'sshd-'));
  private readonly host = makeHostKey();
  private readonly login = pemKey();
  private process: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    for (const folder of ['inbound', 'outbound']) fs.mkdirSync(this.file(folder));
    if (process.getuid?.() === 0) fs.mkdirSync('/run/sshd', { recursive: true });
    this.port = await portsInARow(1);
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
    const limits = { connectTimeoutMs: 120_000, operationTimeoutMs: 120_000 };
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
