/** Something in the tour is not as it should be. */
export class DemoFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoFailure';
  }
}

/** Somebody who was asked over HTTP did not answer. */
export class NoAnswer extends DemoFailure {
  constructor(who: string, url: string) {
    super(`${who} stopped answering at ${new URL(url).origin}.`);
  }
}

/** @throws DemoFailure with the message unless the condition holds. */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new DemoFailure(message);
}
