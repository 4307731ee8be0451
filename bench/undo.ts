/** What has to be taken down again, last first, however the bench ends. */
export class Undo {
  private readonly steps: (() => void | Promise<void>)[] = [];

  later(step: () => void | Promise<void>): void {
    this.steps.push(step);
  }

  async all(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`cleaning up: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
}
