import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type AuditedLink, type LaneStorage } from '../../../modules/links/index.js';
import { type SftpSession } from '../../transport/sftp.js';
import { type ListMaker } from './deltas.js';
import { headerLine, IDENTIFIER, recordFor, recordLine, Totals } from './format.js';
import { referenceOf } from './kept-list.js';
import { type StatusListSettings } from './settings.js';

/** No more than zlib takes at once: larger pieces leave buffers of several times their size to be collected. */
const PIECE_BYTES = 16 * 1024;

/**
 * The records of a list. Their number stands in the header and the sum over everything in the trailer, so all are seen
 * before the first is sent. They are held deflated, since a list is for the most part the same text again and again; a
 * file beside the database would hold every token in clear.
 */
class Body {
  readonly pieces: Uint8Array[] = [];
  readonly totals = new Totals();
  private readonly open = Buffer.allocUnsafe(PIECE_BYTES);
  private used = 0;

  add(identifier: string, line: string): void {
    this.totals.record(identifier);
    if (this.used + line.length > PIECE_BYTES) this.close();
    this.used += this.open.write(line, this.used, 'latin1');
  }

  close(): void {
    if (this.used === 0) return;
    const packed = deflateRawSync(this.open.subarray(0, this.used), { level: 1 });
    // A copy, because what zlib gives back is the beginning of a larger buffer.
    this.pieces.push(new Uint8Array(packed));
    this.used = 0;
  }
}

/** Sends full lists. What is held in memory is about 9 bytes for a card: 9 MB for a million, of whose list 42 MB are sent. */
export class FullListWriter {
  constructor(
    private readonly settings: Pick<StatusListSettings, 'senderId' | 'receiverId' | 'mode' | 'inboundFolder'>,
    private readonly storage: Pick<LaneStorage, 'keepOutbound' | 'markSent'>,
    private readonly maker: ListMaker,
  ) {}

  /** @returns how many cards were listed; with none, nothing is sent. */
  async send(session: Pick<SftpSession, 'writePart' | 'publish'>, links: AsyncIterable<AuditedLink>): Promise<number> {
    const stamp = await this.maker.stamp();
    const number = await this.maker.nextNumber();
    const body = new Body();
    for await (const { token, state } of links) {
      if (IDENTIFIER.test(token)) body.add(token, recordLine(recordFor(token, state, stamp, number)));
    }
    body.close();
    const { records } = body.totals;
    if (records === 0) return 0;
    const [reference, name] = [referenceOf('full', number), this.maker.nameOf('FULL', stamp)];
    const { senderId: from, receiverId: to, mode, inboundFolder } = this.settings;
    const head = headerLine({ kind: 'FULL', createdAt: stamp, from, to, mode, fullList: number, sequence: 0, records });
    const part = `.${name}.part`;
    await session.writePart(inboundFolder, part, written(head, body));
    await this.storage.keepOutbound({ reference, name, content: new Uint8Array(), entries: [] });
    await session.publish(inboundFolder, part, name);
    await this.storage.markSent(reference);
    return records;
  }
}

async function* written(head: string, { pieces, totals }: Body): AsyncGenerator<Uint8Array> {
  totals.line(head);
  yield Buffer.from(head);
  for (const packed of pieces) {
    const piece = inflateRawSync(packed, { chunkSize: PIECE_BYTES });
    totals.line(piece);
    yield piece;
  }
  await Promise.resolve();
  yield Buffer.from(totals.trailer());
}
