import { type Statement } from '../../../kernel/database/index.js';
import { type MigrationState } from '../domain/token-migration.js';
import { type LinkState, type Service } from '../domain/service.js';

/** A migration as it is shown. */
export interface MigrationRow {
  readonly id: string;
  readonly service: Service;
  readonly state: MigrationState;
  readonly pairs: number;
  readonly refused: number;
  readonly applied: number;
  readonly skipped: number;
  readonly proposedOn: string;
  readonly decidedBy: string | null;
  readonly decidedOn: string | null;
}

const MIGRATION = `id, service, state, pairs, refused, applied, skipped, proposed_on AS "proposedOn", decided_by AS "decidedBy", decided_on AS "decidedOn"`;

export interface NamedRow {
  /** The index that was asked for. */
  readonly token_index: Buffer;
  readonly is_alias: boolean;
  /** What the partner may know of the link. */
  readonly published_state: LinkState | null;
  readonly known: boolean;
  /** Whether its last new token was not told yet. */
  readonly under_way: boolean;
  /** The index of the token that the link has now. */
  readonly current_index: Buffer;
}

/** Whatever has, or had, any of these tokens; of those with one token, a link that its partner knows before one that it does not. */
export function selectNamed(indexes: readonly Buffer[]): Statement {
  return {
    name: 'migration-named',
    text: `SELECT name.token_index, is_alias, link.published_state, link.sealed_status_index IS NOT NULL AS known, link.token_index AS current_index,
             EXISTS (SELECT FROM links.alias WHERE alias.link_id = link.id AND sealed_position IS NULL) AS under_way
           FROM (SELECT token_index, id, false AS is_alias FROM links.link WHERE token_index = ANY($1)
                 UNION ALL SELECT token_index, link_id, true FROM links.alias WHERE token_index = ANY($1)) AS name
             JOIN links.link ON link.id = name.id
           ORDER BY link.sealed_status_index IS NULL, link.published_state = 'ended', is_alias DESC`,
    values: [indexes],
  };
}

export function insertMigration(row: Pick<MigrationRow, 'id' | 'service' | 'pairs' | 'refused' | 'proposedOn'>): Statement {
  return {
    name: 'migration-insert',
    text: `INSERT INTO links.token_migration (id, service, state, pairs, refused, applied, skipped, proposed_on)
           VALUES ($1, $2, 'proposed', $3, $4, 0, 0, $5)`,
    values: [row.id, row.service, row.pairs, row.refused, row.proposedOn],
  };
}

export interface PairRow {
  readonly old_index: Buffer;
  readonly sealed_pair: Buffer;
}

/** In the order of keyed indexes, which has nothing to do with that of the partner's list. */
export function insertPairs(migrationId: string, pairs: readonly PairRow[]): Statement {
  return {
    name: 'migration-pairs',
    text: `INSERT INTO links.migration_pair (migration_id, old_index, sealed_pair)
           SELECT $1, old_index, sealed_pair FROM unnest($2::bytea[], $3::bytea[]) AS fresh (old_index, sealed_pair) ORDER BY old_index`,
    values: [migrationId, pairs.map((pair) => pair.old_index), pairs.map((pair) => pair.sealed_pair)],
  };
}

export function selectMigrations(): Statement {
  return {
    name: 'migration-list',
    text: `SELECT ${MIGRATION} FROM links.token_migration ORDER BY state NOT IN ('proposed', 'applying'), proposed_on DESC, id LIMIT 100`,
    values: [],
  };
}

export function selectMigration(id: string, service: Service): Statement {
  return { name: 'migration-one', text: `SELECT ${MIGRATION} FROM links.token_migration WHERE id = $1 AND service = $2`, values: [id, service] };
}

export function lockMigration(id: string): Statement {
  return { name: 'migration-lock', text: `SELECT ${MIGRATION} FROM links.token_migration WHERE id = $1 FOR UPDATE`, values: [id] };
}

/** The migration of a service that is being applied. */
export function lockApplying(service: Service): Statement {
  return {
    name: 'migration-applying',
    text: `SELECT ${MIGRATION} FROM links.token_migration WHERE service = $1 AND state = 'applying' FOR UPDATE`,
    values: [service],
  };
}

export function selectApplying(): Statement {
  return { name: 'migration-any-applying', text: `SELECT service FROM links.token_migration WHERE state = 'applying' ORDER BY service`, values: [] };
}

