import { decodeJwt } from 'jose';
import { type Request } from '../../e2e/request.js';
import { type World } from '../../e2e/world.js';

/** What an auditor is to read of a command. */
export interface Told {
  readonly act: string;
  readonly role: string;
  readonly reason?: string;
  /** What the entry refers to; without it, nothing. */
  readonly about?: 'card' | 'account';
  /**
   * Where the entry names an event and station: those of the access token, those that the answer's token has, or those
   * that the request is about.
   */
  readonly placed?: 'already' | 'now' | 'there';
}

/** One command, the state it needs, and the one entry that it leaves. */
export interface Command {
  /** `METHOD path`, as the document has it. */
  readonly operation: string;
  /** What is special about it, where the operation has several. */
  readonly when?: string;
  readonly told: Told;
  prepare(world: World): Promise<Request>;
}

/** The account behind an access token. */
export const accountOf = (token: string): string => decodeJwt(token).sub as string;

/** Event and station that an access token names. */
export const placeOf = (token: string): string | null => (decodeJwt(token)['place'] as string | undefined) ?? null;
