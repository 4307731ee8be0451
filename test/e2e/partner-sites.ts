import { startLibraryPartner } from '../../src/sandbox/library/index.js';
import { startPolarisPartner } from '../../src/sandbox/library/polaris/index.js';
import { loadOrMakePlan, type SandboxChoice } from '../../src/sandbox/make-plan.js';
import { type InspectedRecord, type SandboxPlan } from '../../src/sandbox/plan.js';
import { startPrescriptionPartner } from '../../src/sandbox/prescription/index.js';
import { type Faults } from '../../src/sandbox/faults.js';
import { type FaultyPartner } from '../../src/sandbox/strict-partner.js';
import { startTransitPartner } from '../../src/sandbox/transit/index.js';
import { startStatusListPartner } from '../../src/sandbox/transit/status-list/index.js';

export const SERVICES = ['transit', 'library', 'prescription'] as const;

export type Service = (typeof SERVICES)[number];

const STARTERS: Readonly<Record<Service, (plan: SandboxPlan, now: () => Date) => Promise<FaultyPartner>>> = {
  transit: (plan, now) => (plan.transit.profile === 'status-list' ? startStatusListPartner(plan) : startTransitPartner(plan, now)),
  library: (plan, now) => (plan.library.profile === 'polaris' ? startPolarisPartner(plan, now) : startLibraryPartner(plan, now)),
  prescription: (plan) => startPrescriptionPartner(plan),
};

/** The three simulated partner systems on real sockets; each can be taken down and brought back with its data. */
export class PartnerSites {
  private readonly running = new Map<Service, FaultyPartner>();
  /** What came in before a site was last stopped. */
  private readonly receivedBefore = new Map<Service, string>();

  private constructor(
    private current: SandboxPlan,
    private readonly now: () => Date,
  ) {}

  static async start(home: string, now: () => Date, choice: SandboxChoice = {}): Promise<PartnerSites> {
    const sip2 = choice.library === 'koha+sip2' ? { librarySip2: 0 } : {};
    const sites = new PartnerSites(loadOrMakePlan(home, { inspection: 0, library: 0, transit: 0, prescription: 0, ...sip2 }, choice), now);
    for (const service of SERVICES) await sites.open(service);
    return sites;
  }

  /** With the ports they listen on. */
  get plan(): SandboxPlan {
    return this.current;
  }

  /** Brings a site up, at the port it had before. */
  async open(service: Service): Promise<void> {
    const site = await STARTERS[service](this.current, this.now);
    this.running.set(service, site);
    const port = Number(new URL(site.address).port);
    const [further] = site.others ?? [];
    const sip2 = further === undefined ? {} : { sip2Port: Number(new URL(further).port) };
    this.current = { ...this.current, [service]: { ...this.current[service], port, ...sip2 } };
  }

  async stop(service: Service): Promise<void> {
    const site = this.site(service);
    this.receivedBefore.set(service, this.received(service));
    this.running.delete(service);
    await site.close();
  }

  /** Makes a site answer wrongly, until the next call or its next start. */
  fail(service: Service, faults: Faults): void {
    this.site(service).interfaces[0]?.set(faults);
  }

  /** Makes a site take other credentials from its next start on. */
  change(service: Service, change: Readonly<Record<string, string>>): void {
    this.current = { ...this.current, [service]: { ...this.current[service], ...change } };
  }

  record(service: Service, token: string): InspectedRecord | undefined {
    const found = this.records(service).filter((record) => record.token === token);
    if (found.length > 1) throw new Error(`${service} holds one token ${found.length} times`);
    return found[0];
  }

  records(service: Service): readonly InspectedRecord[] {
    return this.site(service).records();
  }

  /** Somebody at the partner's changes a record, or takes it away. */
  edit(service: Service, token: string, change: Readonly<Record<string, unknown>> | null): void {
    this.site(service).edit?.(token, change);
  }

  /** A site that exchanges files lays out its list of a day, `YYYYMMDD`. */
  async layOutRoster(service: Service, day: string): Promise<void> {
    await this.site(service).layOutRoster?.(day);
  }

  /** Everything the site was ever sent, its earlier starts included. */
  received(service: Service): string {
    return (this.receivedBefore.get(service) ?? '') + (this.running.get(service)?.received() ?? '');
  }

  violations(service: Service): readonly string[] {
    return this.site(service).violations();
  }

  async close(): Promise<void> {
    for (const service of [...this.running.keys()]) await this.stop(service);
  }

  private site(service: Service): FaultyPartner {
    const site = this.running.get(service);
    if (!site) throw new Error(`the ${service} site is down`);
    return site;
  }
}
