import fs from 'node:fs';
import path from 'node:path';
import { Gate, type GateFaults } from './gate.js';
import { startPolarisPartner } from './library/polaris/index.js';
import { startLibraryPartner } from './library/index.js';
import { type InspectedRecord, type SandboxPartner, type SandboxPlan } from './plan.js';
import { startPrescriptionPartner } from './prescription/index.js';
import { type StrictPartner } from './strict-partner.js';
import { startTransitPartner } from './transit/index.js';
import { startStatusListPartner } from './transit/status-list/index.js';

type Service = SandboxPartner['service'];

/** One partner system behind gates at the agreed ports, so that it can be emptied and made to fail while it runs. */
export class Station implements StrictPartner {
  private readonly gates: Gate[] = [];
  private inner: StrictPartner | null = null;

  private constructor(
    readonly service: Service,
    private readonly plan: SandboxPlan,
  ) {}

  /** Rejects with the system's error, whose `port` says which one, when it cannot listen. */
  static async open(service: Service, plan: SandboxPlan): Promise<Station> {
    const station = new Station(service, plan);
    try {
      for (const [place, port] of portsOf(service, plan).entries()) {
        station.gates.push(await Gate.open(plan.host, port, () => portOf(station.addresses[place] ?? '')));
      }
      station.inner = await starterFor(service, plan)(behindGates(service, plan));
      return station;
    } catch (error) {
      await station.close();
      throw error;
    }
  }

  get address(): string {
    return this.outside(0);
  }

  get others(): readonly string[] {
    return this.gates.slice(1).map((_, index) => this.outside(index + 1));
  }

  records(): readonly InspectedRecord[] {
    return this.inner?.records() ?? [];
  }

  received(): string {
    return this.inner?.received() ?? '';
  }

  violations(): readonly string[] {
    return this.inner?.violations() ?? [];
  }

  /** Takes the place of all faults set before, on every interface of the system. */
  fail(faults: GateFaults): void {
    for (const gate of this.gates) gate.set(faults);
  }

  /** Forgets everything the system was ever told, and all faults. */
  async reset(): Promise<void> {
    for (const gate of this.gates) gate.cut();
    await this.inner?.close();
    this.inner = null;
    this.fail({});
    fs.rmSync(path.join(this.plan.home, this.service), { recursive: true, force: true });
    this.inner = await starterFor(this.service, this.plan)(behindGates(this.service, this.plan));
  }

  async close(): Promise<void> {
    await Promise.all(this.gates.map((gate) => gate.close()));
    await this.inner?.close();
  }

  private get addresses(): readonly string[] {
    return this.inner ? [this.inner.address, ...(this.inner.others ?? [])] : [];
  }

  private outside(place: number): string {
    return (this.addresses[place] ?? '').replace(/:\d+$/, `:${this.gates[place]?.port ?? 0}`);
  }
}

function portsOf(service: Service, { library, transit, prescription }: SandboxPlan): number[] {
  const sip2 = library.profile === 'polaris' || library.sip2Port === undefined ? [] : [library.sip2Port];
  if (service === 'library') return [library.port, ...sip2];
  return [service === 'transit' ? transit.port : prescription.port];
}

function behindGates(service: Service, plan: SandboxPlan): SandboxPlan {
  const { library } = plan;
  if (service === 'library') return { ...plan, library: { ...library, port: 0, ...(library.sip2Port === undefined ? {} : { sip2Port: 0 }) } };
  return { ...plan, [service]: { ...plan[service], port: 0 } };
}

function starterFor(service: Service, { library, transit }: SandboxPlan): (plan: SandboxPlan) => Promise<StrictPartner> {
  if (service === 'prescription') return startPrescriptionPartner;
  if (service === 'library') return library.profile === 'polaris' ? startPolarisPartner : startLibraryPartner;
  return transit.profile === 'status-list' ? startStatusListPartner : startTransitPartner;
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1] ?? 0);
}
