import { type AuditRecord, insertAudit } from '../audit/audit.js';
import { type Caller } from '../auth/caller.js';
import { type Clock } from '../clock/clock.js';
import { DomainError, idempotencyKeyReused } from '../errors/index.js';
import { RememberedAnswer, type RememberedRow } from '../idempotency/idempotency.store.js';
import { type Keyring } from '../keyring/index.js';
import { type Database, type Tx } from './database.js';
import { isTransient, violatedUnique } from './database-errors.js';
import { compose, type Statement } from './statement.js';

const TRIES = 3;

/** What a command leaves behind: an answer for the caller and an entry for the audit. */
export interface Outcome<T> {
  /** Plain JSON: it is what a retry with the same Idempotency-Key is answered with. */
  readonly result: T;
  readonly audit: AuditRecord;
}

/** A command that only adds rows, and so needs no more than one statement. */
export interface Addition<T> extends Outcome<T> {
  readonly rows: readonly Statement[];
}

/** State, audit entry and remembered answer commit together or not at all. */
export class UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs a command in one transaction.
   * @throws DomainError whatever the command raised, `idempotency.key_reused`, or `database.unavailable`.
   */
  async run<T>(caller: Caller, work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
    return this.again(() => this.database.transaction((tx) => this.once(tx, caller, work)));
  }

  /**
   * Commits a command that only adds rows in a single statement: one round trip, one commit.
   * @throws the driver's unique violation when a row exists already, so that the command can draw again.
   */
  async add<T>(caller: Caller, addition: Addition<T>): Promise<T> {
    const answer = this.answerOf(caller);
    const parts = [...addition.rows, insertAudit(caller, addition.audit, this.clock.today())];
    // First, so that a repeated request waits for its twin before it touches anything else.
    if (answer) parts.unshift(answer.insert(addition.result));
    // The unique key guards the newest version only.
    const before = answer?.mayBeUnderOlderKey ? await this.answered<T>(caller) : null;
    if (before) return before.result;
    try {
      await this.again(() => this.database.query(compose(parts)));
      return addition.result;
    } catch (error) {
      const twin = violatedUnique(error) === null ? null : await this.answered<T>(caller);
      if (!twin) throw error;
      return twin.result;
    }
  }

  /**
   * What this very request was answered before, for a command that would refuse it now; null when it was not.
   * @throws DomainError `idempotency.key_reused`.
   */
  async answered<T>(caller: Caller): Promise<{ readonly result: T } | null> {
    const answer = this.answerOf(caller);
    const [row] = answer ? await this.database.query<RememberedRow>(answer.find()) : [];
    return answer && row ? { result: replay<T>(answer, row) } : null;
  }

  /** Records a refusal by itself: the command it belongs to has changed nothing. */
  async note(caller: Caller, audit: AuditRecord): Promise<void> {
    await this.database.query(insertAudit(caller, audit, this.clock.today()));
  }

  private async once<T>(tx: Tx, caller: Caller, work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
    const answer = this.answerOf(caller);
    const before = answer && (await answeredBefore(tx, answer));
    if (before) return replay<T>(answer, before);
    const { result, audit } = await work(tx);
    const parts = [insertAudit(caller, audit, this.clock.today())];
    if (answer) parts.push(answer.complete(result));
    await tx.query(compose(parts));
    return result;
  }

  private answerOf(caller: Caller): RememberedAnswer | null {
    return caller.once && new RememberedAnswer(caller.once, this.keyring, this.clock);
  }

  private async again<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (tries >= TRIES || error instanceof DomainError || !isTransient(error)) throw error;
      }
    }
  }
}

/** The row of a request that was answered; null once this transaction holds its key. */
async function answeredBefore(tx: Tx, answer: RememberedAnswer): Promise<RememberedRow | null> {
  let look = answer.mayBeUnderOlderKey;
  for (;;) {
    const [row] = look ? await tx.query<RememberedRow>(answer.find()) : [];
    if (row) return row;
    if ((await tx.query(answer.reserve())).length > 0) return null;
    // Another transaction has answered; should its row have expired this moment, the key is free again.
    look = true;
  }
}

function replay<T>(answer: RememberedAnswer, row: RememberedRow): T {
  if (!answer.sameRequest(row)) throw idempotencyKeyReused();
  return answer.open(row) as T;
}
