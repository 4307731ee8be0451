import net, { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Gate } from '../../../src/sandbox/gate.js';
import { Gate as AnswerGate } from '../../e2e/gate.js';

/** The line to a partner, which fails in every way a line can. */
export class Line {
  /** While true, what is sent goes nowhere, and nothing is said. */
  silent = false;
  private readonly nowhere = net.createServer((socket) => socket.on('error', () => undefined).resume());
  /** Refuses, cuts, delays, talks nonsense. */
  gate: Gate;
  /** Keeps answers back once something has happened. */
  answers: AnswerGate;

  private constructor(private readonly target: () => number) {}

  /** @param target the partner's port at the moment. */
  static async to(target: () => number): Promise<Line> {
    const line = new Line(target);
    await once(line.nowhere.listen(0, '127.0.0.1'), 'listening');
    line.gate = await Gate.open('127.0.0.1', 0, () => (line.silent ? (line.nowhere.address() as AddressInfo).port : line.target()));
    line.answers = await AnswerGate.to(line.gate.port);
    return line;
  }

  get port(): number {
    return this.answers.port;
  }

  /** As if nothing had ever been wrong; whoever was waiting is cut off. */
  mend(): void {
    this.silent = false;
    this.gate.set({});
    this.gate.cut();
    this.answers.open();
  }

  async close(): Promise<void> {
    await this.answers.close();
    await this.gate.close();
    this.nowhere.close();
  }
}
