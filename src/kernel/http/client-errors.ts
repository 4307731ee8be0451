import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type ErrorFactory, headersTooLarge, malformedRequest, requestTimedOut } from '../errors/index.js';
import { problemOf } from './problem.js';
import { securityHeaders } from './security-headers.js';

const BY_CODE: Readonly<Record<string, ErrorFactory>> = {
  HPE_HEADER_OVERFLOW: headersTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: requestTimedOut,
};

/** Refuses what Node's parser could not make a request of: the answer is written to the socket, which then closes. */
export function refuseOnSocket(error: { readonly code: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(answerTo(BY_CODE[error.code] ?? malformedRequest), () => socket.destroy());
}

function answerTo(factory: ErrorFactory): string {
  const requestId = randomUUID();
  const problem = problemOf(factory(), requestId);
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    'x-request-id': requestId,
    ...securityHeaders(undefined),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`;
}
