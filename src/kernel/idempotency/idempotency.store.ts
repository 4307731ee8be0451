import { type Clock } from '../clock/clock.js';
import { type Statement } from '../database/statement.js';
import { definePurpose, type Keyring, KeyringProblem, openWith, sealWith } from '../keyring/index.js';
import { type Ticket } from './ticket.js';

const INDEX = definePurpose('idempotency.index');
const SEAL = definePurpose('idempotency.seal');
const DAYS_KEPT = 2;

export interface RememberedRow {
  readonly key_index: Buffer;
  readonly request_index: Buffer;
  readonly sealed_response: Buffer;
}

/** The rows of one ticket: what is stored tells nothing without the key the caller sent. */
export class RememberedAnswer {
  private readonly keyIndexes: readonly Buffer[];
  private readonly requestIndexes: readonly Buffer[];

  constructor(
    private readonly ticket: Ticket,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {
    this.keyIndexes = keyring.indexes(INDEX, `key\n${ticket.scope}\n${ticket.key}`);
    this.requestIndexes = keyring.indexes(INDEX, `request\n${ticket.scope}\n${ticket.request}`);
  }

  /** True while answers written under an older version of the index key are still live. */
  get mayBeUnderOlderKey(): boolean {
    return this.keyIndexes.length > 1;
  }

  /** Takes the key for this transaction; no row back means that another transaction has answered it. */
  reserve(): Statement {
    return {
      name: 'idempotency-reserve',
      text: `INSERT INTO kernel.idempotency (key_index, request_index, sealed_response, expires_on)
             VALUES ($1, $2, ''::bytea, $3) ON CONFLICT (key_index) DO NOTHING RETURNING 1`,
      values: [this.keyIndex, this.requestIndex, this.clock.dayFromToday(DAYS_KEPT)],
    };
  }

  complete(response: unknown): Statement {
    return {
      name: 'idempotency-complete',
      text: 'UPDATE kernel.idempotency SET sealed_response = $2 WHERE key_index = $1',
      values: [this.keyIndex, this.seal(response)],
    };
  }

  /** Key and answer at once; an answered key violates `idempotency_pkey`. */
  insert(response: unknown): Statement {
    return {
      name: 'idempotency-insert',
      text: `INSERT INTO kernel.idempotency (key_index, request_index, sealed_response, expires_on)
             VALUES ($1, $2, $3, $4)`,
      values: [this.keyIndex, this.requestIndex, this.seal(response), this.clock.dayFromToday(DAYS_KEPT)],
    };
  }

  find(): Statement {
    return {
      name: 'idempotency-find',
      text: 'SELECT key_index, request_index, sealed_response FROM kernel.idempotency WHERE key_index = ANY($1)',
      values: [this.keyIndexes],
    };
  }

  sameRequest(row: RememberedRow): boolean {
    return this.requestIndexes.some((index) => row.request_index.equals(index));
  }

  /** @throws KeyringProblem when no live key opens the answer. */
  open(row: RememberedRow): unknown {
    for (const version of this.keyring.versions(SEAL)) {
      try {
        return JSON.parse(openWith(this.sealKey(version), row.sealed_response, row.key_index.toString('hex')).toString());
      } catch (error) {
        if (!(error instanceof KeyringProblem)) throw error;
      }
    }
    throw new KeyringProblem('No live key opens this answer.');
  }

  private get keyIndex(): Buffer {
    return this.keyIndexes[0] as Buffer;
  }

  private get requestIndex(): Buffer {
    return this.requestIndexes[0] as Buffer;
  }

  private seal(response: unknown): Buffer {
    return sealWith(this.sealKey(), Buffer.from(JSON.stringify(response)), this.keyIndex.toString('hex'));
  }

  private sealKey(version?: number): Buffer {
    return this.keyring.derive(SEAL, Buffer.from(this.ticket.key), 'idempotency response', version);
  }
}

export function deleteExpiredAnswers(today: string): Statement {
  return { name: 'idempotency-expire', text: 'DELETE FROM kernel.idempotency WHERE expires_on < $1', values: [today] };
}
