import { Injectable } from '@nestjs/common';
import { type Statement, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from './domain/service.js';
import { LinkSeals } from './link-seals.js';
import { type OpenPairRow, selectOpenPairs } from './token-migrations/token-migration.store.js';

/** A link as it stood when it was compared. */
export interface ComparedLink {
  readonly id: string;
  /** Its desired version then. */
  readonly version: number;
  /** Whether the partner's list had its token; left out where no list was compared. */
  readonly listed?: boolean;
}

/** What a partner has proposed to call a link of its own, as keyed indexes. */
export interface ProposedName {
  /** Of the token that it is to have, under the newest key. */
  readonly later: Buffer;
  /** Of the token that it has, under each key. */
  readonly now: readonly Buffer[];
}

const PAIRS_AT_ONCE = 1_000;

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

  /** Whether lists of a service may have other tokens for its links than they have now: migrated ones, or such as are to be. */
  async hasOtherNames(database: Pick<Tx, 'query'>, service: Service): Promise<boolean> {
    return (await database.query(selectOtherName(service))).length > 0;
  }

  /** What a migration that is not applied yet is to call links of a service; in the order of keyed indexes. */
  async proposedNames(database: Pick<Tx, 'query'>, service: Service): Promise<ProposedName[]> {
    const names: ProposedName[] = [];
    for (let after: Buffer | null = null; ; ) {
      const rows: OpenPairRow[] = await database.query<OpenPairRow>(selectOpenPairs(service, after, PAIRS_AT_ONCE));
      for (const { migration_id, sealed_pair } of rows) {
        const pair = this.seals.openPair(migration_id, sealed_pair);
        names.push({ later: this.seals.tokenIndex(service, pair.new).index, now: this.seals.tokenIndexes(service, pair.old) });
      }
      if (rows.length < PAIRS_AT_ONCE) return names;
      after = rows.at(-1)?.old_index ?? null;
    }
  }

  /**
   * Makes the desired state of links news, so that it is published and submitted once more. Only where it is still the
   * one that was compared: whatever was wanted meanwhile is on its way already. What the partner's list said is remembered,
   * because the list may be wrong: a token that it lacks may be there, and be blocked before it is told again.
   * @returns the ids of those that will be told again.
   */
  async tellAgain(tx: Pick<Tx, 'query'>, service: Service, links: readonly ComparedLink[]): Promise<string[]> {
    const rows = await tx.query<UnchangedRow>(lockUnchanged(service, links));
    const raised = rows.map((row) => ({ id: row.id, sealedReference: this.withWhatWasListed(row) }));
    if (raised.length > 0) await tx.query(raiseCompared(raised));
    return raised.map(({ id }) => id);
  }

  /** What is to be kept in the place of the reference, or null where nothing is new. */
  private withWhatWasListed({ id, sealed_reference, listed }: UnchangedRow): Buffer | null {
    const known = sealed_reference && this.seals.openReference(id, sealed_reference);
    // A reference says by itself that the token was there; and that one is not there which never was, nobody has to say.
    if (listed === null || (listed ? known?.listed === undefined && known?.reference : !known)) return null;
    return this.seals.sealReference(id, known?.reference ?? null, listed);
  }
}

interface SealedRow {
  readonly id: string;
  readonly sealed_token: Buffer;
}

function selectSealed(service: Service, ids: readonly string[]): Statement {
  return { name: 'link-sealed-tokens', text: 'SELECT id, sealed_token FROM links.link WHERE service = $1 AND id = ANY($2)', values: [service, ids] };
}

function selectOtherName(service: Service): Statement {
  return {
    name: 'link-other-name',
    text: `SELECT 1 WHERE EXISTS (SELECT FROM links.alias WHERE service = $1)
             OR EXISTS (SELECT FROM links.token_migration WHERE service = $1 AND state IN ('proposed', 'applying'))`,
    values: [service],
  };
}

interface UnchangedRow {
  readonly id: string;
  readonly sealed_reference: Buffer | null;
  readonly listed: boolean | null;
}

/** In the order of ids, so that two who raise the same links wait for each other in one order. */
function lockUnchanged(service: Service, links: readonly ComparedLink[]): Statement {
  return {
    name: 'link-lock-unchanged',
    text: `SELECT link.id, sealed_reference, compared.listed FROM unnest($2::uuid[], $3::integer[], $4::boolean[]) AS compared (id, version, listed)
             JOIN links.link ON link.id = compared.id AND link.service = $1 AND link.desired_version = compared.version
           ORDER BY link.id FOR UPDATE OF link`,
    values: [service, links.map((link) => link.id), links.map((link) => link.version), links.map((link) => link.listed ?? null)],
  };
}

function raiseCompared(raised: readonly { readonly id: string; readonly sealedReference: Buffer | null }[]): Statement {
  return {
    name: 'link-raise-compared',
    text: `UPDATE links.link SET desired_version = desired_version + 1, sealed_reference = coalesce(raised.sealed_reference, link.sealed_reference)
           FROM unnest($1::uuid[], $2::bytea[]) AS raised (id, sealed_reference) WHERE link.id = raised.id`,
    values: [raised.map((link) => link.id), raised.map((link) => link.sealedReference)],
  };
}
