import { FullListRefused, type ListHead, PartnerFailure, type PartnerRecord } from '../../modules/links/index.js';
import { type PgpExchange } from '../transport/pgp.js';
import { type SftpSession } from '../transport/sftp.js';
import { type PrescriptionSettings } from './settings.js';
import { isDay, lastDayOf } from './x12/index.js';

/** Some two million members. OpenPGP is opened whole, because its signature stands at the end. */
const MAX_ROSTER_BYTES = 64 * 1024 * 1024;
const MODULUS = 10 ** 12;

const NAME = /^CKROSTER_([PT])_(\d{8})_(\d{1,9})\.csv(\.pgp)?$/;
const HEAD = /^H,CKROSTER,([^,]+),([^,]+),([PT]),(\d{8}),(\d{1,9})$/;
const MEMBER = /^M,([0-9A-Za-z._-]{1,50}),([AC]),(\d{8})?$/;
const TRAILER = /^T,(\d{1,9}),(\d{1,12})$/;

/** Whether a file of the partner's is a roster, and so no answer to anything. */
export function isRoster(name: string): boolean {
  return NAME.test(name);
}

/**
 * The newest roster that the benefit manager laid out: all its members, as CSV.
 *
 * File name `CKROSTER_{P|T}_{YYYYMMDD}_{sequence}.csv`, with `.pgp` behind it where files are encrypted and signed. Lines
 * in ASCII, each ended by LF:
 * `H,CKROSTER,{from},{to},{P|T},{YYYYMMDD},{sequence}` once, first: who speaks to whom, the day that it shows, its number;
 * `M,{member id},{A covered|C cancelled},{last day of cover, YYYYMMDD, or empty}` for each member;
 * `T,{members},{hash total}` once, last: the digits of every member id as a number, summed modulo 10^12.
 * @throws PartnerFailure `no_list` where there is none; FullListRefused.
 */
export async function* newestRoster(
  session: SftpSession,
  { settings, pgp }: { readonly settings: PrescriptionSettings; readonly pgp: PgpExchange | null },
  meet: (head: ListHead) => void,
): AsyncGenerator<PartnerRecord> {
  const { outboundFolder, agreement } = settings;
  const name = (await session.list(outboundFolder)).map((file) => file.name).filter(isRoster).sort(byDayAndNumber).at(-1);
  if (name === undefined) throw new PartnerFailure('retry', 'no_list');
  const bytes = await session.read(`${outboundFolder}/${name}`, MAX_ROSTER_BYTES);
  const plain = pgp ? await pgp.openSigned(bytes, MAX_ROSTER_BYTES) : bytes;
  if (!(plain instanceof Uint8Array)) throw new FullListRefused(plain);
  yield* membersOf(Buffer.from(plain).toString('latin1'), { name, from: agreement.receiverId, to: agreement.senderId, usage: agreement.usage }, meet);
}

/** What the name of a roster, and the agreement, say of its content. */
interface Expected {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly usage: string;
}

function* membersOf(text: string, { name, ...agreed }: Expected, meet: (head: ListHead) => void): Generator<PartnerRecord> {
  const lines = text.split('\n');
  const trailer = TRAILER.exec(lines.at(-2) ?? '');
  if (lines.at(-1) !== '' || !trailer) throw new FullListRefused('truncated');
  const [, from, to, usage, day = '', number] = HEAD.exec(lines[0] ?? '') ?? [];
  const [, namedUsage, namedDay, namedNumber] = NAME.exec(name) ?? [];
  const agrees = from === agreed.from && to === agreed.to && usage === agreed.usage;
  const named = usage === namedUsage && day === namedDay && number === namedNumber;
  if (!agrees || !named || !isDay(day)) throw new FullListRefused('name_mismatch');
  meet({ asOf: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, sequence: Number(number), rows: Number(trailer[1]) });
  const members = lines.slice(1, -2);
  if (members.length !== Number(trailer[1])) throw new FullListRefused('row_count_wrong');
  let hash = 0;
  for (const line of members) {
    const [, token, cover, until = ''] = MEMBER.exec(line) ?? [];
    const readable = token !== undefined && (until === '' || isDay(until));
    hash = (hash + Number((token ?? '').replace(/\D/g, '').slice(-12) || '0')) % MODULUS;
    // A line that is none becomes one that nobody can read, and is counted as such.
    yield readable ? { token, state: cover === 'A' && (until === '' || until >= day) ? 'active' : 'ended', validThrough: monthOf(cover, until) } : UNREADABLE;
  }
  if (hash !== Number(trailer[2])) throw new FullListRefused('hash_total_wrong');
}

const UNREADABLE: PartnerRecord = { token: '', state: 'ended', validThrough: null };

/**
 * The last month that is covered to its end. Of a member whose cover was cancelled, the last day is that of the cancellation
 * and says nothing of the card.
 */
function monthOf(cover: string | undefined, until: string): string | null {
  if (cover !== 'A') return null;
  if (until === '') return 'never';
  const [year, month] = [Number(until.slice(0, 4)), Number(until.slice(4, 6))];
  const own = `${until.slice(0, 4)}-${until.slice(4, 6)}`;
  return lastDayOf(own) === until ? own : new Date(Date.UTC(year, month - 2)).toISOString().slice(0, 7);
}

function byDayAndNumber(one: string, other: string): number {
  const key = (name: string) => (NAME.exec(name)?.[2] ?? '') + (NAME.exec(name)?.[3] ?? '').padStart(9, '0');
  return key(one) < key(other) ? -1 : 1;
}
