import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  ACKNOWLEDGEMENT_VERSION,
  type Envelope,
  memberLoop,
  readAnswers,
  readInterchange,
  type Segment,
  writeAuditFile,
  writeInterchange,
} from '../src/integrations/prescription/x12/index.js';
import { PgpExchange } from '../src/integrations/transport/pgp.js';
import { ListMaker } from '../src/integrations/ventra/status-list/deltas.js';
import { FullListWriter } from '../src/integrations/ventra/status-list/full-list-writer.js';
import { readList } from '../src/integrations/ventra/status-list/reader.js';
import { type AuditedLink } from '../src/modules/links/index.js';
import { loadOrMakeKeys } from '../src/sandbox/prescription/keys.js';
import { noStorage } from './no-storage.js';
import { serveQuestions } from './worker.js';

/** Work on one kind of file, of so many records, in a folder of the bench. */
export interface FileQuestion {
  readonly work: FileWork;
  readonly records: number;
  readonly folder: string;
}

export type FileWork = 'members-written' | 'members-sealed' | 'acknowledgements-read' | 'list-written' | 'list-read';

export interface FileResult {
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The same bytes, written or read in pieces of the same size with nothing done to them. */
  readonly plainSeconds: number;
  /** The most memory the process ever held. */
  readonly residentMegabytes: number;
}

interface Timed {
  readonly bytes: number;
  readonly seconds: number;
  readonly plainSeconds: number;
}

const PIECE_BYTES = 64 * 1024;
/** Answers to so many transaction sets in a file: one for every 500 members of a large change. */
const SETS_PER_ANSWER = 2_000;
const AT = { date: '20261123', time: '0312', shortDate: '261123' };
const ENVELOPE: Envelope = { senderId: 'CITYKEY', receiverId: 'RXPARTNER', usage: 'T', controlNumber: 1, acknowledge: true, at: AT };
const LIST = { senderId: 'CITYKEY', receiverId: 'TRANSIT', mode: 'T', inboundFolder: '' } as const;

const WORKS: Readonly<Record<FileWork, (question: FileQuestion) => Promise<Timed>>> = {
  'members-written': ({ records, folder }) => written(path.join(folder, 'audit.x12'), audit(records)),
  'members-sealed': async ({ records, folder }) => {
    const keys = await loadOrMakeKeys(folder);
    const pgp = new PgpExchange({ privateKey: keys.cityPrivateKey, partnerKey: keys.partnerPublicKey });
    return written(path.join(folder, 'audit.x12.pgp'), pgp.sealStream(audit(records)));
  },
  'acknowledgements-read': ({ records, folder }) => acknowledgements(path.join(folder, 'answer.x12'), records),
  // The list stays for `list-read`: to write it once more would hold its records twice.
  'list-written': ({ records, folder }) => written(listIn(folder), (into) => fullList(records, into), true),
  // The list that another process has left, so that the memory is that of reading.
  'list-read': async ({ records, folder }) => {
    const file = listIn(folder);
    const seconds = await timed(async () => {
      let seen = 0;
      for await (const record of readList(createReadStream(file, { highWaterMark: PIECE_BYTES }), () => undefined)) seen += record.version > 0 ? 1 : 0;
      if (seen !== records) throw new Error('the list was read in part');
    });
    return reading(file, seconds);
  },
};

const listIn = (folder: string) => path.join(folder, 'cards.FULL');

async function* members(count: number): AsyncGenerator<readonly Segment[]> {
  const plan = { group: 'CITYKEY', planCode: 'CKRX' };
  for (let at = 0; at < count; at += 1) {
    yield await Promise.resolve(
      memberLoop({ memberId: `CK${String(at).padStart(12, '0')}`, maintenance: '030', on: AT.date, validThrough: '20991231' }, plan),
    );
  }
}

function audit(count: number): AsyncGenerator<Uint8Array> {
  let number = 1;
  const nextNumber = () => Promise.resolve((number += 1));
  const party = { name: 'CITY CLERK', id: '999999999' };
  return writeAuditFile({ envelope: ENVELOPE, sponsor: party, insurer: party, nextNumber }, members(count));
}

