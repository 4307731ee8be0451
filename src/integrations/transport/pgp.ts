import { ReadableStream } from 'node:stream/web';
import type * as OpenPgp from 'openpgp';

/** What can be wrong with the keys of an exchange. A closed list: no text of a key becomes a code. */
export const PGP_PROBLEMS = [
  /** Not a key, locked by another passphrase, expired, revoked, or without the part that encrypts or signs. */
  'pgp_key_unusable',
  /** A key that GnuPG 2.2 cannot read: version 6, or one of the algorithms that came with it. */
  'pgp_key_unsupported',
] as const;

export type PgpProblemCode = (typeof PGP_PROBLEMS)[number];

export class PgpProblem extends Error {
  constructor(readonly code: PgpProblemCode) {
    super(`pgp: ${code}`);
    this.name = 'PgpProblem';
  }
}

/** The keys of one exchange, each as an armored text. */
export interface PgpKeys {
  /** Ours: signs what we send and opens what we get. */
  readonly privateKey: string;
  /** Where `privateKey` is locked. */
  readonly passphrase?: string;
  /** The partner's public key, pinned: what we send is for it, what we get must be signed by it. */
  readonly partnerKey: string;
}

interface Opened {
  /** Loaded at the first use: a service without such a partner spares its memory. */
  readonly library: typeof OpenPgp;
  readonly own: OpenPgp.PrivateKey;
  readonly partner: OpenPgp.PublicKey;
}

/** RFC 9580 algorithms; GnuPG 2.2 knows those of RFC 4880 and the older forms of the same curves. */
const TOO_NEW = ['x25519', 'x448', 'ed25519', 'ed448'];

/** Whether a text has the armor of a public or private key. Says nothing about the key itself. */
export function isArmoredKey(text: string, kind: 'PUBLIC' | 'PRIVATE'): boolean {
  const body = text.trim();
  return body.startsWith(`-----BEGIN PGP ${kind} KEY BLOCK-----`) && body.endsWith(`-----END PGP ${kind} KEY BLOCK-----`);
}

/**
 * Signs and encrypts for one partner, decrypts and verifies what comes from it (RFC 4880, binary, not armored).
 *
 * Encrypting the same content twice gives different bytes. Keys are read at the first use.
 */
export class PgpExchange {
  private opened: Promise<Opened> | null = null;

  constructor(private readonly keys: PgpKeys) {}

  /** @throws PgpProblem when a key cannot be used. */
  async seal(content: Uint8Array): Promise<Uint8Array> {
    const { library, own, partner } = await this.open();
    try {
      const message = await library.createMessage({ binary: content });
      return asBytes(await library.encrypt({ message, encryptionKeys: partner, signingKeys: own, format: 'binary' }));
    } catch {
      throw new PgpProblem('pgp_key_unusable');
    }
  }

  /**
   * Like `seal`, in pieces and in little memory, whatever the size.
   * @throws PgpProblem before the first piece; what `content` throws is passed on.
   */
  async *sealStream(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    // A key that cannot be used shows here, so that a failure later is the content's own.
    await this.seal(new Uint8Array());
    const { library, own, partner } = await this.open();
    const message = await library.createMessage({ binary: ReadableStream.from(content) });
    const sealed: unknown = await library.encrypt({ message, encryptionKeys: partner, signingKeys: own, format: 'binary' });
    yield* sealed as AsyncIterable<Uint8Array>;
  }

  /**
   * The content of a message, or null when it is none, is not for us, was altered, is not signed by the partner, or
   * holds more than `maxBytes`. Nothing of it is returned before all of that is known.
   * @throws PgpProblem when a key of ours cannot be used.
   */
  async unseal(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
    const { library, own, partner } = await this.open();
    try {
      const opened = await library.decrypt({
        message: await library.readMessage({ binaryMessage: bytes }),
        decryptionKeys: own,
        verificationKeys: partner,
        expectSigned: true,
        format: 'binary',
        config: { maxDecompressedMessageSize: maxBytes },
      });
      const content = asBytes(opened.data);
      return content.length > maxBytes ? null : content;
    } catch {
      return null;
    }
  }

  /**
   * Like `unseal`, and says what is wrong: it is no message for us or was altered, or nothing in it is signed by the
   * partner.
   * @throws PgpProblem when a key of ours cannot be used.
   */
  async openSigned(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | 'not_decrypted' | 'signature_invalid'> {
    const { library, own, partner } = await this.open();
    const message = await library.readMessage({ binaryMessage: bytes }).catch(() => null);
    const config = { maxDecompressedMessageSize: maxBytes };
    const opened = message && (await library.decrypt({ message, decryptionKeys: own, verificationKeys: partner, format: 'binary', config }).catch(() => null));
    if (!opened) return 'not_decrypted';
    const verdicts = await Promise.allSettled(opened.signatures.map(({ verified }) => verified));
    return verdicts.some(({ status }) => status === 'fulfilled') ? asBytes(opened.data) : 'signature_invalid';
  }

  private open(): Promise<Opened> {
    this.opened ??= openKeys(this.keys);
    return this.opened;
  }
}

/** The library's types speak of streams of a package that it does not bring along. */
function asBytes(result: unknown): Uint8Array {
  if (!(result instanceof Uint8Array)) throw new TypeError('bytes expected');
  return result;
}

async function openKeys({ privateKey, passphrase, partnerKey }: PgpKeys): Promise<Opened> {
  const library = await import('openpgp');
  const own = await readable(() => library.readPrivateKey({ armoredKey: privateKey }));
  const partner = await readable(() => library.readKey({ armoredKey: partnerKey }));
  for (const key of [own, partner] as const) checkSupported(key);
  const unlocked = own.isDecrypted() ? own : await readable(() => library.decryptKey({ privateKey: own, passphrase: passphrase ?? '' }));
  return { library, own: unlocked, partner: partner.toPublic() };
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch {
    throw new PgpProblem('pgp_key_unusable');
  }
}

function checkSupported(key: OpenPgp.Key): void {
  const parts = [key.keyPacket, ...key.subkeys.map(({ keyPacket }) => keyPacket)];
  const tooNew = parts.some((part) => part.version !== 4 || TOO_NEW.includes(part.getAlgorithmInfo().algorithm));
  if (tooNew) throw new PgpProblem('pgp_key_unsupported');
}
