import { writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type Keyring } from '../src/kernel/keyring/index.js';
import { systemRandomness } from '../src/kernel/randomness/randomness.js';
import { mintLibraryBarcode, mintMemberId, mintTransitIdentifier } from '../src/modules/links/domain/token-format.js';
import { LinkSeals } from '../src/modules/links/link-seals.js';
import { type Service, SERVICES } from '../src/modules/partners/index.js';
import { LIBRARY_TOKENS, PRESCRIPTION_TOKENS, TRANSIT_TOKENS } from './partners.js';

const ROWS_AT_ONCE = 10_000;
const QUESTIONS = 20_000;
/** One question in so many is about a token that nobody has. */
const UNKNOWN_EVERY = 10;
/** The partner that asks. */
export const ASKING: Service = 'library';

/** Request bodies for a round of introspection, as files of JSON texts. */
export interface Questions {
  /** By token, for the service. */
  readonly byToken: string;
  /** By the token's blind index, for the limit, which has no keys. */
  readonly byIndex: string;
}

const mint: Readonly<Record<Service, () => string>> = {
  transit: () => mintTransitIdentifier(TRANSIT_TOKENS, systemRandomness),
  library: () => mintLibraryBarcode(LIBRARY_TOKENS, systemRandomness),
  prescription: () => mintMemberId(PRESCRIPTION_TOKENS, systemRandomness),
};

/** Fills the table of links, published and confirmed, as many for each service. @returns the asking partner's tokens. */
export async function seedLinks(ownerUrl: string, keyring: Keyring, count: number): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // The query that is under way fails by itself when the server is stopped.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const seals = new LinkSeals(keyring);
    const tokens = new Map(SERVICES.map((service) => [service, distinctTokens(service, Math.ceil(count / SERVICES.length))]));
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(INDEXES);
    for (const { name } of indexes) await client.query(`DROP INDEX links.${name}`);
    for (const [service, all] of tokens) {
      for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
        await client.query(INSERT, linkValues(seals, service, all.slice(from, from + ROWS_AT_ONCE), from));
      }
    }
    for (const { definition } of indexes) await client.query(definition);
    await client.query('VACUUM ANALYZE links.link');
    await client.query('CHECKPOINT');
    return tokens.get(ASKING) ?? [];
  } finally {
    await client.end();
  }
}

/** Made anew after the rows, which is faster; the primary key stays. */
const INDEXES = `
SELECT indexname AS name, indexdef AS definition FROM pg_indexes
WHERE schemaname = 'links' AND tablename = 'link' AND indexname <> 'link_pkey'`;

const INSERT = `
INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version,
  published_state, published_version, reported_state, reported_version, city_hold, partner_hold, valid_through,
  status_index, sealed_status_index, changed_on)
SELECT id, $1, 'minted', token_index, sealed_token, 1, 'active', 1, 'active', 1, 'active', 1, false, false, '2099-12',
  status_index, sealed_status_index, current_date
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[])
  AS fresh (id, token_index, sealed_token, status_index, sealed_status_index)`;

function linkValues(seals: LinkSeals, service: Service, tokens: readonly string[], firstPosition: number): unknown[] {
  const ids = tokens.map(() => crypto.randomUUID());
  return [
    service,
    ids,
    tokens.map((token) => seals.tokenIndex(service, token).index),
    tokens.map((token, at) => seals.sealToken(ids[at] ?? '', service, token)),
    tokens.map((_, at) => seals.statusIndex(service, firstPosition + at)),
    ids.map((id, at) => seals.sealStatusIndex(id, firstPosition + at)),
  ];
}

/** Draws the questions of a round: the partner's own tokens in no order, every tenth one unknown. */
export function writeQuestions(folder: string, keyring: Keyring, own: readonly string[]): Questions {
  const seals = new LinkSeals(keyring);
  const known = new Set(own);
  const tokens = Array.from({ length: QUESTIONS }, (_, at) => {
    const drawn = at % UNKNOWN_EVERY === 0 ? mint[ASKING]() : (own[Math.floor(Math.random() * own.length)] ?? '');
    return at % UNKNOWN_EVERY === 0 && known.has(drawn) ? '00000000000000' : drawn;
  });
  const indexed = tokens.map((token) => seals.tokenIndex(ASKING, token).index.toString('base64url'));
  return {
    byToken: writeBodies(path.join(folder, 'by-token.json'), tokens.map((token) => ({ token }))),
    byIndex: writeBodies(path.join(folder, 'by-index.json'), indexed.map((token) => ({ token }))),
  };
}

/** @returns the file. */
export function writeBodies(file: string, bodies: readonly object[]): string {
  writeFileSync(file, JSON.stringify(bodies.map((body) => JSON.stringify(body))));
  return file;
}

/** So many tokens of a service, no two the same. */
export function distinctTokens(service: Service, count: number): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(mint[service]());
  return [...drawn];
}
