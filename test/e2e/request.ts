import { randomUUID } from 'node:crypto';
import { type Answer } from './api.js';
import { type World } from './world.js';

/** A request that is ready to be sent. */
export interface Request {
  /** An access token. */
  readonly token: string;
  /** What stands for the parameters of the path, in their order. */
  readonly at?: readonly string[];
  /** What stands behind the path, with its question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to an operation, `METHOD path` as the document has it. */
export function sendTo(world: World, operation: string, { token, at = [], query = '', body, headers }: Request, idempotencyKey: string = randomUUID()): Promise<Answer> {
  const [method = '', path = ''] = operation.split(' ');
  const places = [...at];
  const address = path.replace(/\{\w+\}/g, () => places.shift() ?? '');
  return world.api.call(method, `${address}${query}`, { token, body, idempotencyKey, ...(headers && { headers }) });
}
