import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { declaredPurposes, type Purpose } from './purposes.js';

const NONCE_BYTES = 12;
const NONCES_AT_ONCE = 256;
const TAG_BYTES = 16;

/** Key material by purpose name and version. Versions count from 1; the highest is the one written with. */
export type KeyMaterial = ReadonlyMap<string, ReadonlyMap<number, Buffer>>;

/** A blind index with the key version it was made under. */
export interface BlindIndex {
  readonly version: number;
  readonly index: Buffer;
}

/** Key material is missing, or sealed bytes do not belong to it. */
export class KeyringProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyringProblem';
  }
}

/**
 * The secrets that live outside the database: blind indexes, seals and derived keys.
 * HMAC-SHA-256 (RFC 2104), AES-256-GCM (SP 800-38D) and HKDF-SHA-256 (RFC 5869), all from node:crypto.
 */
export class Keyring {
  private readonly sorted = new Map<string, readonly number[]>();

  constructor(private readonly material: KeyMaterial) {}

  /** The live versions of a purpose, newest first. */
  versions(purpose: Purpose): readonly number[] {
    const known = this.sorted.get(purpose.name);
    if (known) return known;
    const versions = [...this.keys(purpose).keys()].sort((a, b) => b - a);
    this.sorted.set(purpose.name, versions);
    return versions;
  }

  /** The keyed index of a value under the newest key: equal values give equal indexes, and nothing else shows. */
  index(purpose: Purpose, value: string | Uint8Array): BlindIndex {
    const version = this.newest(purpose);
    return { version, index: hmac(this.key(purpose, version), value) };
  }

  /** The index of a value under every live key, newest first, for looking up rows written under any of them. */
  indexes(purpose: Purpose, value: string | Uint8Array): Buffer[] {
    return this.versions(purpose).map((version) => hmac(this.key(purpose, version), value));
  }

  /**
   * Seals bytes: 1 byte key version, 12 bytes random nonce, ciphertext, 16 bytes tag.
   * @param context bound to the seal: opening with another context fails.
   */
  seal(purpose: Purpose, plain: Uint8Array, context: string): Buffer {
    const version = this.newest(purpose);
    return Buffer.concat([Buffer.of(version), sealWith(this.key(purpose, version), plain, context)]);
  }

  /** @throws KeyringProblem when the seal is broken, of another context, or its key version is gone. */
  open(purpose: Purpose, sealed: Uint8Array, context: string): Buffer {
    const version = sealed[0] ?? 0;
    return openWith(this.key(purpose, version), sealed.subarray(1), context);
  }

  /** A 256-bit key from a secret somebody else holds and one of ours: neither alone gives it. */
  derive(purpose: Purpose, secret: Uint8Array, context: string, version = this.newest(purpose)): Buffer {
    return Buffer.from(hkdfSync('sha256', secret, this.key(purpose, version), context, 32));
  }

  /** The raw 32 bytes of a key, for a library that signs with it. */
  secret(purpose: Purpose, version = this.newest(purpose)): Buffer {
    return this.key(purpose, version);
  }

  /** A value by which a database recognises a key without learning it. */
  checkValues(): { purpose: string; version: number; check: Buffer }[] {
    return [...this.material].flatMap(([purpose, keys]) =>
      [...keys].map(([version, key]) => ({ purpose, version, check: hmac(key, 'citykey keyring check').subarray(0, 16) })),
    );
  }

  /** Names of declared purposes that have no key here: those of a newer program. */
  missing(): string[] {
    return declaredPurposes().map(({ name }) => name).filter((name) => (this.material.get(name)?.size ?? 0) === 0);
  }

  private newest(purpose: Purpose): number {
    return this.versions(purpose)[0] ?? 0;
  }

  private keys(purpose: Purpose): ReadonlyMap<number, Buffer> {
    const keys = this.material.get(purpose.name);
    if (!keys || keys.size === 0) throw new KeyringProblem(`The keyring has no key for ${purpose.name}.`);
    return keys;
  }

  private key(purpose: Purpose, version: number): Buffer {
    const key = this.keys(purpose).get(version);
    if (!key) throw new KeyringProblem(`The keyring has no version ${version} of ${purpose.name}.`);
    return key;
  }
}

function hmac(key: Buffer, value: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

let nonces: Buffer = Buffer.alloc(0);

/** Random and never used before. Drawn many at a time: asking the generator costs more than sealing. */
function drawNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}

/** AES-256-GCM under a key of the caller's: 12 bytes random nonce, ciphertext, 16 bytes tag. */
export function sealWith(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = drawNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws KeyringProblem when the bytes were not sealed under this key and context. */
export function openWith(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new KeyringProblem('Sealed bytes are too short.');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    // Gives nothing more in this mode: here the tag is checked.
    decipher.final();
    return plain;
  } catch {
    throw new KeyringProblem('Sealed bytes do not belong to this key and context.');
  }
}
