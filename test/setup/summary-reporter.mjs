import fs from 'node:fs';

/**
 * Prints the count that scripts read, as the very last line. A suite that could not run counts as one failed test,
 * and so does a run that never got to its end.
 */
export default class SummaryReporter {
  #passed = 0;
  #failed = 1;

  constructor() {
    // Jest prints its own summary after the last reporter has run.
    process.once('exit', () => fs.writeSync(1, `${this.#passed} passed, ${this.#failed} failed\n`));
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    this.#passed = numPassedTests;
    this.#failed = numFailedTests + numRuntimeErrorTestSuites;
  }
}
