import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { type Outcome, type Tx, UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { publicKeysOf } from './client-keys.js';
import { mergePatch, type Patch } from './domain/merge-patch.js';
import { type ClientState, type Connection, type Credentials, type Partner, type PartnerState } from './domain/partner.js';
import { type Service } from './domain/service.js';
import { PartnerDirectory } from './partner.directory.js';
import { openCredentials, sealCredentials, withoutCredentials } from './partner.registry.js';
import {
  insertClient,
  insertPartner,
  lockPartner,
  type PartnerRow,
  type ServiceRow,
  setClientState,
  updatePartner,
} from './partner.store.js';
import {
  clientNotFound,
  partnerNotFound,
  profileUnknown,
  serviceTaken,
  settingsInvalid,
  versionConflict,
} from './partners.errors.js';
import { checkedPolicy } from './policy.shape.js';
import { KNOWN_PROFILES, type KnownProfile } from './profiles.js';

export interface NewPartner {
  readonly service: Service;
  readonly name: string;
  readonly profile: string;
  readonly settings: Patch;
  readonly credentials: Credentials;
  readonly policy: unknown;
}

/** A merge patch (RFC 7396): members that are absent stay, in `settings`, `credentials` and `policy` too. */
export interface PartnerChange {
  readonly name?: string;
  readonly state?: PartnerState;
  readonly profile?: string;
  readonly settings?: Patch;
  readonly credentials?: Patch;
  readonly policy?: Patch;
}

export interface ClientStanding {
  readonly clientId: string;
  readonly state: ClientState;
}

/** What administrators do with partners and their clients. Credentials go in and never come out. */
@Injectable()
export class PartnerAdmin {
  constructor(
    private readonly work: UnitOfWork,
    private readonly keyring: Keyring,
    private readonly directory: PartnerDirectory,
    @Inject(KNOWN_PROFILES) private readonly profiles: readonly KnownProfile[],
  ) {}

  /**
   * Registers the partner of a service.
   * @throws DomainError `partner.profile_unknown`, `partner.settings_invalid`, `partner.service_taken`, or
   * `request.invalid` for a policy that does not fit the service.
   */
  async register(caller: Caller, given: NewPartner): Promise<Partner> {
    const { service, name, profile, settings, credentials } = given;
    this.check(service, profile, { settings, credentials });
    const policy = await checkedPolicy(service, given.policy);
    const id = randomUUID();
    const sealedCredentials = sealCredentials(this.keyring, id, credentials);
    const row = { id, service, name, state: 'active', profile, settings, sealedCredentials, policy, version: 1 } as PartnerRow;
    return this.changing(async () => {
      try {
        return await this.work.run(caller, async (tx) => {
          await tx.query(insertPartner(row));
          return { result: withoutCredentials(row), audit: done('partner.register', service) };
        });
      } catch (error) {
        throw violatedUnique(error) === 'partner_service' ? serviceTaken({ allowed: [] }) : error;
      }
    });
  }

  /**
   * Changes a partner that is still at the version the caller has read.
   * @throws DomainError `partner.not_found`, `partner.version_conflict`, or as `register` does.
   */
  async change(caller: Caller, id: string, version: number, change: PartnerChange): Promise<Partner> {
    return this.changing(() => this.work.run(caller, (tx) => this.apply(tx, id, version, change)));
  }

  /** The same inside another command. @throws DomainError as `change`. */
  async apply(tx: Tx, id: string, version: number, change: PartnerChange): Promise<Outcome<Partner>> {
    const changed = await this.merged(await locked(tx, id, version), change);
    await tx.query(updatePartner(changed));
    return { result: withoutCredentials(changed), audit: done('partner.change', changed.service) };
  }

  /** Makes sure that a change would fit, and changes nothing. @returns the partner as it is. @throws DomainError as `change`. */
  async proposed(tx: Tx, id: string, version: number, change: PartnerChange): Promise<Partner> {
    const row = await locked(tx, id, version);
    await this.merged(row, change);
    return withoutCredentials(row);
  }

  /**
   * Registers a program of a partner that may ask for access tokens with these public keys (RFC 7517).
   * @throws DomainError `partner.not_found`, `partner.client_key_invalid` or `partner.client_key_private`.
   */
  async registerClient(caller: Caller, partnerId: string, jwks: unknown): Promise<ClientStanding> {
    const keys = publicKeysOf(jwks);
    const clientId = randomUUID();
    return this.changing(() =>
      this.work.run(caller, async (tx) => {
        const [row] = await tx.query<ServiceRow>(insertClient(clientId, partnerId, keys));
        if (!row) throw partnerNotFound();
        return { result: { clientId, state: 'active' }, audit: done('partner.client_register', row.service) };
      }),
    );
  }

  /** @throws DomainError `partner.client_not_found`. */
  async setClientState(caller: Caller, partnerId: string, { clientId, state }: ClientStanding): Promise<ClientStanding> {
    return this.changing(() =>
      this.work.run(caller, async (tx) => {
        const [row] = await tx.query<ServiceRow>(setClientState(clientId, partnerId, state));
        if (!row) throw clientNotFound();
        const act = state === 'active' ? 'partner.client_enable' : 'partner.client_disable';
        return { result: { clientId, state }, audit: done(act, row.service) };
      }),
    );
  }

  private async merged(row: PartnerRow, change: PartnerChange): Promise<PartnerRow> {
    const { name = row.name, state = row.state, profile = row.profile } = change;
    const settings = mergePatch(row.settings, change.settings ?? {});
    const credentials = mergePatch(openCredentials(this.keyring, row), change.credentials ?? {}) as Credentials;
    // A partner whose profile this program no longer knows can still be paused or renamed.
    if (change.profile ?? change.settings ?? change.credentials) this.check(row.service, profile, { settings, credentials });
    const policy = change.policy ? await checkedPolicy(row.service, mergePatch(row.policy, change.policy)) : row.policy;
    const sealedCredentials = change.credentials ? sealCredentials(this.keyring, row.id, credentials) : row.sealedCredentials;
    return { ...row, name, state, profile, settings, policy, sealedCredentials, version: row.version + 1 } as PartnerRow;
  }

  private check(service: Service, profile: string, connection: Connection): void {
    const known = this.profiles.filter((candidate) => candidate.service === service);
    const found = known.find((candidate) => candidate.profile === profile);
    if (!found) throw profileUnknown({ at: '/profile', allowed: known.map((candidate) => candidate.profile) });
    try {
      found.check(connection);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'SettingsProblem') throw error;
      // The message names the setting and what it takes, in the adapter's own words.
      throw settingsInvalid({ at: '/settings', allowed: [error.message] });
    }
  }

  /** Whatever becomes of a change, the next reader here sees the database. */
  private async changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      this.directory.forget();
    }
  }
}

async function locked(tx: Tx, id: string, version: number): Promise<PartnerRow> {
  const [row] = await tx.query<PartnerRow>(lockPartner(id));
  if (!row) throw partnerNotFound();
  if (row.version !== version) throw versionConflict();
  return row;
}

function done(act: string, service: Service): AuditRecord {
  return { act, reason: service, subject: null, outcome: 'done' };
}
