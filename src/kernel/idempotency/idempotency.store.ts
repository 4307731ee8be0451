import { type Clock } from '../clock/clock.js';
import { type Statement } from '../database/statement.js';
import { definePurpose, type Keyring, openWith, sealWith } from '../keyring/index.js';
import { type Ticket } from './ticket.js';

const INDEX = definePurpose('idempotency.index');
const SEAL = definePurpose('idempotency.seal');
const DAYS_KEPT = 2;

export interface RememberedRow {
  readonly request_index: Buffer;
  readonly sealed_response: Buffer;
}

/** The rows of one ticket: what is stored tells nothing without the key the caller sent. */
export class RememberedAnswer {
  private readonly keyIndex: Buffer;
  private readonly requestIndex: Buffer;

  constructor(
    private readonly ticket: Ticket,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {
    this.keyIndex = keyring.index(INDEX, `key\n${ticket.scope}\n${ticket.key}`).index;
    this.requestIndex = keyring.index(INDEX, `request\n${ticket.scope}\n${ticket.request}`).index;
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
      text: 'SELECT request_index, sealed_response FROM kernel.idempotency WHERE key_index = $1',
      values: [this.keyIndex],
    };
  }

  sameRequest(row: RememberedRow): boolean {
    return row.request_index.equals(this.requestIndex);
  }

  open(row: RememberedRow): unknown {
    return JSON.parse(openWith(this.sealKey(), row.sealed_response, this.keyIndex.toString('hex')).toString());
  }

  private seal(response: unknown): Buffer {
    return sealWith(this.sealKey(), Buffer.from(JSON.stringify(response)), this.keyIndex.toString('hex'));
  }

  private sealKey(): Buffer {
    return this.keyring.derive(SEAL, Buffer.from(this.ticket.key), 'idempotency response');
  }
}

export function deleteExpiredAnswers(today: string): Statement {
  return { name: 'idempotency-expire', text: 'DELETE FROM kernel.idempotency WHERE expires_on < $1', values: [today] };
}
