import { createPrivateKey, type KeyObject } from 'node:crypto';

/** PKCS #8 of an Ed25519 private key up to its 32 bytes (RFC 8410 section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 private key from 32 secret bytes (RFC 8032 section 5.1.5 calls them the seed). */
export function ed25519Key(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}
