import pg from 'pg';
import { DataSource } from 'typeorm';
import { AuditEntity } from './kernel/audit/audit.entity.js';
import { IdempotencyEntity } from './kernel/idempotency/idempotency.entity.js';
import { KeyringCheckEntity } from './kernel/keyring/keyring-check.entity.js';
import { MIGRATIONS } from './migrations/index.js';
import { CardEntity } from './modules/cards/card.entity.js';
import { ChangeEntity, FeedEntity } from './modules/links/feed.entity.js';
import { CounterEntity, EpochEntity, LaneEntity, OutboundFileEntity } from './modules/links/lane.entity.js';
import { LinkEntity } from './modules/links/link.entity.js';
import { WorkEntity } from './modules/links/work.entity.js';
import { ClientEntity } from './modules/partners/client.entity.js';
import { PartnerEntity } from './modules/partners/partner.entity.js';
import { SpentAssertionEntity } from './modules/partners/spent-assertion.entity.js';
import { BreakEntity, DifferenceEntity } from './modules/reconciliation/break.entity.js';
import { CheckedEntity, ProgressEntity, RunEntity, ScheduleEntity, SentEntity } from './modules/reconciliation/run.entity.js';
import { RuleEntity } from './modules/rules/rule.entity.js';
import { AccountEntity } from './modules/staff/account.entity.js';
import { ApprovalEntity } from './modules/staff/approval.entity.js';
import { AliasEntity } from './modules/links/token-migrations/alias.entity.js';
import { MigrationPairEntity, TokenMigrationEntity } from './modules/links/token-migrations/token-migration.entity.js';
import { UsageEntity } from './modules/partners/usage.entity.js';
import { OidcBindingEntity } from './modules/staff/oidc/oidc-binding.entity.js';
import { SessionEntity } from './modules/staff/session.entity.js';
import { SignInTryEntity } from './modules/staff/sign-in-try.entity.js';
import { BlankEntity, CountEntity, DutyEntity, EventEntity, RibbonEntity } from './modules/stock/stock.entity.js';
import { DeliveryEntity, EndpointEntity } from './modules/webhooks/webhook.entity.js';

/** The group role that holds the service's rights; every runtime connection works under it. */
export const SERVICE_ROLE = 'citykey_service';

const MIGRATION_LOCK = 0x43_4b_4d_49;

const ENTITIES = [
  AuditEntity,
  IdempotencyEntity,
  KeyringCheckEntity,
  CardEntity,
  LinkEntity,
  WorkEntity,
  EpochEntity,
  CounterEntity,
  LaneEntity,
  OutboundFileEntity,
  FeedEntity,
  ChangeEntity,
  AliasEntity,
  TokenMigrationEntity,
  MigrationPairEntity,
  PartnerEntity,
  ClientEntity,
  SpentAssertionEntity,
  UsageEntity,
  AccountEntity,
  ApprovalEntity,
  SessionEntity,
  SignInTryEntity,
  OidcBindingEntity,
  RunEntity,
  ProgressEntity,
  CheckedEntity,
  ScheduleEntity,
  SentEntity,
  BreakEntity,
  DifferenceEntity,
  RuleEntity,
  EventEntity,
  BlankEntity,
  CountEntity,
  DutyEntity,
  RibbonEntity,
  EndpointEntity,
  DeliveryEntity,
];

// A calendar day is a calendar day: the driver would make it an instant of the machine's own time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

/** How long the database is waited for, in milliseconds. */
export interface DatabaseLimits {
  /** For a connection: a free one of the pool, or a new one. */
  readonly connect: number;
  /** For a statement: then the server ends it. */
  readonly server: number;
  /** For a statement: then a server that says nothing is taken for gone. */
  readonly answer: number;
}

const LIMITS: DatabaseLimits = { connect: 5_000, server: 30_000, answer: 35_000 };

/** The connection pool of the running service, under the service role's rights. */
export function serviceDataSource(url: string, poolSize: number, limits: DatabaseLimits = LIMITS): DataSource {
  return new DataSource({
    ...options(url),
    poolSize,
    connectTimeoutMS: limits.connect,
    extra: {
      options: `-c role=${SERVICE_ROLE} -c statement_timeout=${limits.server} -c idle_in_transaction_session_timeout=60000`,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      query_timeout: limits.answer,
    },
    // A connection that breaks while idle is replaced at the next use; there is nothing to do about it here.
    poolErrorHandler: () => undefined,
  });
}

/** A connection of the schema's owner, for migrations and the drift check. */
export function ownerDataSource(ownerUrl: string): DataSource {
  return new DataSource({ ...options(ownerUrl), poolSize: 2, connectTimeoutMS: LIMITS.connect });
}

/**
 * Brings the schema up to date, one instance at a time.
 * @returns how many migrations were run.
 */
export async function migrate(ownerUrl: string): Promise<number> {
  const lock = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: LIMITS.connect });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await lock.query('CREATE SCHEMA IF NOT EXISTS kernel');
    const source = await ownerDataSource(ownerUrl).initialize();
    try {
      return (await source.runMigrations({ transaction: 'each' })).length;
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

function options(url: string) {
  return {
    type: 'postgres' as const,
    url,
    schema: 'kernel',
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    installExtensions: false,
    logging: false,
  };
}
