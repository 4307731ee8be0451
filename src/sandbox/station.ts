import fs from 'node:fs';
import path from 'node:path';
import { FaultRefused, type FaultyInterface, possible, readFaults } from './faults.js';
import { Gate, GATE_SWITCHES } from './gate.js';
import { startPolarisPartner } from './library/polaris/index.js';
import { startLibraryPartner } from './library/index.js';
import { type InspectedRecord, type SandboxPartner, type SandboxPlan } from './plan.js';
import { startPrescriptionPartner } from './prescription/index.js';
import { type FaultyPartner, type StrictPartner } from './strict-partner.js';
import { startTransitPartner } from './transit/index.js';
import { startStatusListPartner } from './transit/status-list/index.js';

type Service = SandboxPartner['service'];

/** What is said of the system's own interface, and of each further one below its name. */
type BelowNames = Readonly<Record<string, unknown>>;

/** One partner system behind gates at the agreed ports, so that it can be emptied and made to fail while it runs. */
export class Station implements StrictPartner {
  private readonly gates: Gate[] = [];
  private inner: FaultyPartner | null = null;

  private constructor(
    readonly service: Service,
    private readonly plan: SandboxPlan,
    private readonly now: () => Date,
  ) {}

  /** Rejects with the system's error, whose `port` says which one, when it cannot listen. */
  static async open(service: Service, plan: SandboxPlan, now = (): Date => new Date()): Promise<Station> {
    const station = new Station(service, plan, now);
    try {
      for (const [place, port] of portsOf(service, plan).entries()) {
        station.gates.push(await Gate.open(plan.host, port, () => portOf(station.addresses[place] ?? '')));
      }
      station.inner = await starterFor(service, plan)(behindGates(service, plan), now);
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

  /** What can be made to go wrong, in words. */
  possible(): BelowNames {
    return this.belowNames(({ switches }) => possible({ ...GATE_SWITCHES, ...switches }));
  }

  /** What goes wrong now. */
  faults(): BelowNames {
    const all = this.belowNames((one, place) => ({ ...this.gates[place]?.current(), ...one.current() }));
    return Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value !== 'object' || Object.keys(value ?? {}).length > 0));
  }

  /**
   * Takes the place of all faults set before. Those of a further interface stand below its name: `{sip2: {...}}`.
   * @throws FaultRefused when anything does not fit; nothing is changed then.
   */
  fail(asked: unknown): void {
    const parts = this.interfaces.map((one) => this.part(asked, one.name));
    const read = this.interfaces.map(({ switches }, place) => readFaults(parts[place], { ...GATE_SWITCHES, ...switches }));
    read.forEach((faults, place) => {
      const onLine = ([name]: [string, unknown]): boolean => name in GATE_SWITCHES;
      const entries = Object.entries(faults);
      this.gates[place]?.set(Object.fromEntries(entries.filter(onLine)));
      this.interfaces[place]?.set(Object.fromEntries(entries.filter((entry) => !onLine(entry))));
    });
  }

  /** Forgets everything the system was ever told, and all faults. */
  async reset(): Promise<void> {
    for (const gate of this.gates) {
      gate.cut();
      gate.set({});
    }
    await this.inner?.close();
    this.inner = null;
    fs.rmSync(path.join(this.plan.home, this.service), { recursive: true, force: true });
    this.inner = await starterFor(this.service, this.plan)(behindGates(this.service, this.plan), this.now);
  }

  async close(): Promise<void> {
    await Promise.all(this.gates.map((gate) => gate.close()));
    await this.inner?.close();
  }

  /** They are new after a reset, and all is off then. */
  private get interfaces(): readonly FaultyInterface[] {
    return this.inner?.interfaces ?? [];
  }

  private belowNames(of: (one: FaultyInterface, place: number) => BelowNames): BelowNames {
    const parts = this.interfaces.map((one, place) => (one.name === undefined ? of(one, place) : { [one.name]: of(one, place) }));
    return parts.reduce((all, part) => ({ ...all, ...part }), {});
  }

  /** What is asked for of one interface. */
  private part(asked: unknown, name: string | undefined): unknown {
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) throw new FaultRefused('faults are an object');
    if (name !== undefined) return (asked as Record<string, unknown>)[name] ?? {};
    const named = this.interfaces.map((one) => one.name);
    return Object.fromEntries(Object.entries(asked).filter(([key]) => !named.includes(key)));
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

function starterFor(service: Service, { library, transit }: SandboxPlan): (plan: SandboxPlan, now: () => Date) => Promise<FaultyPartner> {
  if (service === 'prescription') return startPrescriptionPartner;
  if (service === 'library') return library.profile === 'polaris' ? startPolarisPartner : startLibraryPartner;
  return transit.profile === 'status-list' ? startStatusListPartner : startTransitPartner;
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1] ?? 0);
}
