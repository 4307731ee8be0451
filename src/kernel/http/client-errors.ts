import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type ErrorFactory, headersTooLarge, malformedRequest, requestTimedOut } from '../errors/index.js';
import { type EventLog } from '../logging/event-log.js';
import { type Problem, problemOf } from './problem.js';
import { securityHeaders } from './security-headers.js';

const BY_CODE: Readonly<Record<string, ErrorFactory>> = {
  HPE_HEADER_OVERFLOW: headersTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: requestTimedOut,
};

/** Refuses what Node's parser could not make a request of: the answer is written to the socket, which then closes. */
export function refuseOnSocket(error: { readonly code: string }, socket: Socket, log: EventLog): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf((BY_CODE[error.code] ?? malformedRequest)(), randomUUID());
  log.request({ requestId: problem.requestId, status: problem.status, code: problem.code });
  socket.end(answerWith(problem), () => socket.destroy());
}

function answerWith(problem: Problem): string {
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    'x-request-id': String(problem.requestId),
    ...securityHeaders(undefined),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`;
}
