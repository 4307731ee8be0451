import { type FastifyRequest } from 'fastify';
import { type Caller } from '../../../kernel/auth/index.js';
import { linesOf, type Pace } from '../../../kernel/http/index.js';
import { ticketFor } from '../../../kernel/idempotency/index.js';
import { type ListFormat } from '../domain/partner-list.js';
import { type SentList } from '../sent-lists.service.js';

export const LIST_TYPES = ['text/csv', 'application/x-ndjson'] as const;

const FORMATS: Readonly<Record<(typeof LIST_TYPES)[number], ListFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' };

export const LIST_EXAMPLE = 'token,state,validThrough\n1612345678901234,active,2031-11\n1612345678901259,ended,\n';

/**
 * The list in the body of a request. Its Idempotency-Key is claimed for what is really in it, so that a key that is no
 * good is found before anything is read.
 * @param given what the address says of the list.
 * @param pace how fast it has to come.
 */
export function sentListOf(request: FastifyRequest, caller: Caller, given: object, pace: Pace): Pick<SentList, 'format' | 'bytes' | 'callerWith'> {
  const header = request.headers['idempotency-key'];
  const key = Array.isArray(header) ? header[0] : header;
  const scope = `${caller.account} POST ${request.routeOptions.url ?? ''}`;
  const { type, bytes } = linesOf(request, pace);
  if (key === undefined && caller.kind === 'partner') return { format: FORMATS[type], bytes, callerWith: () => caller };
  ticketFor(scope, key, null);
  const callerWith = (digest: string): Caller => ({ ...caller, once: ticketFor(scope, key, { ...given, digest }) });
  return { format: FORMATS[type], bytes, callerWith };
}
