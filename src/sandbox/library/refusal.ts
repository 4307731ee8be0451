import { type Fault } from './patron-schema.js';

/** An answer other than success, in the shapes of the Koha REST API. */
export class Refusal extends Error {
  private constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(`refused with ${status}`);
    this.name = 'Refusal';
  }

  static because(status: number, error: string, more: Readonly<Record<string, string>> = {}): Refusal {
    return new Refusal(status, { error, ...more });
  }

  /** A request that does not fit the published interface: 400 with the list of faults. */
  static ofFaults(faults: readonly Fault[]): Refusal {
    return new Refusal(400, { errors: faults, status: 400 });
  }

  /** Where the faults are, for the list of violations. */
  get summary(): string {
    const faults = (this.body.errors as Fault[] | undefined)?.map(({ path, message }) => `${path}: ${message}`);
    return faults?.join(' ') ?? String(this.body.error);
  }
}
