import { Injectable } from '@nestjs/common';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { type Connection, type Credentials, type Partner } from './domain/partner.js';
import { type Service } from './domain/service.js';
import { PartnerDirectory } from './partner.directory.js';
import { type PartnerRow } from './partner.store.js';
import { partnerNotConfigured } from './partners.errors.js';

const CREDENTIALS = definePurpose('partners.credentials');

/** Who runs which service, for other modules. Answers come from memory and are at most five seconds old. */
@Injectable()
export class PartnerRegistry {
  constructor(
    private readonly directory: PartnerDirectory,
    private readonly keyring: Keyring,
  ) {}

  /** Every registered partner, paused ones included. */
  async all(): Promise<readonly Partner[]> {
    return (await this.directory.current()).partners.map(withoutCredentials);
  }

  /** The partner of a service, paused or not, or null when none is registered. */
  async byService<S extends Service>(service: S): Promise<Partner<S> | null> {
    const row = (await this.directory.current()).byService(service);
    return row && (withoutCredentials(row) as Partner<S>);
  }

  /** The same, read anew: for what must not be decided by something older. */
  async asOfNow<S extends Service>(service: S): Promise<Partner<S> | null> {
    this.directory.forget();
    return this.byService(service);
  }

  /** @throws DomainError `partner.not_configured` when no partner is registered for the service. */
  async partnerOf<S extends Service>(service: S): Promise<Partner<S>> {
    const partner = await this.byService(service);
    if (!partner) throw partnerNotConfigured({ allowed: [service] });
    return partner;
  }

  /**
   * How to reach the partner of a service. Credentials are opened at each call and not kept here.
   * @throws DomainError `partner.not_configured`.
   */
  async connectionOf(service: Service): Promise<Connection> {
    const row = (await this.directory.current()).byService(service);
    if (!row) throw partnerNotConfigured({ allowed: [service] });
    return { settings: row.settings, credentials: openCredentials(this.keyring, row) };
  }
}

export function sealCredentials(keyring: Keyring, partnerId: string, credentials: Credentials): Buffer {
  return keyring.seal(CREDENTIALS, Buffer.from(JSON.stringify(credentials)), partnerId);
}

export function openCredentials(keyring: Keyring, row: Pick<PartnerRow, 'id' | 'sealedCredentials'>): Credentials {
  return JSON.parse(keyring.open(CREDENTIALS, row.sealedCredentials, row.id).toString()) as Credentials;
}

export function withoutCredentials(row: PartnerRow): Partner {
  const { id, service, name, state, profile, settings, policy, version } = row;
  return { id, service, name, state, profile, settings, policy, version } as Partner;
}
