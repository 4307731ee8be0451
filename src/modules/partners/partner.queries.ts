import { Injectable } from '@nestjs/common';
import { type ClientState, type Partner } from './domain/partner.js';
import { PartnerDirectory } from './partner.directory.js';
import { withoutCredentials } from './partner.registry.js';
import { partnerNotFound } from './partners.errors.js';

export interface PartnerWithClients {
  readonly partner: Partner;
  readonly clients: readonly { readonly clientId: string; readonly state: ClientState }[];
}

/** What administrators may read of partners: everything but credentials. */
@Injectable()
export class PartnerQueries {
  constructor(private readonly directory: PartnerDirectory) {}

  async all(): Promise<readonly Partner[]> {
    return (await this.read()).partners.map(withoutCredentials);
  }

  /** @throws DomainError `partner.not_found`. */
  async one(id: string): Promise<PartnerWithClients> {
    const snapshot = await this.read();
    const row = snapshot.byId(id);
    if (!row) throw partnerNotFound();
    const clients = snapshot.clientsOf(id).map(({ clientId, state }) => ({ clientId, state }));
    return { partner: withoutCredentials(row), clients };
  }

  /** An administrator reads in order to change, and must not be shown what memory still holds. */
  private read() {
    this.directory.forget();
    return this.directory.current();
  }
}
