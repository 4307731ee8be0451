import { type FaultyInterface } from './faults.js';
import { type SandboxPartner } from './plan.js';

/** A partner system that remembers which requests broke the agreement. */
export interface StrictPartner extends SandboxPartner {
  /** The requests refused, oldest first, the last thousand: method, route and fault, never a value. */
  violations(): readonly string[];
}

/** A partner system that can be told to answer wrongly. */
export interface FaultyPartner extends StrictPartner {
  /** Its interfaces, in the order of `address` and `others`; all but the first have a name. */
  readonly interfaces: readonly FaultyInterface[];
  /** Changes a record by hand, by the system's own field names, as somebody at its screen would; null takes it away. */
  edit?(token: string, change: Readonly<Record<string, unknown>> | null): void;
  /** Lays out the list of everything that it holds, where it exchanges files. */
  layOutRoster?(day?: string): Promise<void>;
}

const KEPT = 1_000;

export class Violations {
  private readonly noted: string[] = [];

  note(text: string): void {
    this.noted.push(text);
    if (this.noted.length > KEPT) this.noted.shift();
  }

  list(): readonly string[] {
    return [...this.noted];
  }
}
