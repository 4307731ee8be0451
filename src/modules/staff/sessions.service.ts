import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller, type Role, STAFF_TOKEN_SECONDS, StaffTokens } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { credentialsInvalid, credentialsMissing } from '../../kernel/errors/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { outdateTokens } from './account.store.js';
import { AccountStanding } from './standing.js';
import {
  deleteExpiredSessions,
  endCopiedSession,
  type PresentStanding,
  type EndedRow,
  endSession,
  insertSession,
  ownerOfSession,
  placeSession,
  type RefreshedRow,
  rotateSession,
} from './session.store.js';
import { forgetTries } from './sign-in-try.store.js';
import { type VerifiedAccount } from './sign-in.service.js';

const REFRESH = definePurpose('staff.refresh-token');

const SESSION_MS = 12 * 3_600_000;
const SECRET_BYTES = 32;
const ID_BYTES = 16;

/** What a signed-in person gets. */
export interface OpenSession {
  readonly accessToken: string;
  /** Seconds the access token lives. */
  readonly expiresIn: number;
  readonly roles: readonly Role[];
  /** True when there is nothing to do but to choose a password. */
  readonly mustChangePassword?: boolean;
  /** Good for one use: session id and 256 random bits. */
  readonly refreshToken: string;
  /** When the person has to sign in again, whatever happens. */
  readonly endsAt: Date;
}

/** A session that goes on elsewhere: the same body as after sign-in. */
export type PlacedSession = Pick<OpenSession, 'accessToken' | 'expiresIn' | 'roles' | 'mustChangePassword'>;

/** Sessions of staff: a short access token, and a refresh token that is replaced at each use. */
@Injectable()
export class Sessions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly tokens: StaffTokens,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly standing: AccountStanding,
  ) {}

  /**
   * Opens a session for somebody who has just signed in, and forgets the failures before.
   * @param way for the audit: null for a password.
   */
  async open(account: VerifiedAccount, way: 'oidc' | null = null): Promise<OpenSession> {
    const id = randomUUID();
    const endsAt = new Date(this.clock.now().getTime() + SESSION_MS);
    const refreshToken = newToken(id);
    const refreshIndex = this.keyring.index(REFRESH, refreshToken).index;
    await this.work.add(callerFor(account.id), {
      result: null,
      rows: [insertSession({ id, accountId: account.id, refreshIndex, expiresAt: endsAt }), forgetTries(account.tries)],
      audit: { ...entry('staff.sign_in'), reason: way },
    });
    return this.opened(id, { ...account, accountId: account.id, place: null, expiresAt: endsAt }, refreshToken);
  }

  /**
   * Takes a refresh token and gives the next one. A token that was used before has been copied: its session ends,
   * for whoever holds the newer one too (RFC 9700 section 4.14.2).
   * @throws DomainError `auth.credentials_missing` or `auth.credentials_invalid`.
   */
  async refresh(presented: string | undefined): Promise<OpenSession> {
    if (presented === undefined) throw credentialsMissing();
    const id = sessionIdOf(presented);
    if (id === null) throw credentialsInvalid();
    const indexes = this.keyring.indexes(REFRESH, presented);
    const next = newToken(id);
    const nextIndex = this.keyring.index(REFRESH, next).index;
    const [row] = await this.database.query<RefreshedRow>(rotateSession(id, indexes, nextIndex, this.clock.now()));
    if (row) return this.opened(id, row, next);
    await this.endCopied(id, indexes);
    throw credentialsInvalid();
  }

  /**
   * Says where the person of a session works from now on, as `event/station`, or null for nowhere. Access tokens of
   * the session that are out keep the place they were given; this one carries the new one. Leaves its own audit entry.
   * @throws DomainError `auth.credentials_invalid` when the session is over.
   */
  async setPlace(sessionId: string, place: string | null): Promise<PlacedSession> {
    const [owner] = await this.database.query<EndedRow>(ownerOfSession(sessionId));
    if (!owner) throw credentialsInvalid();
    const { accountId } = owner;
    const row = await this.work.run({ ...callerFor(accountId), place }, async (tx) => {
      const [placed] = await tx.query<PresentStanding>(placeSession(sessionId, place, this.clock.now()));
      if (!placed) throw credentialsInvalid();
      return { result: placed, audit: entry('staff.place') };
    });
    return this.goOn(sessionId, { ...row, accountId, place });
  }

  /** A fresh access token for a session that goes on. Somebody who has to change the password gets no role before. */
  async goOn(sessionId: string, row: Omit<RefreshedRow, 'expiresAt'>): Promise<PlacedSession> {
    const { accountId, mustChangePassword, version, place } = row;
    const roles = mustChangePassword ? [] : (row.roles as readonly Role[]);
    const accessToken = await this.tokens.issue(accountId, sessionId, roles, place, version);
    return { accessToken, expiresIn: STAFF_TOKEN_SECONDS, roles, ...(mustChangePassword ? { mustChangePassword } : {}) };
  }

  /** Ends the session of a refresh token, if there is one. */
  async close(presented: string | undefined): Promise<void> {
    const id = presented === undefined ? null : sessionIdOf(presented);
    if (presented === undefined || id === null) return;
    const indexes = this.keyring.indexes(REFRESH, presented);
    const [ended] = await this.database.query<EndedRow>(endSession(id, indexes));
    this.tokens.forget(id);
    if (ended) await this.work.note(callerFor(ended.accountId), entry('staff.sign_out'));
    else await this.endCopied(id, indexes);
  }

  /** Deletes sessions whose time is over. @returns how many. */
  async forgetExpired(): Promise<number> {
    return (await this.database.query(deleteExpiredSessions(this.clock.now()))).length;
  }

  private async endCopied(id: string, presented: readonly Buffer[]): Promise<void> {
    const [ended] = await this.database.query<EndedRow>(endCopiedSession(id, presented));
    if (!ended) return;
    this.tokens.forget(id);
    // The copy may have been exchanged for an access token as well.
    await this.database.query(outdateTokens(ended.accountId));
    this.standing.forget();
    await this.work.note(callerFor(ended.accountId), entry('staff.session_copied'));
  }

  private async opened(id: string, row: RefreshedRow, refreshToken: string): Promise<OpenSession> {
    return { ...(await this.goOn(id, row)), refreshToken, endsAt: row.expiresAt };
  }
}

function newToken(sessionId: string): string {
  const id = Buffer.from(sessionId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, randomBytes(SECRET_BYTES)]).toString('base64url');
}

function sessionIdOf(token: string): string | null {
  if (!/^[A-Za-z0-9_-]{64}$/.test(token)) return null;
  const hex = Buffer.from(token, 'base64url').subarray(0, ID_BYTES).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function callerFor(account: string): Caller {
  return { kind: 'staff', account, role: 'none', place: null, once: null };
}

function entry(act: string): AuditRecord {
  return { act, reason: null, subject: null, outcome: 'done' };
}
