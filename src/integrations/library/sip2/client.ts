import { PartnerFailure } from '../../../modules/links/index.js';
import { TcpLine, TcpProblem } from '../../transport/tcp.js';
import { decode, encode, resendRequest, type Sip2Message } from './message.js';
import { type Sip2Settings } from './settings.js';

/** More than any answer about one patron takes. */
const MAX_LINE_BYTES = 64 * 1024;
/** Bad checksums, requests to resend and answers to something else, together, before the question is given up. */
const MISHAPS = 3;
const RESEND = '96';

type Fields = readonly (readonly [string, string])[];

/**
 * Asks a library system by SIP2, over one connection that all questions share.
 *
 * A server with a single worker leaves a second connection without an answer, so questions wait in line. A
 * connection begins with login (93) and status (99), in this order: some servers close it otherwise. Blocking (01)
 * and enabling (25) are left out on purpose: several systems answer as if they had done it and have not.
 */
export class Sip2Client {
  private line: TcpLine | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private sequence = 0;
  private stale = false;
  private closed = false;

  constructor(
    private readonly settings: Sip2Settings,
    private readonly now: () => Date,
  ) {}

  /**
   * Asks about a patron (63) and ends the patron's session (35).
   * @throws PartnerFailure `credentials` when the login is refused; `retry` when no usable answer came.
   */
  patronInformation(patron: string): Promise<Sip2Message> {
    return this.inLine(async () => {
      const about: Fields = [['AO', this.settings.institution], ['AA', patron], ['AC', ''], ['AD', '']];
      const answer = await this.ask('64', `63001${this.stamp()}${' '.repeat(10)}`, about);
      if (answer.fields.AA !== patron) throw new PartnerFailure('retry', 'unreadable_answer');
      await this.ask('36', `35${this.stamp()}`, about);
      return answer;
    });
  }

  /** The library was written to by another way: the next question goes on a new connection, past any cache. */
  renew(): void {
    this.stale = true;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.line?.close();
    await this.last.catch(() => undefined);
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.guarded(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** One failure ends the connection: what may still arrive on it would answer an older question. */
  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.connect();
      return await work();
    } catch (error) {
      this.line?.close();
      this.line = null;
      throw error instanceof TcpProblem ? new PartnerFailure('retry', error.code) : error;
    }
  }

  private async connect(): Promise<void> {
    if (this.closed) throw new TcpProblem('connection_closed');
    if (this.line && (this.stale || !this.line.usable || this.line.unread > 0)) this.line.close();
    if (this.line && !this.stale && this.line.usable && this.line.unread === 0) return;
    const { host, port, tls, authority, connectTimeoutMs, answerTimeoutMs } = this.settings;
    this.line = await TcpLine.open({
      ...{ host, port, tls, authority, connectTimeoutMs },
      readTimeoutMs: answerTimeoutMs,
      maxLineBytes: MAX_LINE_BYTES,
    });
    this.stale = false;
    this.sequence = 0;
    const { login, password, location } = this.settings;
    // No second attempt: the third bad login in a row resets the connection, and no attempt makes it right.
    const answer = await this.ask('94', '9300', [['CN', login], ['CO', password], ['CP', location]]);
    if (answer.fixed !== '1') throw new PartnerFailure('credentials', 'login_refused');
    const status = await this.ask('98', '9900802.00', []);
    if (!status.fixed.startsWith('Y')) throw new PartnerFailure('retry', 'offline');
  }

  /**
   * Sends one message and waits for its answer. After a 96 our own message is sent again, because a 97 would only
   * bring the 96 once more; after a bad checksum a 97 asks for the answer again.
   */
  private async ask(expected: string, head: string, fields: Fields): Promise<Sip2Message> {
    const { errorDetection } = this.settings;
    const number = errorDetection ? this.sequence++ % 10 : null;
    const message = encode(head, fields, number);
    this.send(message);
    for (let mishaps = 1; ; mishaps += 1) {
      const answer = await this.receive();
      if (typeof answer === 'object' && answer.code === expected && answer.sequence === (number === null ? answer.sequence : String(number))) return answer;
      if (answer === 'shape' || mishaps === MISHAPS) throw new PartnerFailure('retry', 'unreadable_answer');
      if (answer === 'checksum') this.send(resendRequest(errorDetection));
      else if (answer.code === RESEND) this.send(message);
      // Anything else answers an earlier message, and ours is still to come.
    }
  }

  private async receive(): Promise<ReturnType<typeof decode>> {
    if (!this.line) throw new TcpProblem('connection_closed');
    return decode(await this.line.read(), this.settings.errorDetection);
  }

  private send(message: Buffer): void {
    this.line?.write(Buffer.concat([message, Buffer.from('\r')]));
  }

  /** `YYYYMMDDZZZZHHMMSS`; `   Z` is universal time. */
  private stamp(): string {
    const digits = this.now().toISOString().replace(/\D/g, '');
    return `${digits.slice(0, 8)}   Z${digits.slice(8, 14)}`;
  }
}