export function decideMigration(id: string, state: MigrationState, account: string, day: string): Statement {
  return {
    name: 'migration-decide',
    text: 'UPDATE links.token_migration SET state = $2, decided_by = $3, decided_on = $4 WHERE id = $1',
    values: [id, state, account, day],
  };
}

export function finishMigration(id: string): Statement {
  return { name: 'migration-finish', text: `UPDATE links.token_migration SET state = 'applied' WHERE id = $1`, values: [id] };
}

export function countPairs(id: string, applied: number, skipped: number): Statement {
  return {
    name: 'migration-count',
    text: 'UPDATE links.token_migration SET applied = applied + $2, skipped = skipped + $3 WHERE id = $1',
    values: [id, applied, skipped],
  };
}

export function selectPairs(migrationId: string, limit: number): Statement {
  return {
    name: 'migration-next-pairs',
    text: 'SELECT old_index, sealed_pair FROM links.migration_pair WHERE migration_id = $1 ORDER BY old_index LIMIT $2',
    values: [migrationId, limit],
  };
}

export interface OpenPairRow extends PairRow {
  readonly migration_id: string;
}

/** Pairs of a service that wait for a decision, or to be applied; a service has one migration of them at most. */
export function selectOpenPairs(service: Service, after: Buffer | null, limit: number): Statement {
  return {
    name: 'migration-open-pairs',
    text: `SELECT migration_id, old_index, sealed_pair FROM links.migration_pair AS pair JOIN links.token_migration AS migration ON migration.id = migration_id
           WHERE service = $1 AND state IN ('proposed', 'applying') AND ($2::bytea IS NULL OR old_index > $2) ORDER BY old_index LIMIT $3`,
    values: [service, after, limit],
  };
}

export function deletePairs(migrationId: string, oldIndexes: readonly Buffer[] | null): Statement {
  return {
    name: 'migration-pairs-done',
    text: 'DELETE FROM links.migration_pair WHERE migration_id = $1 AND ($2::bytea[] IS NULL OR old_index = ANY($2))',
    values: [migrationId, oldIndexes],
  };
}

export interface RenamableRow {
  readonly id: string;
  readonly token_index: Buffer;
}

/**
 * Links that can be given another token now, locked in the order in which all acts lock them. One that has ended takes its
 * new token as well, because its partner may have renumbered before it was told of the end: it is told again, by that. Not
 * where the old token goes on on another card, nor a number that was its holder's own.
 */
export function lockRenamable(tokenIndexes: readonly Buffer[]): Statement {
  return {
    name: 'migration-lock-links',
    text: `SELECT id, token_index FROM links.link
           WHERE token_index = ANY($1) AND sealed_status_index IS NOT NULL
             AND (desired_state <> 'ended' OR origin = 'minted' AND NOT EXISTS (
               SELECT FROM links.link AS other WHERE other.token_index = link.token_index AND other.id <> link.id AND other.desired_state <> 'ended'))
             AND NOT EXISTS (SELECT FROM links.alias WHERE alias.link_id = link.id AND sealed_position IS NULL)
           ORDER BY id FOR UPDATE OF link`,
    values: [tokenIndexes],
  };
}

export interface Renaming {
  readonly id: string;
  readonly tokenIndex: Buffer;
  readonly sealedToken: Buffer;
  readonly keyVersion: number;
}

/** Gives links their new tokens and keeps the old ones as aliases; that is news, to be published in the next window. */
export function renameLinks(renamings: readonly Renaming[], day: string): Statement {
  return {
    name: 'migration-rename',
    text: `WITH fresh AS (SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::smallint[]) AS fresh (id, token_index, sealed_token, key_version)),
           kept AS (INSERT INTO links.alias (token_index, service, link_id, sealed_token, key_version)
             SELECT link.token_index, link.service, link.id, link.sealed_token, link.key_version
             FROM links.link JOIN fresh ON fresh.id = link.id ORDER BY link.token_index)
           UPDATE links.link SET token_index = fresh.token_index, sealed_token = fresh.sealed_token, key_version = fresh.key_version,
             desired_version = desired_version + 1, changed_on = $5
           FROM fresh WHERE link.id = fresh.id`,
    values: [renamings.map((one) => one.id), renamings.map((one) => one.tokenIndex), renamings.map((one) => one.sealedToken), renamings.map((one) => one.keyVersion), day],
  };
}
