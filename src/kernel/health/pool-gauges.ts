import { Injectable } from '@nestjs/common';
import { type Pool } from 'pg';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';

const STAGES = ['total', 'idle', 'waiting'] as const;

/** How busy the connections to the database are. */
@Injectable()
export class PoolGauges {
  constructor(database: Database, metrics: Metrics) {
    const gauge = metrics.gauge(
      'citykey_database_connections',
      'Connections open in all, those at rest, and requests that wait for one.',
      { stage: STAGES },
      () => {
        const { totalCount, idleCount, waitingCount } = (database.dataSource.driver as unknown as { master: Pool }).master;
        gauge.for({ stage: 'total' }).set(totalCount);
        gauge.for({ stage: 'idle' }).set(idleCount);
        gauge.for({ stage: 'waiting' }).set(waitingCount);
      },
    );
  }
}
