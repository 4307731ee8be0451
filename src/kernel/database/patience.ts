import { type Socket } from 'node:net';
import { type PoolClient } from 'pg';

/** What node-postgres says when an answer did not come in time. */
const NO_ANSWER = /^Query read timeout/;

/** What it keeps of a connection, beyond its types. */
interface Inside {
  readonly connectionParameters: { query_timeout: number | false };
  readonly connection: { readonly stream: Socket };
}

/**
 * Waits longer for the answers to what is sent on a connection, or for ever (0): a server that is still at work says nothing.
 * @returns what makes it as patient as before.
 */
export function waitingFor(client: PoolClient, milliseconds: number): () => void {
  const { connectionParameters } = client as unknown as Inside;
  const before = connectionParameters.query_timeout;
  connectionParameters.query_timeout = milliseconds;
  return () => void (connectionParameters.query_timeout = before);
}

export function isWithoutAnswer(error: unknown): boolean {
  return error instanceof Error && NO_ANSWER.test(error.message);
}

/** Ends a connection whose server says nothing any more: what was asked on it could still be answered to whoever asks next. */
export async function cutOff(client: PoolClient): Promise<void> {
  const ended = new Promise((resolve) => client.once('end', resolve));
  (client as unknown as Inside).connection.stream.destroy();
  await ended;
}
