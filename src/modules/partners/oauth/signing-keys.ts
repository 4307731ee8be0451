import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { definePurpose, Keyring } from '../../../kernel/keyring/index.js';

const SIGNING = definePurpose('partners.oauth-signing');

/** The one algorithm of access tokens (RFC 8037). */
export const TOKEN_ALGORITHM = 'EdDSA';

/** PKCS #8 of an Ed25519 private key up to its 32 bytes (RFC 8410 section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface SigningJwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}

/** The keys access tokens are signed with: one per live version of the keyring's secret, newest first. */
@Injectable()
export class SigningKeys {
  private readonly secretKeys: readonly KeyObject[];
  private readonly publicKeys: ReadonlyMap<string, KeyObject>;
  private readonly names: readonly string[];

  constructor(keyring: Keyring) {
    const versions = keyring.versions(SIGNING);
    this.names = versions.map((version) => `v${version}`);
    this.secretKeys = versions.map((version) => ed25519(keyring.secret(SIGNING, version)));
    this.publicKeys = new Map(this.secretKeys.map((key, position) => [this.names[position] as string, createPublicKey(key)]));
  }

  /** The `kid` new tokens carry. */
  get newest(): string {
    return this.names[0] as string;
  }

  publicKey(kid: string | undefined): KeyObject | undefined {
    return this.publicKeys.get(kid ?? '');
  }

  /** Key pairs for the token endpoint. */
  secretJwks(): SigningJwk[] {
    return this.secretKeys.map((key, position) => described(key, this.names[position] as string));
  }

  /** What partners may fetch (RFC 7517). */
  publicJwks(): SigningJwk[] {
    return [...this.publicKeys].map(([kid, key]) => described(key, kid));
  }
}

function ed25519(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function described(key: KeyObject, kid: string): SigningJwk {
  return { ...key.export({ format: 'jwk' }), kid, alg: TOKEN_ALGORITHM, use: 'sig' };
}
