import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DemoFailure } from './demo-failure.js';

const COMMAND_LINE = fileURLToPath(new URL('../bin/citykey.mjs', import.meta.url));

export interface Account {
  readonly username: string;
  readonly password: string;
}

/**
 * Makes one account for each role by the command line, as an administrator on the server does, and disables them when
 * the work ends however it ends.
 * @throws DemoFailure when the accounts cannot be made or disabled; what the work throws otherwise.
 */
export async function withAccounts(roles: readonly string[], work: (accounts: readonly Account[]) => Promise<void>): Promise<void> {
  const wanted = roles.map((role) => `tour-${randomBytes(3).toString('hex')}=${role}`);
  const { done, printed } = await citykey(['staff', 'create', '--json', ...wanted]);
  const accounts = printed.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Account);
  const failure = done ? await failureOf(work(accounts)) : new DemoFailure('The accounts for the tour could not be made.');
  const disabled = accounts.length === 0 || (await citykey(['staff', 'disable', ...accounts.map(({ username }) => username)])).done;
  if (failure !== null) throw failure;
  if (!disabled) throw new DemoFailure('The accounts of the tour could not be disabled.');
}

/** Its complaints go where those of the tour go. In a group of its own: Ctrl-C must not end it half way. */
function citykey(args: readonly string[]): Promise<{ done: boolean; printed: string }> {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (printed += piece));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ done: code === 0, printed }));
  });
}

function failureOf(work: Promise<void>): Promise<Error | null> {
  return work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}
