import { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { malformedRequest, notUnpacked, requestTooLarge } from '../errors/index.js';
import { giveBack } from '../memory/give-back.js';
import { refuseType, STREAMED_TYPES, type StreamedRoute, type StreamedType } from './media-types.js';
import { type Pace, PaceWatch, USUAL_PACE } from './pace.js';

/** The route takes `text/csv` and reads it by itself, piece by piece: see `csvOf`. */
export function TakesCsv(): MethodDecorator {
  return RouteConfig({ streamed: { types: ['text/csv'], gzip: false } } satisfies StreamedRoute);
}

/** The route takes lines of CSV or JSON, packed with gzip or not, and reads them by itself: see `linesOf`. */
export function TakesLines(): MethodDecorator {
  return RouteConfig({ streamed: { types: STREAMED_TYPES, gzip: true } } satisfies StreamedRoute);
}

/** Hands bodies on unread to the routes that ask for it, and refuses them everywhere else. */
export function streamWhereAsked(server: FastifyInstance): void {
  for (const type of STREAMED_TYPES) {
    server.addContentTypeParser(type, (request, body, done) => {
      const { streamed } = request.routeOptions.config as StreamedRoute;
      const encoding = encodingOf(request);
      const taken = streamed?.types.includes(type) && (encoding === 'identity' || (encoding === 'gzip' && streamed.gzip));
      done(taken ? null : refuseType(request), body);
    });
  }
}

/**
 * The body of a route that takes CSV.
 * @throws DomainError `request.unsupported_media_type` when something else was sent.
 */
export function csvOf(request: FastifyRequest): AsyncIterable<Buffer> {
  requireStreamed(request);
  return plain(request);
}

function requireStreamed(request: FastifyRequest): void {
  const { body } = request;
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) throw refuseType(request);
}

/** Lines as they come, unpacked. */
export interface Lines {
  readonly type: StreamedType;
  /** Each piece is the reader's until the next one is asked for. */
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * The body of a route that takes lines. Reading it raises `request.malformed` where its connection broke,
 * `request.not_unpacked` where it is not packed as it says, its packed bytes break off, or something is left over behind
 * them, `request.timed_out` where it comes too slowly, and `request.too_large` where it unpacks to so much more than was sent
 * that it can be no list of anything.
 * @throws DomainError `request.unsupported_media_type` when something else was sent.
 */
export function linesOf(request: FastifyRequest, pace: Pace = USUAL_PACE): Lines {
  requireStreamed(request);
  const type = STREAMED_TYPES.find((one) => request.headers['content-type']?.toLowerCase().startsWith(one)) ?? 'text/csv';
  return { type, bytes: through(request, encodingOf(request) === 'gzip' ? createGunzip() : new PassThrough(), pace) };
}

function encodingOf(request: FastifyRequest): string {
  return (request.headers['content-encoding'] ?? 'identity').toLowerCase();
}

/** Lines of random tokens pack to a fifth or so; what unpacks to a hundred times its size was made to do harm. */
const MOST_UNPACKED = 100;
const UNPACKED_FREELY_BYTES = 1024 * 1024;

/** Whether lines unpack to so much more than was sent that they can be no list of anything. */
export function unpacksTooFar(packedBytes: number, unpackedBytes: number): boolean {
  return unpackedBytes > UNPACKED_FREELY_BYTES && unpackedBytes > packedBytes * MOST_UNPACKED;
}

/** Whether nothing was left over: behind a member and a NUL, zlib stops without a word, whatever else follows. */
export function isUnpackedWhole({ bytesWritten }: Gunzip, packedBytes: number): boolean {
  return bytesWritten === packedBytes;
}

/**
 * Whatever is still to come when the reader has enough is let go by: an answer to a request that was not read to its end
 * might never be heard.
 */
async function* plain({ raw }: FastifyRequest): AsyncGenerator<Buffer> {
  try {
    yield* raw.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  } finally {
    raw.resume();
  }
}

async function* through({ raw }: FastifyRequest, unpacking: PassThrough | Gunzip, pace: Pace): AsyncGenerator<Buffer> {
  // A connection that was closed before anybody read from it tells so no more: waiting for its bytes would never end.
  if (raw.destroyed) throw malformedRequest();
  let [packedBytes, unpackedBytes] = [0, 0];
  raw.on('data', (piece: Buffer) => (packedBytes += piece.length));
  // A pipeline would close the connection under an answer that is still to be given.
  const cut = () => void (raw.readableEnded || unpacking.destroy(malformedRequest()));
  raw.once('error', cut).once('close', cut);
  raw.pipe(unpacking);
  const pieces = unpacking[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  const watch = new PaceWatch(pace, () => packedBytes);
  // Node makes each piece of a body in memory of its own; what an unpacker holds, or a request that never was on a wire, is not ours.
  const ours = unpacking instanceof PassThrough && raw instanceof IncomingMessage;
  try {
    for (;;) {
      const next = await watch.while(() => pieces.next(), (error) => unpacking.destroy(error));
      if (next.done) {
        if (!(unpacking instanceof PassThrough) && !(raw.readableEnded && isUnpackedWhole(unpacking, packedBytes))) throw notUnpacked();
        return;
      }
      const piece = next.value;
      unpackedBytes += piece.length;
      if (unpacksTooFar(packedBytes, unpackedBytes)) throw requestTooLarge({ limit: MOST_UNPACKED * packedBytes });
      yield piece;
      if (ours) giveBack(piece);
    }
  } catch (error) {
    throw isZlib(error) ? notUnpacked() : error;
  } finally {
    raw.off('close', cut).unpipe(unpacking).resume();
    await pieces.return?.();
  }
}

function isZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
