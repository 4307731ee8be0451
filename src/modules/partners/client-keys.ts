import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import { type PublicKeys } from './domain/partner.js';
import { clientKeyInvalid, clientKeyPrivate } from './partners.errors.js';

export const MOST_KEYS = 5;
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;

/** Members of a JWK that hold a secret (RFC 7518 section 6, RFC 8037). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

export type Jwk = Readonly<Record<string, unknown>>;

interface KeyKind {
  readonly members: readonly string[];
  /** What such a key may sign a client assertion with (FAPI 2.0 section 5.4). */
  readonly algorithms: readonly string[];
}

const KINDS: Readonly<Record<string, KeyKind>> = {
  'OKP Ed25519': { members: ['kty', 'crv', 'x'], algorithms: ['EdDSA', 'Ed25519'] },
  'EC P-256': { members: ['kty', 'crv', 'x', 'y'], algorithms: ['ES256'] },
  RSA: { members: ['kty', 'n', 'e'], algorithms: ['PS256'] },
};

/**
 * The public keys of a client, reduced to the members that are needed.
 * @throws DomainError `partner.client_key_private` when a secret was sent, `partner.client_key_invalid` otherwise.
 */
export function publicKeysOf(jwks: unknown): PublicKeys {
  const keys = (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS) throw clientKeyInvalid({ at: '/jwks/keys', limit: MOST_KEYS });
  const reduced = keys.map((key, position) => publicKeyOf(key, `/jwks/keys/${position}`));
  const names = reduced.flatMap((key) => (key.kid === undefined ? [] : [key.kid]));
  if (new Set(names).size < names.length) throw clientKeyInvalid({ at: '/jwks/keys' });
  return { keys: reduced };
}

/** One of them. @throws DomainError as `publicKeysOf`. */
export function publicKeyOf(key: unknown, at: string): Jwk {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) throw clientKeyInvalid({ at });
  const jwk = key as Jwk;
  if (SECRET_MEMBERS.some((member) => Object.hasOwn(jwk, member))) throw clientKeyPrivate({ at });
  const kind = kindOf(jwk);
  if (!kind || !fits(jwk, kind)) throw clientKeyInvalid({ at });
  const kept = [...kind.members, 'kid', 'alg'].filter((member) => jwk[member] !== undefined);
  return { ...Object.fromEntries(kept.map((member) => [member, jwk[member]])), use: 'sig' };
}

/** The name of a key: SHA-256 over what makes it what it is (RFC 7638). */
export function thumbprintOf(jwk: Jwk): string {
  const members = [...(kindOf(jwk)?.members ?? [])].sort();
  const text = JSON.stringify(Object.fromEntries(members.map((member) => [member, jwk[member]])));
  return createHash('sha256').update(text).digest('base64url');
}

/** What a key may sign with. */
export function algorithmsOf(jwk: Jwk): readonly string[] {
  return jwk.alg === undefined ? (kindOf(jwk)?.algorithms ?? []) : [jwk.alg as string];
}

function kindOf(jwk: Jwk): KeyKind | undefined {
  const name = jwk.kty === 'RSA' ? 'RSA' : `${String(jwk.kty)} ${String(jwk.crv)}`;
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function fits(jwk: Jwk, kind: KeyKind): boolean {
  if (jwk.alg !== undefined && !kind.algorithms.includes(jwk.alg as string)) return false;
  if (jwk.use !== undefined && jwk.use !== 'sig') return false;
  if (jwk.kid !== undefined && !(typeof jwk.kid === 'string' && /^[\x21-\x7e]{1,128}$/.test(jwk.kid))) return false;
  try {
    const members = Object.fromEntries(kind.members.map((member) => [member, jwk[member]]));
    const { modulusLength } = createPublicKey({ key: members as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails ?? {};
    return modulusLength === undefined || (modulusLength >= LEAST_RSA_BITS && modulusLength <= MOST_RSA_BITS);
  } catch {
    return false;
  }
}
