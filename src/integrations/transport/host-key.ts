import { createHash, timingSafeEqual } from 'node:crypto';

const FINGERPRINT = /^SHA256:([A-Za-z0-9+/]{43})=?$/;
const PUBLIC_KEY = /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]{40,}={0,2})(?: .*)?$/;

/** Whether a text pins a host key: `SHA256:...` as `ssh-keygen -l` prints it, or the public key line itself. */
export function isHostKeyPin(text: string): boolean {
  return FINGERPRINT.test(text) || PUBLIC_KEY.test(text);
}

/** Whether the key a server presented, in SSH wire format, is the pinned one. */
export function hostKeyMatches(presented: Uint8Array, pin: string): boolean {
  const digest = createHash('sha256').update(presented).digest();
  const fingerprint = FINGERPRINT.exec(pin)?.[1];
  if (fingerprint) return same(digest, Buffer.from(fingerprint, 'base64'));
  const key = PUBLIC_KEY.exec(pin)?.[1];
  return key !== undefined && same(digest, createHash('sha256').update(Buffer.from(key, 'base64')).digest());
}

function same(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
