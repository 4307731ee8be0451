import { randomUUID } from 'node:crypto';
import { Contract } from '../api/contract.js';
import { type OpenApiDocument } from '../api/document.js';
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

const contracts = new WeakMap<World, Promise<Contract>>();

/** What the document of this world promises. */
function contractOf(world: World): Promise<Contract> {
  const known = contracts.get(world);
  if (known) return known;
  const read = world.api.get('/openapi.json').then(({ body }) => new Contract(body as unknown as OpenApiDocument));
  contracts.set(world, read);
  return read;
}

/**
 * Sends a request to an operation, `METHOD path` as the document has it.
 * @throws Error when the answer is not one that the document describes.
 */
export async function sendTo(world: World, operation: string, { token, at = [], query = '', body, headers }: Request, idempotencyKey: string = randomUUID()): Promise<Answer> {
  const contract = await contractOf(world);
  const [method = '', path = ''] = operation.split(' ');
  const places = [...at];
  const address = path.replace(/\{\w+\}/g, () => places.shift() ?? '');
  const answer = await world.api.call(method, `${address}${query}`, { token, body, idempotencyKey, ...(headers && { headers }) });
  const described = contract.operations.find(({ name }) => name === operation);
  const fault = described ? contract.faultOf(described, answer) : 'the operation is not documented';
  if (fault) throw new Error(`${operation} answered ${answer.status}: ${fault}. ${answer.text}`);
  return answer;
}
