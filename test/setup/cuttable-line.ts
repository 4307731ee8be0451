import { once } from 'node:events';
import net from 'node:net';

/** The network between the service and its database: a test cuts it, has it hang, or swallows what the server answers. */
export class CuttableLine {
  private readonly pairs = new Set<readonly [net.Socket, net.Socket]>();
  private readonly hanging = new WeakSet<readonly [net.Socket, net.Socket]>();
  private cutOff = false;
  /** When a client sends this, the server still gets it, and its answer is lost together with the connection. */
  private fatal: string | null = null;

  private constructor(
    private readonly server: net.Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.connect(socket));
  }

  static async open(target: string): Promise<CuttableLine> {
    const { hostname, port } = new URL(target);
    const server = net.createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new CuttableLine(server, { host: hostname, port: Number(port) });
  }

  /** The same address, by way of this line. */
  through(url: string): string {
    const other = new URL(url);
    other.hostname = '127.0.0.1';
    other.port = String((this.server.address() as net.AddressInfo).port);
    return other.href;
  }

  cut(): void {
    this.cutOff = true;
    for (const [near, far] of this.pairs) for (const socket of [near, far]) socket.destroy();
  }

  mend(): void {
    this.cutOff = false;
  }

  /** Whatever is open now stays open, and nothing goes through it any more. */
  hang(): void {
    for (const pair of this.pairs) this.hanging.add(pair);
  }

  loseAnswerTo(text: string): void {
    this.fatal = text;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private connect(near: net.Socket): void {
    if (this.cutOff) return void near.destroy();
    const far = net.connect(this.target);
    const pair = [near, far] as const;
    this.pairs.add(pair);
    let lost = false;
    near.on('data', (data) => {
      if (this.hanging.has(pair)) return;
      if (this.fatal !== null && data.includes(this.fatal)) {
        lost = true;
        this.fatal = null;
      }
      far.write(data);
    });
    far.on('data', (data) => {
      if (this.hanging.has(pair)) return;
      if (lost) near.destroy();
      else near.write(data);
    });
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      socket.on('error', () => undefined).on('close', () => {
        other.destroy();
        this.pairs.delete(pair);
      });
    }
  }
}
