import { randomUUID } from 'node:crypto';
import { importJWK, importPKCS8, type JWK, type JWTPayload, SignJWT } from 'jose';

const SECONDS = 60;

/** What a program signs with. */
export interface Signer {
  readonly clientId: string;
  /** PKCS #8 in PEM, or a JWK. It never leaves this process. */
  readonly privateKey: string | JWK;
  /** What the key signs with; `EdDSA` for Ed25519, which is the default. */
  readonly algorithm?: 'EdDSA' | 'ES256' | 'PS256';
  /** The `kid` under which the public half was registered, where there are several. */
  readonly keyId?: string;
}

/** A JWT about the program itself. A new one each time: the service takes none twice. */
export async function signed({ clientId, privateKey, algorithm = 'EdDSA', keyId }: Signer, audience: string, claims: JWTPayload = {}): Promise<string> {
  const key = typeof privateKey === 'string' ? await importPKCS8(privateKey, algorithm) : await importJWK(privateKey, algorithm);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, ...(keyId === undefined ? {} : { kid: keyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${SECONDS}s`)
    .sign(key);
}
