import Sequencer from '@jest/test-sequencer';

/** Suites that mostly wait, for programs to start and for partners that do not answer. */
const WAITING = /\/(program|sandbox-choice)\.e2e-spec\.ts$|\/contract\/others\.spec\.ts$/;

/** Begins with the suites that wait, so that others work meanwhile; where nothing is known of times, Jest would not. */
export default class WaitingFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const waits = ({ path }) => WAITING.test(path);
    return [...sorted.filter(waits), ...sorted.filter((test) => !waits(test))];
  }
}
