import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';

/** The fingerprint by which an SFTP server's key is pinned, as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function hostFingerprint(privateKey: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}
