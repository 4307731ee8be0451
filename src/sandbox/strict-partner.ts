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
