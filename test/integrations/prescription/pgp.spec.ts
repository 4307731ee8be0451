import fc from 'fast-check';
import { generateKey, type KeyOptions } from 'openpgp';
import { isArmoredKey, PgpExchange, type PgpKeys, PgpProblem } from '../../../src/integrations/transport/pgp.js';

interface Pair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const make = (name: string, more: Partial<KeyOptions> = {}): Promise<Pair> =>
  generateKey({ userIDs: [{ name }], ...more, format: 'armored' });
const codeOf = (act: Promise<unknown>) => act.then(() => 'none', (error: unknown) => (error instanceof PgpProblem ? error.code : String(error)));
const text = Buffer.from('ISA*00*'.repeat(200));

describe('an OpenPGP exchange', () => {
  let city: Pair;
  let partner: Pair;
  let stranger: Pair;
  const exchange = (own: Pair, other: Pair, more: Partial<PgpKeys> = {}) => new PgpExchange({ privateKey: own.privateKey, partnerKey: other.publicKey, ...more });

  beforeAll(async () => {
    [city, partner, stranger] = [await make('City'), await make('Partner', { type: 'rsa', rsaBits: 3072 }), await make('Stranger')];
  });

  it('carries content to the partner, and from it', async () => {
    const sealed = await exchange(city, partner).seal(text);
    expect(Buffer.from(sealed).includes('ISA*00*')).toBe(false);
    expect(await exchange(partner, city).unseal(sealed, 10_000)).toEqual(new Uint8Array(text));
    expect(await exchange(city, partner).seal(text)).not.toEqual(sealed);
  });

  it('opens nothing for others, from others, altered, cut, too large, or not signed', async () => {
    const sealed = await exchange(city, partner).seal(text);
    expect(await exchange(stranger, city).unseal(sealed, 10_000)).toBeNull();
    expect(await exchange(partner, stranger).unseal(sealed, 10_000)).toBeNull();
    expect(await exchange(partner, city).unseal(sealed, text.length - 1)).toBeNull();
    for (const at of [0, 1, 40, sealed.length >> 1, sealed.length - 30, sealed.length - 1]) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 0x55;
      expect([at, await exchange(partner, city).unseal(altered, 10_000)]).toEqual([at, null]);
      expect([at, await exchange(partner, city).unseal(sealed.subarray(0, at), 10_000)]).toEqual([at, null]);
    }
    expect(await exchange(partner, city).unseal(text, 10_000)).toBeNull();
    const unsigned = await unsignedFor(partner);
    expect(await exchange(partner, city).unseal(unsigned, 10_000)).toBeNull();
  });

  it('opens nothing that lost or changed as much as one bit anywhere', async () => {
    const sealed = await exchange(city, partner).seal(text);
    const reader = exchange(partner, city);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        const altered = Buffer.from(sealed);
        altered[at] = sealed[at]! ^ (1 << bit);
        expect(await reader.unseal(altered, 10_000)).toBeNull();
        expect(await reader.unseal(sealed.subarray(0, at), 10_000)).toBeNull();
      }),
      { seed: 834, numRuns: 25 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => expect(await reader.unseal(bytes, 10_000)).toBeNull()),
      { seed: 834, numRuns: 50 },
    );
  });

  it('streams what can be opened at the other side', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < 50; n++) yield await Promise.resolve(text);
    }
    const sealed: Uint8Array[] = [];
    for await (const piece of exchange(city, partner).sealStream(pieces())) sealed.push(piece);
    const opened = await exchange(partner, city).unseal(Buffer.concat(sealed), 1_000_000);
    expect(Buffer.from(opened ?? []).equals(Buffer.concat(Array<Buffer>(50).fill(text)))).toBe(true);
  });

  it('passes on what the content throws while it is streamed', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(text);
      throw new Error('the source broke');
    }
    const drain = async () => {
      for await (const piece of exchange(city, partner).sealStream(broken())) expect(piece.length).toBeGreaterThan(0);
    };
    await expect(drain()).rejects.toThrow('the source broke');
  });

  it('unlocks a key by its passphrase and only by it', async () => {
    const locked = await make('Locked', { passphrase: 'open sesame' });
    expect(await codeOf(exchange(locked, partner, { passphrase: 'open sesame' }).seal(text))).toBe('none');
    expect(await codeOf(exchange(locked, partner, { passphrase: 'wrong' }).seal(text))).toBe('pgp_key_unusable');
    expect(await codeOf(exchange(locked, partner).seal(text))).toBe('pgp_key_unusable');
  });

  it('refuses keys that are none, expired, or too new for GnuPG 2.2', async () => {
    const rubbish = partner.publicKey.replace(/\n\n[^]{100}/, '\n\n');
    expect(await codeOf(exchange(city, partner, { partnerKey: rubbish }).seal(text))).toBe('pgp_key_unusable');
    const old = await make('Old', { date: new Date('2020-01-01'), keyExpirationTime: 60 });
    expect(await codeOf(exchange(city, old).seal(text))).toBe('pgp_key_unusable');
    const modern = await make('Modern', { type: 'curve25519' });
    expect(await codeOf(exchange(modern, partner).seal(text))).toBe('pgp_key_unsupported');
    expect(await codeOf(exchange(city, modern).unseal(text, 100))).toBe('pgp_key_unsupported');
  });

  it('knows armor', () => {
    expect(isArmoredKey(`${city.privateKey}\n`, 'PRIVATE')).toBe(true);
    expect(isArmoredKey(city.publicKey, 'PRIVATE')).toBe(false);
    expect(isArmoredKey('key', 'PUBLIC')).toBe(false);
  });
});

async function unsignedFor({ publicKey }: Pair): Promise<Uint8Array> {
  const { createMessage, encrypt, readKey } = await import('openpgp');
  const sealed: unknown = await encrypt({ message: await createMessage({ binary: new Uint8Array(text) }), encryptionKeys: await readKey({ armoredKey: publicKey }), format: 'binary' });
  return sealed as Uint8Array;
}
