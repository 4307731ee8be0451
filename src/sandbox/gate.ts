import { randomBytes } from 'node:crypto';
import net, { type AddressInfo, type Socket } from 'node:net';
import { numberBetween, YES_OR_NO } from './faults.js';

/** What goes wrong on the way to a partner system, whatever it speaks. Nothing, where everything is left out. */
export interface GateFaults {
  /** Milliseconds before each piece of an answer goes out. */
  readonly latencyMs?: number;
  /** Every connection is closed as soon as it is made, and those that are open are broken: a system that is gone keeps none. */
  readonly refuse?: boolean;
  /** Every connection is broken after so many bytes of answers, counted from the moment this was set. */
  readonly cutAfterBytes?: number;
  /** Answers are as long as they would be, and mean nothing. */
  readonly garbage?: boolean;
}

/** The same as switches. */
export const GATE_SWITCHES = {
  latencyMs: numberBetween(0, 60_000),
  refuse: YES_OR_NO,
  cutAfterBytes: numberBetween(0, 1_000_000_000),
  garbage: YES_OR_NO,
} as const;

/** The door in front of one interface of a partner system: it passes bytes on, and can be told to do so badly. */
export class Gate {
  private faults: GateFaults = {};
  private since = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = net.createServer((socket) => this.admit(socket));

  private constructor(
    private readonly host: string,
    private readonly inner: () => number,
  ) {}

  /**
   * Listens at a port (0 takes a free one) and passes connections on to whatever port `inner` names at that moment.
   * Rejects with the system's error when it cannot listen.
   */
  static async open(host: string, port: number, inner: () => number): Promise<Gate> {
    const gate = new Gate(host, inner);
    await new Promise<void>((resolve, reject) => {
      gate.server.once('error', reject);
      gate.server.listen(port, host, resolve);
    });
    return gate;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes the place of all faults set before. */
  set(faults: GateFaults): void {
    this.faults = faults;
    this.since += 1;
    if (faults.refuse) this.cut();
  }

  current(): GateFaults {
    return this.faults;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.cut();
    });
  }

  private admit(client: Socket): void {
    if (this.faults.refuse) return void client.destroy();
    const partner = net.connect({ host: this.host, port: this.inner(), noDelay: true });
    for (const [socket, other] of [[client, partner], [partner, client]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(partner);
    this.answer(partner, client);
  }

  private answer(partner: Socket, client: Socket): void {
    let [passed, counted] = [0, this.since];
    partner.on('data', (bytes: Buffer) => {
      const { latencyMs = 0, cutAfterBytes, garbage } = this.faults;
      if (counted !== this.since) [passed, counted] = [0, this.since];
      const left = cutAfterBytes === undefined ? bytes.length : Math.max(0, cutAfterBytes - passed);
      const piece = (garbage ? randomBytes(bytes.length) : bytes).subarray(0, left);
      passed += piece.length;
      const send = (): void => {
        client.write(piece);
        if (left < bytes.length) client.destroySoon();
        else partner.resume();
      };
      partner.pause();
      if (latencyMs > 0) setTimeout(send, latencyMs).unref();
      else send();
    });
  }
}
