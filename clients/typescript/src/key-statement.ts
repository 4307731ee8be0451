import { type JWK } from 'jose';
import { type PartnerCredentials } from './access-tokens.js';
import { signed } from './signed.js';

/** One key to be added, by its public half, or one to be removed, by its thumbprint (RFC 7638). */
export type KeyChange = { readonly add: JWK } | { readonly remove: string };

/**
 * What `POST /partner/v1/keys` and `POST /partner/v1/keys/removal` take as `statement`.
 * @param credentials of the program whose keys are changed, with a key that it has now.
 */
export function keyStatement(credentials: PartnerCredentials, change: KeyChange): Promise<string> {
  const { baseUrl, issuer = baseUrl } = credentials;
  return signed(credentials, `${issuer}/partner/v1/keys`, { ...change });
}
