import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MILLISECONDS = 20_000;
const STOP_WITHIN_MILLISECONDS = 5_000;

/** What the sandbox process says over its channel. */
type SandboxMessage =
  | { readonly ready: true }
  | { readonly failed: { readonly service: string; readonly port?: number; readonly code: string } };

/** The simulated partner systems could not be started. */
export class SandboxProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SandboxProblem';
  }
}

/** The three simulated partner systems, in a process of their own. */
export class SandboxProcess {
  private constructor(private readonly child: ChildProcess) {}

  /**
   * Starts them on the plan kept in `home` and waits until all of them listen.
   * @throws SandboxProblem naming the port that is taken, or what else stood in the way.
   */
  static async start(home: string): Promise<SandboxProcess> {
    const program = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'sandbox', 'main.js');
    const child = fork(program, [home], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    try {
      await ready(child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return new SandboxProcess(child);
  }

  /** Asks the process to end and makes sure that it does. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN_MILLISECONDS);
    this.child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => settle(new SandboxProblem('The sandbox did not start in time.')), READY_WITHIN_MILLISECONDS);
    const settle = (problem?: SandboxProblem) => {
      clearTimeout(late);
      child.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error');
      if (problem) reject(problem);
      else resolve();
    };
    child.once('exit', () => settle(new SandboxProblem('The sandbox ended while it started.')));
    child.once('error', () => settle(new SandboxProblem('The sandbox could not be started.')));
    child.on('message', (message: SandboxMessage) => settle('ready' in message ? undefined : problemOf(message.failed)));
  });
}

function problemOf({ service, port, code }: { service: string; port?: number; code: string }): SandboxProblem {
  if (code === 'EADDRINUSE' && port !== undefined) {
    return new SandboxProblem(
      `Port ${port} is taken (sandbox, ${service}). Choose five free ports in a row by their first: CITYKEY_SANDBOX_PORT=7510 npm start`,
    );
  }
  return new SandboxProblem(`The sandbox could not start its ${service} system (${code}).`);
}
