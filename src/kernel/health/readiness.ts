import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { type Statement } from '../database/statement.js';
import { Keyring } from '../keyring/index.js';
import { Metrics } from '../metrics/metrics.js';

export const PARTS = ['database', 'keyring'] as const;

/** What an instance needs before it can take requests. */
export type Part = (typeof PARTS)[number];

const LONGEST_WAIT_MS = 1_000;

interface CheckRow {
  readonly purpose: string;
  readonly version: number;
  readonly check_value: Buffer;
}

const CHECK_VALUES: Statement = {
  name: 'readiness',
  text: 'SELECT purpose, version, check_value FROM kernel.keyring_check',
  values: [],
};

/** Whether this instance can take requests now. One small query tells about the database, its schema and the keyring. */
@Injectable()
export class Readiness {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly keyring: Keyring,
    metrics: Metrics,
  ) {
    const ready = metrics.gauge('citykey_ready', 'Whether a part works: 1 or 0.', { stage: PARTS }, async () => {
      const failing = await this.failing();
      for (const stage of PARTS) ready.for({ stage }).set(failing.includes(stage) ? 0 : 1);
    });
  }

  /** The parts that do not work, within a second. While the database is away, nothing is said against the keyring. */
  async failing(): Promise<Part[]> {
    let rows: CheckRow[] = [];
    const database = await this.indicators
      .check('database')
      .attempt(async () => {
        rows = await this.database.query<CheckRow>(CHECK_VALUES);
      })
      .withTimeout(LONGEST_WAIT_MS);
    const session = this.indicators.check('keyring');
    const keyring = this.recognises(rows) ? session.up() : session.down();
    // The result of an attempt also says in words what went wrong; that goes no further.
    const checks = { ...database, ...keyring };
    return PARTS.filter((part) => checks[part].status !== 'up');
  }

  /** A key of the database that this keyring holds under another value means that it belongs to another database. */
  private recognises(rows: readonly CheckRow[]): boolean {
    const held = new Map(this.keyring.checkValues().map(({ purpose, version, check }) => [`${purpose} ${version}`, check]));
    return rows.every(({ purpose, version, check_value }) => held.get(`${purpose} ${version}`)?.equals(check_value) ?? true);
  }
}
