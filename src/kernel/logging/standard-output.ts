import { destination } from 'pino';

const LINES_TOGETHER_BYTES = 4_096;
const LONGEST_WAIT_MILLISECONDS = 100;

type Output = ReturnType<typeof destination>;

let output: Output | undefined;

/**
 * Standard output for a log. Lines are gathered for a tenth of a second or 4 KB, because a system call for each costs
 * more than all the rest of writing it. What has not been written when the process ends by itself is written then;
 * one that is killed loses that tenth of a second.
 */
export function standardOutput(): Output {
  if (output) return output;
  const made = destination({ dest: 1, sync: true, minLength: LINES_TOGETHER_BYTES, periodicFlush: LONGEST_WAIT_MILLISECONDS });
  process.on('exit', () => made.flushSync());
  return (output = made);
}
