/** What has to be taken down again, last first, however the bench ends. */
export class Undo {
  /** True once somebody wants the bench to end: what fails from now on fails because of that. */
  stopping = false;
  private readonly steps: (() => void | Promise<void>)[] = [];
  private running: Promise<void> = Promise.resolve();

  later(step: () => void | Promise<void>): void {
    this.steps.push(step);
  }

  /** Takes everything down, one after the other, whoever asks and how often. */
  all(): Promise<void> {
    return (this.running = this.running.then(() => this.run()));
  }

  private async run(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`cleaning up: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
}
