import { createMessage, decrypt, encrypt, readKey, readMessage, readPrivateKey } from 'openpgp';
import { loadOrMakeKeys } from './keys.js';

/** How files travel: what is inside an uploaded file, and how an answer is packed. */
export interface Wrapping {
  /** Ends the name of every file. */
  readonly suffix: '' | '.pgp';
  /** The content, or null for a file that is not wrapped as agreed. */
  unwrap(bytes: Uint8Array): Promise<Uint8Array | null>;
  wrap(content: Uint8Array): Promise<Uint8Array>;
}

/** Files in clear. */
export const UNWRAPPED: Wrapping = {
  suffix: '',
  unwrap: (bytes) => Promise.resolve(bytes),
  wrap: (content) => Promise.resolve(content),
};

/** OpenPGP: what comes must be encrypted to the partner and signed by the city, what goes the other way round. */
export async function openPgpWrapping(home: string): Promise<Wrapping> {
  const { partnerPrivateKey, cityPublicKey } = await loadOrMakeKeys(home);
  const own = await readPrivateKey({ armoredKey: partnerPrivateKey });
  const city = await readKey({ armoredKey: cityPublicKey });
  return {
    suffix: '.pgp',
    unwrap: async (bytes) => {
      try {
        const message = await readMessage({ binaryMessage: bytes });
        const keys = { decryptionKeys: own, verificationKeys: city };
        const opened: { readonly data: unknown } = await decrypt({ message, ...keys, expectSigned: true, format: 'binary' });
        return opened.data as Uint8Array;
      } catch {
        return null;
      }
    },
    wrap: async (content) => {
      const message = await createMessage({ binary: content });
      const packed: unknown = await encrypt({ message, encryptionKeys: city, signingKeys: own, format: 'binary' });
      return packed as Uint8Array;
    },
  };
}
