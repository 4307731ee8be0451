import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { type Keyring } from '../src/kernel/keyring/index.js';
import { systemRandomness } from '../src/kernel/randomness/randomness.js';
import { mintLibraryBarcode, mintMemberId, mintTransitIdentifier } from '../src/modules/links/domain/token-format.js';
import { LinkSeals } from '../src/modules/links/link-seals.js';
import { type Service, SERVICES } from '../src/modules/partners/index.js';
import { LIBRARY_TOKENS, PRESCRIPTION_TOKENS, TRANSIT_TOKENS } from './partners.js';

const ROWS_AT_ONCE = 10_000;
/** Changes in the feed of the partner that asks, at most. */
const MOST_CHANGES = 50_000;
/** One link in so many has ended. */
const ENDED_EVERY = 20;
/** The partner that asks. */
export const ASKING: Service = 'library';

/** One link as it was written. */
export interface SeededLink {
  readonly id: string;
  readonly token: string;
  readonly ended: boolean;
}

export type Seeded = Readonly<Record<Service, readonly SeededLink[]>>;

const MINT: Readonly<Record<Service, () => string>> = {
  transit: () => mintTransitIdentifier(TRANSIT_TOKENS, systemRandomness),
  library: () => mintLibraryBarcode(LIBRARY_TOKENS, systemRandomness),
  prescription: () => mintMemberId(PRESCRIPTION_TOKENS, systemRandomness),
};

/** A token such as a service's partner has them, drawn at random. */
export const drawnToken = (service: Service): string => MINT[service]();

/** Fills the table of links, published and confirmed, as many for each service, and tells the asking partner of its own. */
export async function seedLinks(ownerUrl: string, keyring: Keyring, count: number): Promise<Seeded> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // The query that is under way fails by itself when the server is stopped.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const seals = new LinkSeals(keyring);
    const links = Object.fromEntries(SERVICES.map((service) => [service, newLinks(service, Math.ceil(count / SERVICES.length))])) as unknown as Seeded;
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(INDEXES);
    for (const { name } of indexes) await client.query(`DROP INDEX links.${name}`);
    for (const service of SERVICES) {
      const all = links[service];
      for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
        await client.query(INSERT, linkValues(seals, service, all.slice(from, from + ROWS_AT_ONCE), from));
      }
    }
    for (const { definition } of indexes) await client.query(definition);
    await seedFeed(client, seals, links[ASKING].slice(0, MOST_CHANGES));
    await client.query('VACUUM ANALYZE links.link, links.change');
    await client.query('CHECKPOINT');
    return links;
  } finally {
    await client.end();
  }
}

function newLinks(service: Service, count: number): SeededLink[] {
  return distinctTokens(service, count).map((token, at) => ({ id: crypto.randomUUID(), token, ended: at % ENDED_EVERY === 0 }));
}

/** Made anew after the rows, which is faster; the primary key stays. */
const INDEXES = `
SELECT indexname AS name, indexdef AS definition FROM pg_indexes
WHERE schemaname = 'links' AND tablename = 'link' AND indexname <> 'link_pkey'`;

const INSERT = `
INSERT INTO links.link (id, service, origin, token_index, sealed_token, key_version, desired_state, desired_version,
  published_state, published_version, reported_state, reported_version, city_hold, partner_hold, valid_through,
  status_index, sealed_status_index, changed_on)
SELECT id, $1, 'minted', token_index, sealed_token, 1, state, 1, state, 1, state, 1, false, false, '2099-12',
  status_index, sealed_status_index, current_date
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[])
  AS fresh (id, token_index, sealed_token, status_index, sealed_status_index, state)`;

function linkValues(seals: LinkSeals, service: Service, links: readonly SeededLink[], firstPosition: number): unknown[] {
  return [
    service,
    links.map(({ id }) => id),
    links.map(({ token }) => seals.tokenIndex(service, token).index),
    links.map(({ id, token }) => seals.sealToken(id, service, token)),
    links.map((_, at) => seals.statusIndex(service, firstPosition + at)),
    links.map(({ id }, at) => seals.sealStatusIndex(id, firstPosition + at)),
    links.map(({ ended }) => (ended ? 'ended' : 'active')),
  ];
}

/** As if all of them had been published one after the other. */
async function seedFeed(client: pg.Client, seals: LinkSeals, links: readonly SeededLink[]): Promise<void> {
  const changes = links.map(({ id, ended }, at) => seals.sealChange(ASKING, at + 1, { linkId: id, state: ended ? 'ended' : 'active', first: !ended }));
  await client.query('INSERT INTO links.feed (service, position, kept_after, kept_mark) VALUES ($1, $2, 0, $3)', [ASKING, changes.length, randomBytes(12)]);
  await client.query(
    `INSERT INTO links.change (service, position, sealed_change, published_on)
     SELECT $1, place, sealed, current_date FROM unnest($2::bytea[]) WITH ORDINALITY AS fresh (sealed, place) ORDER BY place`,
    [ASKING, changes],
  );
}

/** @returns the file. */
export function writeBodies(file: string, bodies: readonly string[]): string {
  writeFileSync(file, JSON.stringify(bodies));
  return file;
}

/** So many tokens of a service, no two the same. */
export function distinctTokens(service: Service, count: number): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) drawn.add(drawnToken(service));
  return [...drawn];
}
