import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { type Partner, PartnerRegistry } from '../partners/index.js';
import { type AdapterFactory } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { Lane } from './lane.js';
import { type LaneStanding } from './lane-schedule.js';
import { SealedLaneStorage } from './lane-storage.js';
import { selectPaused } from './lane.store.js';
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

/** Makes partners show what is published, one lane per partner. */
@Injectable()
export class SyncService implements OnApplicationShutdown {
  private readonly lanes = new Map<Service, OpenLane>();
  private readonly running = new Map<Service, Promise<number>>();

  constructor(
    @Inject(ADAPTER_FACTORIES) private readonly factories: readonly AdapterFactory[],
    private readonly partners: PartnerRegistry,
    private readonly tools: LaneTools,
  ) {}

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

  /** Waits for running batches to end and frees the adapters' sockets. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running.values());
    await Promise.allSettled([...this.lanes.values()].map(({ lane }) => lane.close()));
    this.lanes.clear();
  }

  private async work(service: Service): Promise<number> {
    const partner = await this.partners.byService(service);
    if (!partner || partner.state !== 'active') return 0;
    const open = await this.laneOf(partner);
    if (open.lane.waiting || (await this.tools.database.query(selectPaused(service))).length > 0) return 0;
    return open.exclusive ? this.alone(service, () => open.lane.runOnce()) : open.lane.runOnce();
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

  private async open({ service, profile, version }: Partner): Promise<OpenLane> {
    const { queue, receipts, database, keyring, clock, log } = this.tools;
    const factory = this.factories.find((one) => one.service === service && one.profile === profile);
    if (!factory) throw new Error(`no adapter is registered for profile ${profile}`);
    const connection = await this.partners.connectionOf(service);
    if (!connection) throw new Error(`there is no connection for ${service}`);
    const storage = new SealedLaneStorage(service, database, keyring);
    const adapter = factory.create(connection, storage, () => clock.now());
    const lane = new Lane({ service, adapter, storage, queue, receipts, clock, log });
    return { partnerVersion: version, exclusive: adapter.describe().exclusive, lane };
  }

  /** One instance of the service at a time; the lock goes with its connection when an instance dies. */
  private async alone(service: Service, work: () => Promise<number>): Promise<number> {
    return this.tools.database.session(async (client) => {
      const { rows } = await client.query<{ locked: boolean }>(
        `SELECT pg_try_advisory_lock(hashtext('links.lane'), hashtext($1)) AS locked`,
        [service],
      );
      if (!rows[0]?.locked) return 0;
      try {
        return await work();
      } finally {
        await client.query(`SELECT pg_advisory_unlock(hashtext('links.lane'), hashtext($1))`, [service]);
      }
    });
  }
}
