import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { FreshCopy } from '../../kernel/clock/fresh-copy.js';
import { Database } from '../../kernel/database/index.js';
import { thumbprintOf } from './client-keys.js';
import { type Client } from './domain/partner.js';
import { type Service } from './domain/service.js';
import { allClients, allPartners, type ClientRow, type PartnerRow } from './partner.store.js';

/** Milliseconds after which a change made on another instance is seen here at the latest. */
const FRESH_MS = 5_000;

/** All partners and clients as of one moment. There are few: one partner per service, a handful of clients each. */
export class Snapshot {
  private readonly services: ReadonlyMap<Service, PartnerRow>;
  private readonly ids: ReadonlyMap<string, PartnerRow>;
  private readonly clients: ReadonlyMap<string, Client>;
  private readonly keys: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    readonly partners: readonly PartnerRow[],
    clients: readonly Client[],
  ) {
    this.services = new Map(partners.map((partner) => [partner.service, partner]));
    this.ids = new Map(partners.map((partner) => [partner.id, partner]));
    this.clients = new Map(clients.map((client) => [client.clientId, client]));
    this.keys = new Map(clients.map(({ clientId, jwks }) => [clientId, new Set(jwks.keys.map(thumbprintOf))]));
  }

  byService(service: Service): PartnerRow | null {
    return this.services.get(service) ?? null;
  }

  byId(id: string): PartnerRow | null {
    return this.ids.get(id) ?? null;
  }

  clientsOf(partnerId: string): readonly Client[] {
    return [...this.clients.values()].filter((client) => client.partnerId === partnerId);
  }

  client(clientId: string): Client | null {
    return this.clients.get(clientId) ?? null;
  }

  /** Whether a client still has the key of this thumbprint. */
  hasKey(clientId: string, thumbprint: string): boolean {
    return this.keys.get(clientId)?.has(thumbprint) ?? false;
  }

  /** The partner that a client may speak for now, or null when either is unknown or not active. */
  partnerFor(clientId: string): PartnerRow | null {
    const client = this.clients.get(clientId);
    const partner = client?.state === 'active' ? this.ids.get(client.partnerId) : undefined;
    return partner?.state === 'active' ? partner : null;
  }
}

/** The snapshot in memory: read at most every five seconds, whoever asks. */
@Injectable()
export class PartnerDirectory {
  private readonly copy: FreshCopy<Snapshot>;

  constructor(
    private readonly database: Database,
    clock: Clock,
  ) {
    this.copy = new FreshCopy(clock, FRESH_MS, () => this.read());
  }

  /** The snapshot when it is fresh, at once. */
  fresh(): Snapshot | null {
    return this.copy.fresh();
  }

  /** @throws DomainError `database.unavailable`. */
  current(): Promise<Snapshot> {
    return this.copy.current();
  }

  /** Makes the next question read again, after a change made here. */
  forget(): void {
    this.copy.forget();
  }

  private async read(): Promise<Snapshot> {
    const [partners, clients] = await Promise.all([
      this.database.query<PartnerRow>(allPartners()),
      this.database.query<ClientRow>(allClients()),
    ]);
    return new Snapshot(partners, clients);
  }
}
