import { Injectable } from '@nestjs/common';
import { type Statement, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from './domain/service.js';
import { LinkSeals } from './link-seals.js';

/** A link as it stood when it was compared. */
export interface ComparedLink {
  readonly id: string;
  /** Its desired version then. */
  readonly version: number;
  /** Whether the partner does not have it any more: what it once called its record is forgotten, and it is told anew. */
  readonly gone?: boolean;
}

/**
 * What reconciliation may do with links beside reading the view `links.comparable`: find their tokens in a list, open
 * those that are told to their own partner, and have a state told again.
 */
@Injectable()
export class ComparableLinks {
  private readonly seals: LinkSeals;

  constructor(keyring: Keyring) {
    this.seals = new LinkSeals(keyring);
  }

  /** The raw keys of a service's token index, newest first. They are for threads that index a whole list. */
  indexKeys(service: Service): readonly Buffer[] {
    return this.seals.tokenIndexKeys(service);
  }

  /** The tokens of links, by id, to tell their partner of. */
  async tokensOf(database: Pick<Tx, 'query'>, service: Service, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = ids.length === 0 ? [] : await database.query<SealedRow>(selectSealed(service, ids));
    return new Map(rows.map(({ id, sealed_token }) => [id, this.seals.openToken(id, service, sealed_token)]));
  }

  /** Whether tokens of a service were migrated: lists may have the old ones. */
  async hasAliases(client: { query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> }, service: Service): Promise<boolean> {
    return (await client.query('SELECT FROM links.comparable_alias WHERE service = $1 LIMIT 1', [service])).rows.length > 0;
  }

  /**
   * Makes the desired state of links news, so that it is published and submitted once more. Only where it is still the
   * one that was compared: whatever was wanted meanwhile is on its way already.
   * @returns the ids of those that will be told again.
   */
  async tellAgain(tx: Pick<Tx, 'query'>, service: Service, links: readonly ComparedLink[]): Promise<string[]> {
    return (await tx.query<{ id: string }>(raiseCompared(service, links))).map((row) => row.id);
  }
}

interface SealedRow {
  readonly id: string;
  readonly sealed_token: Buffer;
}

function selectSealed(service: Service, ids: readonly string[]): Statement {
  return { name: 'link-sealed-tokens', text: 'SELECT id, sealed_token FROM links.link WHERE service = $1 AND id = ANY($2)', values: [service, ids] };
}

/** In the order of ids, so that two who raise the same links wait for each other in one order. */
function raiseCompared(service: Service, links: readonly ComparedLink[]): Statement {
  return {
    name: 'link-raise-compared',
    text: `UPDATE links.link SET desired_version = desired_version + 1, sealed_reference = CASE WHEN unchanged.gone THEN NULL ELSE sealed_reference END
           FROM (SELECT link.id, compared.gone FROM unnest($2::uuid[], $3::integer[], $4::boolean[]) AS compared (id, version, gone)
                   JOIN links.link ON link.id = compared.id AND link.service = $1 AND link.desired_version = compared.version
                 ORDER BY link.id FOR UPDATE OF link) AS unchanged
           WHERE link.id = unchanged.id RETURNING link.id`,
    values: [service, links.map((link) => link.id), links.map((link) => link.version), links.map((link) => link.gone ?? false)],
  };
}
