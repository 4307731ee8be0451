import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PgpExchange } from '../../../src/integrations/transport/pgp.js';
import { loadOrMakeKeys } from '../../../src/sandbox/prescription/keys.js';

const text = Buffer.from('ISA*00*'.repeat(200));
const installed = spawnSync('gpg', ['--version']).status === 0;
if (!installed) process.stdout.write('skipped: gnupg is not installed\n');

/** A keyring of GnuPG's own, in a folder of its own. */
class Gnupg {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'gpg-'));

  run(args: readonly string[], input?: Uint8Array | string): Buffer {
    const batch = ['--homedir', this.home, '--batch', '--yes', '--quiet', '--trust-model', 'always', '--pinentry-mode', 'loopback', '--passphrase', ''];
    const { status, stdout, stderr } = spawnSync('gpg', [...batch, ...args], { input, maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0) throw new Error(stderr.toString());
    return stdout;
  }

  /** The lines meant for programs: `GOODSIG`, `DECRYPTION_OKAY` and the like. */
  status(args: readonly string[], input: Uint8Array): string {
    return spawnSync('gpg', ['--homedir', this.home, '--batch', '--quiet', '--status-fd', '1', '-o', '/dev/null', ...args], { input }).stdout.toString();
  }

  close(): void {
    spawnSync('gpgconf', ['--homedir', this.home, '--kill', 'all']);
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

(installed ? describe : describe.skip).each<[string, (gnupg: Gnupg) => void]>([
  ['RSA with 3072 bits', (gnupg) => void gnupg.run(['--quick-gen-key', 'partner', 'rsa3072', 'default', 'never']) ],
  ['keys as it makes them by itself', (gnupg) => void gnupg.run(['--quick-gen-key', 'partner', 'default', 'default', 'never'])],
  ['older curves', (gnupg) => void gnupg.run(['--quick-gen-key', 'partner', 'future-default', 'default', 'never'])],
])('GnuPG as the partner, with %s', (_, makeKey) => {
  let gnupg: Gnupg;
  let ours: PgpExchange;

  beforeAll(async () => {
    gnupg = new Gnupg();
    makeKey(gnupg);
    // Only keys that sign and encrypt are of use; a primary key alone gets a subkey.
    const listed = gnupg.run(['--list-keys', '--with-colons', 'partner']).toString();
    const fingerprint = /^fpr:::::::::([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '';
    if (!/^sub:/m.test(listed)) gnupg.run(['--quick-add-key', fingerprint, /:1:/.test(listed) ? 'rsa3072' : 'cv25519', 'encr', 'never']);
    const { cityPrivateKey, cityPublicKey } = await loadOrMakeKeys(gnupg.home);
    gnupg.run(['--import'], cityPublicKey);
    ours = new PgpExchange({ privateKey: cityPrivateKey, partnerKey: gnupg.run(['--armor', '--export', 'partner']).toString() });
  });

  afterAll(() => gnupg.close());

  it('decrypts what we send and finds our signature good', async () => {
    const sealed = await ours.seal(text);
    expect(gnupg.run(['--decrypt'], sealed).equals(text)).toBe(true);
    expect(gnupg.status(['--decrypt'], sealed)).toMatch(/GOODSIG [0-9A-F]+ CityKey/);
    expect(gnupg.status(['--decrypt'], sealed)).toContain('DECRYPTION_OKAY');
  });

  it('decrypts what we stream', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < 300; n++) yield await Promise.resolve(text);
    }
    const sealed: Uint8Array[] = [];
    for await (const piece of ours.sealStream(pieces())) sealed.push(piece);
    const bytes = Buffer.concat(sealed);
    expect(gnupg.run(['--decrypt'], bytes).length).toBe(300 * text.length);
    expect(gnupg.status(['--decrypt'], bytes)).toContain('GOODSIG');
  });

  it('sends what we can open, when it is signed', async () => {
    const signed = gnupg.run(['--recipient', 'CityKey', '--local-user', 'partner', '--sign', '--encrypt'], text);
    expect(Buffer.from((await ours.unseal(signed, 10_000)) ?? []).equals(text)).toBe(true);
    expect(await ours.unseal(gnupg.run(['--recipient', 'CityKey', '--encrypt'], text), 10_000)).toBeNull();
    expect(await ours.unseal(signed.subarray(0, signed.length - 5), 10_000)).toBeNull();
  });

  it('cannot pass off another signature as the partner\'s', async () => {
    gnupg.run(['--quick-gen-key', 'somebody', 'rsa3072', 'default', 'never']);
    const forged = gnupg.run(['--recipient', 'CityKey', '--local-user', 'somebody', '--sign', '--encrypt'], text);
    expect(await ours.unseal(forged, 10_000)).toBeNull();
  });

  it('cannot make us unpack a file without end', async () => {
    const bomb = gnupg.run(['--recipient', 'CityKey', '--local-user', 'partner', '--compress-algo', 'zlib', '--sign', '--encrypt'], Buffer.alloc(8_000_000, 'A'));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await ours.unseal(bomb, 1024 * 1024)).toBeNull();
  });
});