async function* links(count: number): AsyncGenerator<AuditedLink> {
  for (let at = 0; at < count; at += 1) {
    yield await Promise.resolve({ token: `16${String(at).padStart(14, '0')}`, origin: 'minted', state: 'active', validThrough: '2099-12' });
  }
}

/** Hands the pieces of a list to whoever writes them. */
async function fullList(count: number, write: (pieces: AsyncIterable<Uint8Array>) => Promise<unknown>): Promise<void> {
  const storage = noStorage();
  const writer = new FullListWriter(LIST, storage, new ListMaker(LIST, storage, () => new Date()));
  const session = {
    writePart: async (_folder: string, _part: string, pieces: AsyncIterable<Uint8Array>) => void (await write(pieces)),
    publish: () => Promise.resolve(),
  };
  await writer.send(session, links(count));
}

/** Times the reading of answers in memory, file after file, as `collect` does, and of the bare bytes from the disk. */
async function acknowledgements(file: string, sets: number): Promise<Timed> {
  const segments = (count: number): Segment[] => [
    ['AK1', 'BE', '1', '005010X220A1'],
    ...Array.from({ length: count }, (_, at): Segment[] => [
      ['AK2', '834', String(at + 1).padStart(9, '0'), '005010X220A1'],
      ...(at % 100 === 0 ? [['IK3', 'REF', '9', '', '8'], ['IK4', '2', '127', '7']] : []),
      at % 100 === 0 ? ['IK5', 'R', '5'] : ['IK5', 'A'],
    ]).flat(),
    ['AK9', 'P', String(count), String(count), String(count - Math.ceil(count / 100))],
  ];
  const count = Math.min(sets, SETS_PER_ANSWER);
  const answer = { type: '999', controlNumber: 1, segments: segments(count) };
  const group = { functionalId: 'FA', controlNumber: 1, version: ACKNOWLEDGEMENT_VERSION, sets: [answer] };
  const bytes = writeInterchange(ENVELOPE, { groups: [group] });
  await pipeline([bytes], createWriteStream(file));
  const files = Math.ceil(sets / count);
  const seconds = await timed(async () => {
    for (let one = 0; one < files; one += 1) {
      if (readAnswers(readInterchange(await readFile(file))).sets.length !== count) throw new Error('answers were lost');
    }
  });
  const plainSeconds = await timed(async () => {
    for (let one = 0; one < files; one += 1) await readFile(file);
  });
  await unlink(file);
  return { bytes: bytes.length * files, seconds, plainSeconds };
}

type Pieces = AsyncIterable<Uint8Array>;

/** Times what is written, then as many bytes in as many pieces. */
async function written(file: string, made: Pieces | ((into: (pieces: Pieces) => Promise<unknown>) => Promise<void>), kept = false): Promise<Timed> {
  let pieces = 0;
  const into = (given: Pieces) => pipeline(given, async function* (all) {
    for await (const piece of all) {
      pieces += 1;
      yield piece;
    }
  }, createWriteStream(file));
  const seconds = await timed(() => (typeof made === 'function' ? made(into) : into(made)));
  const { size: bytes } = await stat(file);
  if (!kept) await unlink(file);
  const [piece, plain] = [Buffer.alloc(Math.max(1, Math.ceil(bytes / pieces)), 'x'), `${file}.plain`];
  const plainSeconds = await timed(() => pipeline(Array.from({ length: pieces }, () => piece), createWriteStream(plain)));
  await unlink(plain);
  return { bytes, seconds, plainSeconds };
}

async function reading(file: string, seconds: number): Promise<Timed> {
  const { size: bytes } = await stat(file);
  const plainSeconds = await timed(async () => {
    let seen = 0;
    for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) seen += (piece as Buffer).length;
    if (seen !== bytes) throw new Error('the file was read in part');
  });
  await unlink(file);
  return { bytes, seconds, plainSeconds };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

serveQuestions(async (question: FileQuestion): Promise<FileResult> => {
  const result = await WORKS[question.work](question);
  return { ...result, records: question.records, residentMegabytes: process.resourceUsage().maxRSS / 1024 };
});
