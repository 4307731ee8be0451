import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Usage, usageOf } from './process-usage.js';
import { type Undo } from './undo.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const READY_WITHIN_MILLISECONDS = 60_000;
const STOP_WITHIN_MILLISECONDS = 30_000;

export interface ServiceSettings {
  readonly home: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Node's own options. */
  readonly nodeOptions?: readonly string[];
  /** Starts as a person does, by `npm start`. */
  readonly byNpm?: boolean;
}

/** The real service in a process of its own, with its log on, written to a file of its home. */
export class ServiceProcess {
  readonly url: string;
  /** From the start to the first answer that says it is ready. */
  millisecondsToReady = NaN;

  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
    readonly port: number,
    private readonly group: boolean,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it and waits until it says that it is ready. It is stopped with everything else, if not before. */
  static async start(wanted: ServiceSettings, undo: Undo): Promise<ServiceProcess> {
    const logFile = path.join(wanted.home, 'service.log');
    const log = fs.openSync(logFile, 'a');
    const [command, ...args] = commandOf(wanted);
    const env = { ...process.env, ...wanted.settings, CITYKEY_HOME: wanted.home, PORT: String(wanted.port) };
    const started = performance.now();
    // In a group of its own npm can be told with all it started. Under load the service stays in the group of the bench:
    // Linux gives each session its share of a busy machine, so that one of its own would make the comparison unfair.
    const detached = wanted.byNpm === true;
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', log, log], detached });
    fs.closeSync(log);
    const service = new ServiceProcess(child, logFile, wanted.port, detached);
    undo.later(() => service.stop());
    await service.ready();
    service.millisecondsToReady = performance.now() - started;
    return service;
  }

  usage(): Promise<Usage> {
    return usageOf(this.child.pid ?? 0);
  }

  /** Asks it to end, with all it started, and makes sure that it does. */
  async stop(): Promise<void> {
    const late = performance.now() + STOP_WITHIN_MILLISECONDS;
    if (!this.signal('SIGTERM')) return;
    while (this.signal(0)) {
      if (performance.now() > late) this.signal('SIGKILL');
      await pause(20);
    }
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  /** @returns false when nobody is left to hear it. */
  private signal(name: NodeJS.Signals | 0): boolean {
    const { pid } = this.child;
    if (pid === undefined || (!this.group && this.ended)) return false;
    try {
      return process.kill(this.group ? -pid : pid, name);
    } catch {
      return false;
    }
  }

  private async ready(): Promise<void> {
    const late = performance.now() + READY_WITHIN_MILLISECONDS;
    for (;;) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.status === 200) return;
      if (this.ended || performance.now() > late) {
        const said = fs.readFileSync(this.logFile, 'utf8').slice(-2_000);
        throw new Error(`the service did not start:\n${said}`);
      }
      await pause(20);
    }
  }
}

function commandOf({ byNpm, nodeOptions = [] }: ServiceSettings): [string, ...string[]] {
  if (byNpm) return [process.platform === 'win32' ? 'npm.cmd' : 'npm', 'start'];
  // What `npm start` runs, by its own options.
  const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, , ...program] = scripts.start.split(' ');
  return [process.execPath, ...nodeOptions, ...program];
}
