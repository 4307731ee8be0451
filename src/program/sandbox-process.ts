import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MADE_AS, readPlan, type SandboxChoice, type SandboxPorts } from '../sandbox/make-plan.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { type Kept } from './keeper.js';

const READY_WITHIN_MILLISECONDS = 20_000;
const STOP_WITHIN_MILLISECONDS = 5_000;

/** What the sandbox process says over its channel. */
type SandboxMessage =
  | { readonly ready: true }
  | { readonly failed: Failure };

interface Failure {
  readonly service: string;
  readonly port?: number;
  readonly code: string;
  readonly pid?: number;
}

/** The simulated partner systems could not be started. */
export class SandboxProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SandboxProblem';
  }
}

/** The three simulated partner systems, in a process of their own. */
export class SandboxProcess implements Kept {
  readonly name = 'The sandbox';
  private child: ChildProcess;
  private made: SandboxPlan | undefined;
  private stopped = false;

  private constructor(
    private readonly home: string,
    private readonly choices: readonly object[],
  ) {}

  /** As the process made or found it, with the ports of this start. */
  get plan(): SandboxPlan {
    return (this.made ??= readPlan(this.home));
  }

  /**
   * Starts them in `home` and waits until all of them listen.
   * @param ports for a folder that may be new; without them, the plan kept there is taken as it is.
   * @throws SandboxProblem naming the port that is taken, the process that has the folder, the system that was made as
   * another one, or what else stood in the way.
   */
  static async start(home: string, ports?: SandboxPorts, choice: SandboxChoice = {}): Promise<SandboxProcess> {
    const sandbox = new SandboxProcess(home, ports ? [ports, choice] : []);
    await sandbox.startAgain();
    return sandbox;
  }

  /** With the same ports and choices. @throws SandboxProblem as at first; also after `stop`. */
  async startAgain(): Promise<void> {
    if (this.stopped) throw new SandboxProblem('The sandbox was stopped.');
    const program = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'sandbox', 'main.js');
    const child = fork(program, [this.home, ...this.choices.map((one) => JSON.stringify(one))], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.child = child;
    try {
      await ready(child, this.home);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async ended(signal: AbortSignal): Promise<void> {
    if (this.isOver) return;
    await once(this.child, 'exit', { signal }).catch(() => undefined);
  }

  private get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Asks the process to end and makes sure that it does. None is started after that. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.isOver) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN_MILLISECONDS);
    this.child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }
}

function ready(child: ChildProcess, home: string): Promise<void> {
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
    child.on('message', (message: SandboxMessage) => settle('ready' in message ? undefined : problemOf(message.failed, home)));
  });
}

function problemOf({ service, port, code, pid }: Failure, home: string): SandboxProblem {
  if (code === 'in_use') {
    const holder = pid === undefined ? '' : ` (process ${pid})`;
    return new SandboxProblem(
      `The sandbox of this folder is already running${holder}: ${home}. Nothing was changed. End that one first, ` +
        'or start this one in another folder (CITYKEY_HOME) or without a sandbox (CITYKEY_SANDBOX=off).',
    );
  }
  if (code === 'EADDRINUSE' && port !== undefined) {
    return new SandboxProblem(
      `Port ${port} is taken (sandbox, ${service}). Choose five free ports in a row by their first: CITYKEY_SANDBOX_PORT=7510 npm start`,
    );
  }
  if (code.startsWith(MADE_AS)) {
    return new SandboxProblem(
      `The simulated ${service} in ${home} was made as ${code.slice(MADE_AS.length)}, and what it was told is kept there. Nothing was changed. ` +
        `Leave CITYKEY_SANDBOX_${service.toUpperCase()} out to go on with it, choose another CITYKEY_HOME to begin anew, ` +
        `or remove ${home}: then no simulated partner knows of the cards that were issued before.`,
    );
  }
  if (service === 'home') return new SandboxProblem(`The sandbox cannot use its folder ${home} (${code}). Choose another: CITYKEY_HOME.`);
  return new SandboxProblem(`The sandbox could not start its ${service} system (${code}).`);
}
