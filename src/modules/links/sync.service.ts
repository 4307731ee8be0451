import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { type Partner, PartnerRegistry } from '../partners/index.js';
import { auditedLinks } from './audited-links.js';
import { type AdapterFactory, type LaneStorage, type PartnerAdapter, SettingsProblem } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { FullAudits } from './full-audits.js';
import { aloneAt } from './lane-lock.js';
import { Lane, type LaneStanding } from './lane.js';
import { LaneRecords } from './lane-record.js';
import { LANE_TAKEN_OVER, SealedLaneStorage } from './lane-storage.js';
import { LinkSeals } from './link-seals.js';
import { ReceiptsService } from './receipts.service.js';
import { WorkQueue } from './work-queue.js';

/** Injection token of the registered partner profiles. */
export const ADAPTER_FACTORIES = Symbol('adapter factories');

/** What the lanes share. */
@Injectable()
export class LaneTools {
  constructor(
    readonly queue: WorkQueue,
    readonly receipts: ReceiptsService,
    readonly database: Database,
    readonly keyring: Keyring,
    readonly clock: Clock,
    readonly log: EventLog,
  ) {}
}

interface OpenLane {
  readonly partnerVersion: number;
  readonly exclusive: boolean;
  readonly lane: Lane;
}

/** What a profile can do beside submitting. */
interface Abilities {
  readonly partnerVersion: number;
  readonly fullAudit: boolean;
}

/** Makes partners show what is published, one lane per partner. */
@Injectable()
export class SyncService implements OnApplicationShutdown {
  private readonly lanes = new Map<Service, OpenLane>();
  private readonly running = new Map<Service, Promise<number>>();
  private readonly abilities = new Map<Service, Abilities>();
  private readonly records: LaneRecords;

  constructor(
    @Inject(ADAPTER_FACTORIES) private readonly factories: readonly AdapterFactory[],
    private readonly partners: PartnerRegistry,
    private readonly tools: LaneTools,
  ) {
    this.records = new LaneRecords(tools.database, tools.clock, partners);
  }

  /**
   * Works off what is due for one service, unless its lane is at it, waits, or its partner is paused.
   * @returns how many links were submitted.
   */
  async run(service: Service): Promise<number> {
    const current = this.running.get(service);
    if (current) return current;
    const run = this.work(service).finally(() => this.running.delete(service));
    this.running.set(service, run);
    return run;
  }

  /** How the lane of a service has fared on this instance; null when it was never opened here. */
  standing(service: Service): LaneStanding | null {
    return this.lanes.get(service)?.lane.standing ?? null;
  }

  /**
   * Whether the profile of a service's partner has a full audit; null where no partner is registered. A partner whose
   * settings do not fit its profile any more has none.
   */
  async hasFullAudit(service: Service): Promise<boolean | null> {
    const partner = await this.partners.byService(service);
    if (!partner) return null;
    const known = this.abilities.get(service);
    if (known?.partnerVersion === partner.version) return known.fullAudit;
    const fullAudit = await this.fullAuditIn(partner);
    this.abilities.set(service, { partnerVersion: partner.version, fullAudit });
    return fullAudit;
  }

  /** Every code that notices of a service can have, whichever profile is spoken. */
  noticeCodes(service: Service): readonly string[] {
    return [...new Set(this.factories.filter((one) => one.service === service).flatMap((one) => one.noticeCodes ?? []))];
  }

  /** Every code by which a lane can fail, whichever profile is spoken; `internal` is a fault of ours. */
  failureCodes(): readonly string[] {
    return [...new Set([...this.factories.flatMap((one) => one.failureCodes ?? []), LANE_TAKEN_OVER, 'internal'])];
  }

  /** Waits for running batches to end and frees the adapters' sockets. */
  async onApplicationShutdown(): Promise<void> {
    for (const { lane } of this.lanes.values()) lane.stop();
    await Promise.allSettled(this.running.values());
    await Promise.allSettled([...this.lanes.values()].map(({ lane }) => lane.close()));
    this.lanes.clear();
  }

  private async work(service: Service): Promise<number> {
    const partner = await this.partners.byService(service);
    if (!partner || partner.state !== 'active') return 0;
    const { lane, exclusive } = await this.laneOf(partner);
    if (lane.waiting) return 0;
    const record = await this.records.of(service, partner.profile);
    if (!record || record.paused || !lane.mayRun(record)) return 0;
    if (!exclusive) return lane.runOnce();
    // While it waited for the lock, another instance may have entered another profile.
    const run = async () => ((await this.records.of(service, partner.profile)) ? lane.runOnce() : 0);
    return (await aloneAt(this.tools.database, service, run)) ?? 0;
  }

  /** A lane is rebuilt when its partner's settings have changed. */
  private async laneOf(partner: Partner): Promise<OpenLane> {
    const { service, version } = partner;
    const known = this.lanes.get(service);
    if (known?.partnerVersion === version) return known;
    await known?.lane.close();
    const open = await this.open(partner);
    this.lanes.set(service, open);
    return open;
  }

  private async open(partner: Partner): Promise<OpenLane> {
    const { service, version } = partner;
    const { queue, receipts, database, keyring, clock, log } = this.tools;
    const storage = new SealedLaneStorage(service, database, keyring, partner.profile);
    const adapter = await this.adapterFor(partner, storage);
    const audits = this.auditsOf(partner, adapter);
    const lane = new Lane({ service, adapter, storage, queue, receipts, audits, clock, log });
    return { partnerVersion: version, exclusive: audits !== null || adapter.describe().exclusive, lane };
  }

  private async fullAuditIn(partner: Partner): Promise<boolean> {
    try {
      const adapter = await this.adapterFor(partner, UNUSED_STORAGE);
      await adapter.close();
      return adapter.submitFullAudit !== undefined;
    } catch (error) {
      if (error instanceof SettingsProblem) return false;
      throw error;
    }
  }

  private async adapterFor({ service, profile }: Partner, storage: LaneStorage): Promise<PartnerAdapter> {
    const factory = this.factories.find((one) => one.service === service && one.profile === profile);
    if (!factory) throw new SettingsProblem(`no adapter is registered for profile ${profile}`);
    return factory.create(await this.partners.connectionOf(service), storage, () => this.tools.clock.now());
  }

  private auditsOf({ service, profile, policy }: Partner, adapter: PartnerAdapter): FullAudits | null {
    const submit = adapter.submitFullAudit?.bind(adapter);
    if (!submit) return null;
    const { database, keyring, clock, log } = this.tools;
    const seals = new LinkSeals(keyring);
    return new FullAudits({
      service,
      submit,
      everyDays: policy.fullAuditEveryDays,
      links: () => auditedLinks(database, seals, service),
      record: () => this.records.of(service, profile),
      sent: (answered) => this.records.audited(service, answered),
      clock,
      log,
    });
  }
}

const UNUSED_STORAGE = new Proxy({} as LaneStorage, {
  get: () => {
    throw new Error('an adapter touched its storage while it was made');
  },
});
