import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type Ssh2 from 'ssh2';

/** Loaded at the first use: only the sandbox asks. */
const load = createRequire(import.meta.url);

/** The fingerprint by which an SFTP server's key is pinned, as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function hostFingerprint(privateKey: string): string {
  const parsed = (load('ssh2') as typeof Ssh2).utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}
