import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHash, generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { prescriptionX12Factory } from '../../../src/integrations/prescription/index.js';
import { SftpSession, type SftpTarget } from '../../../src/integrations/transport/sftp.js';
import { type LaneStorage, type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { type PrescriptionPartner, startPrescriptionPartner } from '../../../src/sandbox/prescription/index.js';
import { type ExchangeKeys, loadOrMakeKeys } from '../../../src/sandbox/prescription/keys.js';
import { openPgpWrapping, UNWRAPPED } from '../../../src/sandbox/prescription/wrapping.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';

export const NOW = new Date('2026-04-01T17:30:00Z');

/** An SSH host key and the fingerprint to pin it by. */
export function makeHostKey(): { readonly hostKey: string; readonly fingerprint: string; readonly publicKey: string } {
  // Not made by ssh2: it drops leading zero bytes, so that one of its Ed25519 keys in 256 cannot be read.
  const hostKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error) throw parsed;
  const wire = parsed.getPublicSSH();
  const digest = createHash('sha256').update(wire).digest('base64').replace(/=$/, '');
  return { hostKey, fingerprint: `SHA256:${digest}`, publicKey: `${parsed.type} ${wire.toString('base64')} test` };
}

/** A simulated benefit manager on a free port, which can be stopped and started over the same files. */
export class TestPartner {
  readonly key = makeHostKey();
  readonly plan: SandboxPlan;
  private keys: ExchangeKeys | null = null;
  private running: PrescriptionPartner | null = null;
  private readonly sessions: SftpSession[] = [];

  constructor(private readonly encryption: 'openpgp' | 'none' = 'none') {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'citykey-rx-'));
    this.plan = {
      home,
      host: '127.0.0.1',
      inspection: { port: 0 },
      library: { port: 0, clientId: '', clientSecret: '', libraryId: '', categoryId: '' },
      transit: { port: 0, bearerToken: '' },
      prescription: {
        port: 0,
        username: 'city',
        password: 'correct horse',
        hostKey: this.key.hostKey,
        senderId: 'CITYKEY',
        receiverId: 'RXPARTNER',
        group: 'CITY01',
        planCode: 'DISCOUNT',
        encryption,
      },
    };
  }

  get partner(): PrescriptionPartner {
    if (!this.running) throw new Error('not started');
    return this.running;
  }

  get port(): number {
    return Number(new URL(this.partner.address).port);
  }

  async start(): Promise<void> {
    this.keys ??= await loadOrMakeKeys(this.plan.home);
    this.running = await startPrescriptionPartner(this.plan);
  }

  async stop(): Promise<void> {
    await Promise.all(this.sessions.splice(0).map((session) => session.close()));
    await this.running?.close();
    this.running = null;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async discard(): Promise<void> {
    await this.stop();
    fs.rmSync(this.plan.home, { recursive: true, force: true });
  }

  file(...parts: string[]): string {
    return path.join(this.plan.home, 'prescription', ...parts);
  }

  names(folder: string): string[] {
    return fs.readdirSync(this.file(folder)).sort();
  }

  /** Puts a file among the answers, wrapped as agreed. */
  async leave(name: string, content: Uint8Array): Promise<void> {
    const wrapping = this.encryption === 'none' ? UNWRAPPED : await openPgpWrapping(this.plan.home);
    fs.writeFileSync(this.file('outbound', name), await wrapping.wrap(content));
  }

  /** Takes every answer away, as if none had been given. */
  silence(): void {
    for (const name of this.names('outbound')) fs.rmSync(this.file('outbound', name));
  }

  answers(): string[] {
    return this.names('outbound').map((name) => fs.readFileSync(this.file('outbound', name), 'latin1'));
  }

  record(token: string): Readonly<Record<string, unknown>> | undefined {
    const found = this.partner.records().find((record) => record.token === token);
    return found && { state: found.state, ...found.held };
  }

  target(changes: Partial<SftpTarget> = {}): SftpTarget {
    return {
      host: '127.0.0.1',
      port: this.port,
      hostKey: this.key.fingerprint,
      username: 'city',
      password: 'correct horse',
      connectTimeoutMs: 120_000,
      operationTimeoutMs: 120_000,
      ...changes,
    };
  }

  async session(): Promise<SftpSession> {
    const session = await SftpSession.open(this.target());
    this.sessions.push(session);
    return session;
  }

  adapter(
    lane: LaneStorage,
    settings: Record<string, unknown> = {},
    credentials: Record<string, string> = {},
    now: () => Date = () => NOW,
  ): PrescriptionAdapter {
    const { keys, encryption, key } = this;
    if (!keys) throw new Error('not started');
    const place = { host: '127.0.0.1', port: this.port, hostKeyFingerprint: key.fingerprint };
    const login = { username: 'city', password: 'correct horse', pgpPrivateKey: keys.cityPrivateKey, pgpPartnerKey: keys.partnerPublicKey };
    return prescriptionX12Factory.create(
      { settings: { ...baseSettings, ...place, ...UNHURRIED, encryption, ...settings }, credentials: { ...login, ...credentials } },
      lane,
      now,
    ) as PrescriptionAdapter;
  }
}

/** Longer than a machine that is busy with other suites, or stands still for a while, takes to go on. */
const UNHURRIED = { connectTimeoutSeconds: 120, operationTimeoutSeconds: 600 };

/** Every part of the port that this adapter has. */
export type PrescriptionAdapter = Required<PartnerAdapter>;

export const baseSettings = {
  senderId: 'CITYKEY',
  receiverId: 'RXPARTNER',
  group: 'CITY01',
  planCode: 'DISCOUNT',
  sponsorName: 'CITY OF EXAMPLE',
  sponsorId: '123456789',
  insurerName: 'RX PARTNER',
  insurerId: '987654321',
  usage: 'T',
  submitEverySeconds: 0,
};

export function submission(token: string, changes: Partial<Submission> = {}): Submission {
  const base = { linkId: `link-${token}`, token, origin: 'minted', state: 'active', version: 1, validThrough: '2031-02', reference: null } as const;
  return { ...base, ...changes };
}
