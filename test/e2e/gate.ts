import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A line to a partner that can keep an answer back at the moment a test wants to have, whatever is spoken on it. */
export class Gate {
  private readonly sockets = new Set<Socket>();
  private readonly kept: (() => void)[] = [];
  private counts: { bytes: number }[] = [];
  private keep: () => boolean = () => false;
  private noticed: () => void = () => undefined;

  private constructor(
    private readonly server: net.Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Gate> {
    const server = net.createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = new Gate(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => gate.join(client, net.connect({ port: target, host: '127.0.0.1', noDelay: true })));
    return gate;
  }

  /**
   * From now on keeps back what the partner answers once the condition holds.
   * @returns a promise that resolves when the first answer is kept.
   */
  keepAnswersOnce(condition: () => boolean): Promise<void> {
    this.keep = condition;
    return new Promise((resolve) => {
      this.noticed = resolve;
    });
  }

  /** Lets through what was kept, and everything after it. */
  open(): void {
    this.keep = () => false;
    for (const pass of this.kept.splice(0)) pass();
  }

  /** Bytes of answers that came through each connection since this was asked last. */
  countAnswers(): number[] {
    const counted = this.counts.map(({ bytes }) => bytes);
    for (const count of this.counts) count.bytes = 0;
    return counted;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await once(this.server.close(), 'close');
  }

  private join(client: Socket, partner: Socket): void {
    for (const [one, other] of [[client, partner], [partner, client]] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    const count = { bytes: 0 };
    this.counts.push(count);
    client.on('data', (bytes) => partner.write(bytes));
    partner.on('data', (bytes) => {
      count.bytes += bytes.length;
      // What comes after an answer that is kept waits behind it.
      if (this.kept.length === 0 && !this.keep()) client.write(bytes);
      else this.kept.push(() => client.write(bytes));
      if (this.kept.length > 0) this.noticed();
    });
  }
}
