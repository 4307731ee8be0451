/** The command line was used in a way that cannot be carried out. The message says what fits. */
export class UsageProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageProblem';
  }
}
