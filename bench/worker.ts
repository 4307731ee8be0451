import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Usage, usageOf } from './process-usage.js';

const HOOKS = new URL('./typescript.mjs', import.meta.url).href;

interface Reply {
  readonly answer?: unknown;
  readonly failure?: string;
}

/** A program of this folder in a process of its own, which answers one question at a time. */
export class Worker {
  private constructor(private readonly child: ChildProcess) {}

  /** @param program file name in this folder. */
  static start(program: string, args: readonly string[] = []): Worker {
    const file = fileURLToPath(new URL(program, import.meta.url));
    return new Worker(fork(file, [...args], { execArgv: ['--import', HOOKS], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  usage(): Promise<Usage> {
    return usageOf(this.child.pid ?? 0);
  }

  ask<Answer>(question: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = ({ answer, failure }: Reply) => {
        this.child.off('message', settle).off('exit', gone);
        if (failure === undefined) resolve(answer as Answer);
        else reject(new Error(failure));
      };
      const gone = () => settle({ failure: 'a process of the bench ended early' });
      this.child.on('message', settle).on('exit', gone);
      this.child.send(question as object, (error) => error && gone());
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** The other end: answers until the bench is gone. Ctrl-C is the bench's business. */
export function serveQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: Question) => {
    answer(question).then(
      (given) => process.send?.({ answer: given }),
      (error: unknown) => process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
