import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { type Outcome, UnitOfWork } from '../../kernel/database/index.js';
import { Approvals, type PendingChange } from '../staff/index.js';
import { type Partner } from './domain/partner.js';
import { type Service } from './domain/service.js';
import { PartnerAdmin, type PartnerChange } from './partner-admin.service.js';
import { PartnerDirectory } from './partner.directory.js';

const CHANGE = 'partner.change';

/** What waits for a second person, in an answer. */
export interface PendingPartnerChange {
  readonly approval: PendingChange;
}

interface Payload {
  readonly partnerId: string;
  readonly service: Service;
  readonly version: number;
  readonly change: PartnerChange;
}

/**
 * Changes of partners as administrators ask for them. Where tokens are sent, with which credentials, and whether a paused
 * partner is sent any again, takes two people. Pausing takes one, at once; so do name and policy.
 */
@Injectable()
export class PartnerChanges {
  constructor(
    private readonly work: UnitOfWork,
    private readonly admin: PartnerAdmin,
    private readonly approvals: Approvals,
    private readonly directory: PartnerDirectory,
  ) {
    approvals.offer<Payload>({
      change: CHANGE,
      describe,
      carryOut: async (tx, { partnerId, version, change }) => {
        await this.admin.apply(tx, partnerId, version, change);
        return {};
      },
      afterwards: () => this.directory.forget(),
    });
  }

  /**
   * Changes a partner, or puts the change aside for a second person once it is sure that it would fit.
   * @throws DomainError as `PartnerAdmin.change`.
   */
  async change(caller: Caller, id: string, version: number, change: PartnerChange): Promise<Partner | PendingPartnerChange> {
    if (!mayTakeTwo(change)) return this.admin.change(caller, id, version, change);
    try {
      return await this.work.run(caller, async (tx): Promise<Outcome<Partner | PendingPartnerChange>> => {
        const before = await this.admin.proposed(tx, id, version, change);
        if (takesTwo(change, before)) {
          const payload: Payload = { partnerId: id, service: before.service, version, change };
          const { result, audit } = await this.approvals.hold(tx, caller, CHANGE, id, payload);
          return { result: { approval: result }, audit };
        }
        return this.admin.apply(tx, id, version, change);
      });
    } finally {
      this.directory.forget();
    }
  }
}

/** What is to change, as whoever may read partners is shown it: credentials by their names alone. */
function describe({ service, change }: Payload): Readonly<Record<string, unknown>> {
  const { name, state, profile, settings, policy, credentials } = change;
  return { service, name, state, profile, settings, policy, credentials: credentials && Object.keys(credentials) };
}

function mayTakeTwo({ settings, credentials, profile, state }: PartnerChange): boolean {
  return settings !== undefined || credentials !== undefined || profile !== undefined || state === 'active';
}

function takesTwo({ settings, credentials, profile, state }: PartnerChange, before: Partner): boolean {
  const elsewhere = settings !== undefined || credentials !== undefined || profile !== undefined;
  return elsewhere || (state === 'active' && before.state === 'paused');
}
