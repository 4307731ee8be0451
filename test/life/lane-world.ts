import { PublisherService, type Service, SERVICES, SyncService } from '../../src/modules/links/index.js';
import { LaneTools } from '../../src/modules/links/sync.service.js';
import { PartnerRegistry } from '../../src/modules/partners/index.js';
import { createCore, POLICIES, type TestCore } from '../setup/core.js';
import { Desk } from './desk.js';
import { KeepingPartner } from './keeping-partner.js';

/** Every window is this long. */
export const WINDOW_SECONDS = 60;
export const LEASE_SECONDS = 300;

const QUICK = { changeEpochSeconds: WINDOW_SECONDS, enrolmentEpochSeconds: WINDOW_SECONDS };

/** Cards, links and three partners that keep what they are told. Windows and lanes run when a test says so. */
export class LaneWorld {
  readonly desk: Desk;
  private sync: SyncService;

  private constructor(
    readonly core: TestCore,
    readonly partners: Readonly<Record<Service, KeepingPartner>>,
  ) {
    this.desk = new Desk(core);
    this.sync = this.freshLanes();
  }

  static async begin(): Promise<LaneWorld> {
    const partners = Object.fromEntries(SERVICES.map((service) => [service, new KeepingPartner(service)])) as Record<Service, KeepingPartner>;
    const policies = Object.fromEntries(SERVICES.map((service) => [service, { ...POLICIES[service], ...QUICK }]));
    const core = await createCore({ adapters: Object.values(partners), policies });
    return new LaneWorld(core, partners);
  }

  /** No cards, partners that know nothing, and lanes that have not failed. */
  async reset(): Promise<void> {
    await this.core.reset();
    Object.values(this.partners).forEach((partner) => partner.forget());
    this.sync = this.freshLanes();
  }

  /** As after a restart: whatever a lane was waiting for is forgotten. */
  restartLanes(): void {
    this.sync = this.freshLanes();
  }

  publish(service: Service = 'library'): Promise<number> {
    this.core.clock.advance(WINDOW_SECONDS);
    return this.core.get(PublisherService).publishDue(service);
  }

  /** One batch, and whatever was answered late. */
  submit(service: Service = 'library'): Promise<number> {
    return this.sync.run(service);
  }

  /** A window, then a batch. */
  async round(service: Service = 'library'): Promise<void> {
    await this.publish(service);
    await this.submit(service);
  }

  /** Lets every window, lease, pause and open file run out, with a partner that does all it is told. */
  async settle(services: readonly Service[] = ['library'], rounds = 6): Promise<void> {
    for (const service of services) {
      const partner = this.partners[service];
      partner.fate = 'accepted';
      for (let round = 0; round < rounds; round += 1) {
        partner.answerFiles();
        this.core.clock.advance(LEASE_SECONDS);
        await this.core.get(PublisherService).publishDue(service);
        while ((await this.sync.run(service)) > 0);
      }
    }
  }

  private freshLanes(): SyncService {
    return new SyncService(Object.values(this.partners), this.core.get(PartnerRegistry), this.core.get(LaneTools));
  }
}
