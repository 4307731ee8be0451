import { createHash, createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { exportJWK, type JWK, SignJWT } from 'jose';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { definePurpose, ed25519Key, Keyring } from '../../kernel/keyring/index.js';
import { PublishedLinks, STATUS_LIST_CAPACITY } from '../links/index.js';
import { PartnerRegistry, type Service } from '../partners/index.js';
import { emptyStatusList, setStatus, STATUS_BITS } from './domain/status-list.js';

/** The key of signed status lists. */
export const STATUS_LIST_SIGNING = definePurpose('partner-api.status-list-signing');

/** Keys that partners are shown: the one to come, the one that signs, and the one of lists that are still out. */
const SHOWN_KEYS = 3;
const compress = promisify(deflate);

/** A list as it is answered. */
export interface ServedList {
  readonly jwt: string;
  /** Names these very bytes (RFC 9110, section 8.8.3). Each signing is another list. */
  readonly entityTag: string;
  /** Seconds for which it may be kept. */
  readonly secondsToLive: number;
}

interface BuiltList {
  /** By the clock, and by what is published. */
  readonly window: string;
  readonly list: Promise<ServedList>;
}

/** A partner's status list as a signed JWT, built once for a publication window: anew where it was asked for before that was published. */
@Injectable()
export class StatusListService {
  private readonly built = new Map<Service, BuiltList>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly links: PublishedLinks,
    private readonly partners: PartnerRegistry,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The list (`application/statuslist+jwt`) of this window. */
  async listFor(service: Service): Promise<ServedList> {
    const { policy } = await this.partners.partnerOf(service);
    const secondsToLive = policy.changeEpochSeconds;
    const published = await this.links.window(service);
    const window = `${Math.floor(this.clock.now().getTime() / 1000 / secondsToLive)} ${published ?? ''}`;
    const known = this.built.get(service);
    if (known?.window === window) return known.list;
    const list = this.build(service, secondsToLive).then((jwt) => ({ jwt, entityTag: entityTagOf(jwt), secondsToLive }));
    this.built.set(service, { window, list });
    // A list that could not be built is tried again at the next question.
    list.catch(() => this.built.delete(service));
    return list;
  }

  /** The keys that verify the lists (RFC 7517), newest first. */
  async keys(): Promise<{ keys: JWK[] }> {
    const keys = this.keyring.versions(STATUS_LIST_SIGNING).slice(0, SHOWN_KEYS).map(async (version) => ({
      ...(await exportJWK(createPublicKey(ed25519Key(this.keyring.secret(STATUS_LIST_SIGNING, version))))),
      kid: `status-v${version}`,
      alg: 'EdDSA',
      use: 'sig',
    }));
    return { keys: await Promise.all(keys) };
  }

  private async build(service: Service, secondsToLive: number): Promise<string> {
    const list = emptyStatusList(STATUS_LIST_CAPACITY);
    for await (const { position, state } of this.links.statuses(service)) setStatus(list, position, state);
    const lst = (await compress(list, { level: 9 })).toString('base64url');
    // The newest is announced and signs nothing yet: when its turn comes, every instance and every partner has it.
    const [newest = 1, version = newest] = this.keyring.versions(STATUS_LIST_SIGNING);
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT({ ttl: secondsToLive, status_list: { bits: STATUS_BITS, lst } })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'statuslist+jwt', kid: `status-v${version}` })
      .setIssuer(this.config.publicUrl)
      .setSubject(`${this.config.publicUrl}/partner/v1/status-list`)
      .setIssuedAt(now)
      .setExpirationTime(now + 2 * secondsToLive)
      .sign(ed25519Key(this.keyring.secret(STATUS_LIST_SIGNING, version)));
  }
}

function entityTagOf(jwt: string): string {
  return `"${createHash('sha256').update(jwt).digest('base64url').slice(0, 22)}"`;
}
