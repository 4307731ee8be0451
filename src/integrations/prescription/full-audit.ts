import { createHash } from 'node:crypto';
import { type AuditedLink, type LaneStorage } from '../../modules/links/index.js';
import { type PgpExchange } from '../transport/pgp.js';
import { partOf, type SftpSession } from '../transport/sftp.js';
import { type ControlNumbers } from './control-numbers.js';
import { auditToKeep } from './kept-file.js';
import { type Outbox } from './outbox.js';
import { type PrescriptionSettings } from './settings.js';
import { lastDayOf, memberLoop, nineDigits, type Segment, stamp, writeAuditFile, X12Problem } from './x12/index.js';

/** What a full audit is written with. */
export interface AuditParts {
  readonly settings: PrescriptionSettings;
  readonly storage: LaneStorage;
  readonly numbers: ControlNumbers;
  readonly outbox: Outbox;
  readonly pgp: PgpExchange | null;
  readonly now: () => Date;
}

/**
 * Sends the list of all members that should have cover, in one pass and little memory: written, encrypted and
 * uploaded piece by piece under a hidden name, which is then renamed.
 *
 * Only a mark is kept, from before the file appears until its 999 has come, so that a missing answer is noticed. An
 * upload that is cut leaves a part, which is cleared away after a day, and a mark not sent, which is forgotten.
 * @returns how many members were listed; with none, nothing is sent, because a set needs a member.
 */
export async function sendFullAudit(session: SftpSession, links: AsyncIterable<AuditedLink>, parts: AuditParts): Promise<number> {
  const { settings, storage, numbers, outbox, pgp, now } = parts;
  const { agreement, inboundFolder } = settings;
  const at = stamp(now(), agreement.timeZone);
  const number = await numbers.next();
  const reference = nineDigits(number);
  const { senderId, receiverId, usage, sponsor, insurer } = agreement;
  const envelope = { senderId, receiverId, usage, controlNumber: number, acknowledge: true, at };
  const count = { listed: 0 };
  const loops = listed(links, (link) => loopOf(link, at.date, settings), count);
  const pieces = await begun(writeAuditFile({ envelope, sponsor, insurer, nextNumber: () => numbers.next() }, loops));
  if (!pieces) return 0;
  const digest = createHash('sha256');
  const part = partOf(outbox.nameOf(reference));
  await session.writePart(inboundFolder, part, tapped(pgp ? pgp.sealStream(pieces) : pieces, (piece) => digest.update(piece)));
  const name = outbox.nameOf(reference, digest.digest('hex'));
  await storage.keepOutbound({ reference, name, content: auditToKeep(at), entries: [] });
  await session.publish(inboundFolder, part, name);
  await storage.markSent(reference);
  return count.listed;
}

/** A suspended member has no cover and an adopted one is not ours: neither is listed, nor is what cannot be written. */
function loopOf(link: AuditedLink, on: string, { agreement }: PrescriptionSettings): Segment[] | null {
  if (link.state !== 'active' || link.origin === 'adopted') return null;
  try {
    const validThrough = link.validThrough === 'never' ? null : lastDayOf(link.validThrough);
    return memberLoop({ memberId: link.token, maintenance: '030', on, validThrough }, agreement.plan);
  } catch (error) {
    if (error instanceof X12Problem) return null;
    throw error;
  }
}

async function* listed<T, U>(items: AsyncIterable<T>, make: (item: T) => U | null, count: { listed: number }): AsyncGenerator<U> {
  for await (const item of items) {
    const made = make(item);
    if (made === null) continue;
    count.listed += 1;
    yield made;
  }
}

/** The pieces with the first one made already, or null when there is no member to write. */
async function begun(pieces: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    const first = await pieces.next();
    return chained(first.done ? [] : [first.value], pieces);
  } catch (error) {
    if (error instanceof X12Problem && error.code === 'members') return null;
    throw error;
  }
}

async function* chained<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* first;
  yield* rest;
}

async function* tapped<T>(items: AsyncIterable<T>, see: (item: T) => void): AsyncGenerator<T> {
  for await (const item of items) {
    see(item);
    yield item;
  }
}
