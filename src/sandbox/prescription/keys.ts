import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The OpenPGP keys of both sides of the simulated exchange, armored and unlocked. */
export interface ExchangeKeys {
  readonly cityPrivateKey: string;
  readonly cityPublicKey: string;
  readonly partnerPrivateKey: string;
  readonly partnerPublicKey: string;
}

/**
 * The keys kept in a sandbox's home beside its plan, made when there are none. Whoever asks first makes them: of two
 * at once, one pair wins. Kept as `openpgp-keys.json`, mode 0600.
 *
 * Ed25519 in the form of RFC 4880, which GnuPG 2.2 reads as well; a real partner will often want RSA with 3072 bits.
 */
export async function loadOrMakeKeys(home: string): Promise<ExchangeKeys> {
  const file = path.join(home, 'openpgp-keys.json');
  if (!fs.existsSync(file)) keep(file, await makeKeys());
  return JSON.parse(fs.readFileSync(file, 'utf8')) as ExchangeKeys;
}

async function makeKeys(): Promise<ExchangeKeys> {
  const { generateKey } = await import('openpgp');
  const make = (name: string) => generateKey({ type: 'ecc', userIDs: [{ name }], format: 'armored' });
  const [city, partner] = [await make('CityKey'), await make('Sandbox benefit manager')];
  return {
    cityPrivateKey: city.privateKey,
    cityPublicKey: city.publicKey,
    partnerPrivateKey: partner.privateKey,
    partnerPublicKey: partner.publicKey,
  };
}

/** A link never takes the place of keys that another process has just kept, as a rename would. */
function keep(file: string, keys: ExchangeKeys): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  fs.writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(draft);
  }
}
