import { definePurpose, type Keyring, type Purpose } from '../../kernel/keyring/index.js';
import { type Change } from './domain/feed-order.js';
import { type Remembered } from './domain/partner-port.js';
import { type TokenPair } from './domain/token-migration.js';
import { LINK_STATES, type Service, SERVICES } from './domain/service.js';

const TOKEN_INDEX = byService('links.token-index');
const STATUS_INDEX = byService('links.status-index');
const TOKEN_SEAL = definePurpose('links.token-seal');
const STATUS_SEAL = definePurpose('links.status-seal');
const REFERENCE_SEAL = definePurpose('links.reference-seal');
const PAIR_SEAL = definePurpose('links.migration-pair');
const POSITION_SEAL = definePurpose('links.alias-position');
const CHANGE_SEAL = definePurpose('links.change-seal');

/** Random bytes of a sealed change that no other has: its nonce, which stands behind the version of the key. */
export const MARK = { from: 1, bytes: 12 } as const;

/** In front of a sealed reference, what the partner's list said. No reference begins with either. */
const [LISTED, NOT_LISTED] = ['\u0001', '\u0002'];

function byService(name: string): Readonly<Record<Service, Purpose>> {
  const entries = SERVICES.map((service) => [service, definePurpose(`${name}.${service}`)] as const);
  return Object.fromEntries(entries) as Record<Service, Purpose>;
}

/** How the values that a partner also sees are kept: as keyed indexes, one key per service, and sealed. */
export class LinkSeals {
  constructor(private readonly keyring: Keyring) {}

  tokenIndex(service: Service, token: string) {
    return this.keyring.index(TOKEN_INDEX[service], token);
  }

  /** A token's index under every live key. */
  tokenIndexes(service: Service, token: string): Buffer[] {
    return this.keyring.indexes(TOKEN_INDEX[service], token);
  }

  /** The keys of a service's token index, newest first, for whoever indexes a whole list. */
  tokenIndexKeys(service: Service): Buffer[] {
    const purpose = TOKEN_INDEX[service];
    return this.keyring.versions(purpose).map((version) => this.keyring.secret(purpose, version));
  }

  sealToken(linkId: string, service: Service, token: string): Buffer {
    return this.keyring.seal(TOKEN_SEAL, Buffer.from(token), `token ${linkId} ${service}`);
  }

  openToken(linkId: string, service: Service, sealed: Uint8Array): string {
    return this.keyring.open(TOKEN_SEAL, sealed, `token ${linkId} ${service}`).toString();
  }

  statusIndex(service: Service, position: number): Buffer {
    return this.keyring.index(STATUS_INDEX[service], String(position)).index;
  }

  sealStatusIndex(linkId: string, position: number): Buffer {
    const plain = Buffer.alloc(4);
    plain.writeUInt32BE(position);
    return this.keyring.seal(STATUS_SEAL, plain, `status ${linkId}`);
  }

  openStatusIndex(linkId: string, sealed: Uint8Array): number {
    return this.keyring.open(STATUS_SEAL, sealed, `status ${linkId}`).readUInt32BE();
  }

  /** @param listed what the partner's list said, where it said anything since. */
  sealReference(linkId: string, reference: string | null, listed?: boolean): Buffer {
    const said = listed === undefined ? '' : listed ? LISTED : NOT_LISTED;
    return this.keyring.seal(REFERENCE_SEAL, Buffer.from(`${said}${reference ?? ''}`), `reference ${linkId}`);
  }

  openReference(linkId: string, sealed: Uint8Array): Remembered {
    const plain = this.keyring.open(REFERENCE_SEAL, sealed, `reference ${linkId}`).toString();
    const listed = plain.startsWith(LISTED);
    return listed || plain.startsWith(NOT_LISTED) ? { reference: plain.slice(1) || null, listed } : { reference: plain };
  }

  sealPair(migrationId: string, pair: TokenPair): Buffer {
    return this.keyring.seal(PAIR_SEAL, Buffer.from(JSON.stringify([pair.old, pair.new])), `pair ${migrationId}`);
  }

  openPair(migrationId: string, sealed: Uint8Array): TokenPair {
    const [old, fresh] = JSON.parse(this.keyring.open(PAIR_SEAL, sealed, `pair ${migrationId}`).toString()) as [string, string];
    return { old, new: fresh };
  }

  /** Where in the feed a link's new token was told. */
  sealPosition(linkId: string, position: number): Buffer {
    const plain = Buffer.alloc(8);
    plain.writeBigUInt64BE(BigInt(position));
    return this.keyring.seal(POSITION_SEAL, plain, `position ${linkId}`);
  }

  openPosition(linkId: string, sealed: Uint8Array): number {
    return Number(this.keyring.open(POSITION_SEAL, sealed, `position ${linkId}`).readBigUInt64BE());
  }

  /** Two changes of one link look like two of different ones. */
  sealChange(service: Service, position: number, { linkId, state, first }: Change): Buffer {
    const plain = Buffer.from(`${linkId.replaceAll('-', '')}0${LINK_STATES.indexOf(state) * 2 + Number(first)}`, 'hex');
    return this.keyring.seal(CHANGE_SEAL, plain, `change ${service} ${position}`);
  }

  openChange(service: Service, position: number, sealed: Uint8Array): Change {
    const plain = this.keyring.open(CHANGE_SEAL, sealed, `change ${service} ${position}`);
    const what = plain.at(-1) ?? 0;
    const linkId = plain.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    return { linkId, state: LINK_STATES[what >> 1] ?? 'ended', first: (what & 1) === 1 };
  }
}
