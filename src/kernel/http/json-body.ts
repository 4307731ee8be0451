import { isUtf8 } from 'node:buffer';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { malformedJson, unknownField } from '../errors/index.js';
import { countColons } from '../json/colons.js';
import { MERGE_PATCH_TYPE, refuseType } from './media-types.js';

const MOST_LEVELS = 32;

/** Names every object answers to without having them, so that later code could take them for known fields. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

type Done = (error: Error | null, body?: unknown) => void;

/** Makes JSON the only body the server reads: `application/json`, and `application/merge-patch+json` (RFC 7396) for PATCH. */
export function takeOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parse = (request: FastifyRequest, body: Buffer, done: Done, methods?: readonly string[]) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity' || (methods && !methods.includes(request.method))) return done(refuseType(request));
    // Many clients name a content type with every request.
    if (body.length === 0 && request.method === 'DELETE') return done(null);
    try {
      done(null, readJson(body));
    } catch (error) {
      done(error as Error);
    }
  };
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) =>
    parse(request, body, done),
  );
  server.addContentTypeParser<Buffer>(MERGE_PATCH_TYPE, { parseAs: 'buffer' }, (request, body, done) =>
    parse(request, body, done, ['PATCH']),
  );
}

/**
 * Reads JSON (RFC 8259) that says one thing only: UTF-8, no name twice in an object, no NUL that the database
 * could not store, at most 32 levels.
 * @throws DomainError `request.malformed_json`, or `request.unknown_field` for names such as `__proto__`.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformedJson();
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the body.
    throw malformedJson();
  }
  // A repeated name leaves fewer names in the value than colons in the text.
  if (text.includes('\\u0000') || countNames(value, 1) !== countColons(text)) throw malformedJson();
  return value;
}

function countNames(value: unknown, level: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (level > MOST_LEVELS) throw malformedJson();
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countNames(item, level + 1);
    return count;
  }
  for (const name of Object.keys(value)) {
    if (INHERITED.has(name)) throw unknownField();
    count += 1 + countNames((value as Record<string, unknown>)[name], level + 1);
  }
  return count;
}
