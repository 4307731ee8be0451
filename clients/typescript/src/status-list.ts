import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify, type JWTVerifyGetKey } from 'jose';

const inflated = promisify(inflate);

/** Status values of the IETF Token Status List (section 7.1). */
const STATES = ['active', 'ended', 'suspended'] as const;

export type ListedState = (typeof STATES)[number];

export interface StatusListOptions {
  /** Where the list was read: `statusList.uri` of a token that was introspected, or of a change. */
  readonly uri: string;
  /** The issuer that the service calls itself. */
  readonly issuer: string;
  /** For tests; the present by default. */
  readonly currentDate?: Date;
}

interface Claims {
  readonly exp: number;
  readonly ttl: number;
  readonly status_list: { readonly bits: number; readonly lst: string };
}

/** A partner's signed status list, by which tokens are checked without asking anybody. */
export class StatusList {
  private constructor(
    private readonly bits: number,
    private readonly bytes: Uint8Array,
    /** Seconds after which a fresh list should be fetched. */
    readonly secondsToLive: number,
    /** The list says nothing any more from then on. */
    readonly expiresAt: Date,
  ) {}

  /**
   * Reads a list whose signature holds.
   * @param jwt as `GET /partner/v1/status-list` answers it.
   * @param keys of `GET /partner/v1/status-list/keys`, or jose's `createRemoteJWKSet` of that address.
   * @throws errors of jose when the list is forged, of another partner or issuer, or over.
   */
  static async verify(jwt: string, keys: JSONWebKeySet | JWTVerifyGetKey, { uri, issuer, currentDate }: StatusListOptions): Promise<StatusList> {
    const find = typeof keys === 'function' ? keys : createLocalJWKSet(keys);
    const expected = { typ: 'statuslist+jwt', subject: uri, issuer, requiredClaims: ['exp', 'ttl', 'status_list'], ...(currentDate && { currentDate }) };
    const { payload } = await jwtVerify<Claims>(jwt, find, expected);
    const bytes = await inflated(Buffer.from(payload.status_list.lst, 'base64url'));
    return new StatusList(payload.status_list.bits, bytes, payload.ttl, new Date(payload.exp * 1_000));
  }

  /**
   * The state of the token that has this position.
   * @param idx `statusList.idx` of the token.
   * @throws RangeError when the list has no such position, or says something there that this client does not know.
   */
  stateAt(idx: number): ListedState {
    const perByte = 8 / this.bits;
    const byte = this.bytes[Math.floor(idx / perByte)];
    const state = byte === undefined ? undefined : STATES[(byte >> ((idx % perByte) * this.bits)) & ((1 << this.bits) - 1)];
    if (state === undefined) throw new RangeError('the status list says nothing at this position');
    return state;
  }
}
