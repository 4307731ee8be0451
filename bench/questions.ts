import path from 'node:path';
import { type Keyring } from '../src/kernel/keyring/index.js';
import { LinkSeals } from '../src/modules/links/link-seals.js';
import { type Service } from '../src/modules/partners/index.js';
import { ASKING, distinctTokens, drawnToken, type Seeded, writeBodies } from './seed.js';

const QUESTIONS = 20_000;
const BATCH = 1_000;
/** One question in so many is about a token that nobody has. */
const UNKNOWN_EVERY = 10;
/** The partner whose tokens are foreign to the one that asks. */
const OTHER: Service = 'transit';
/** Tokens of each kind that are told apart by time, if they can be. */
const OF_EACH_KIND = 4_000;

/** Request bodies for rounds of load, as files of texts. */
export interface Questions {
  /** By token, for the service. */
  readonly byToken: string;
  /** By the token's blind index, for the limit, which has no keys. */
  readonly byIndex: string;
  /** The same, a thousand in each. */
  readonly batchesByToken: string;
  readonly batchesByIndex: string;
  /** Ids of the links that each page of the feed is about, for the limit. */
  readonly pages: string;
  readonly kinds: TokenKinds;
}

/**
 * Tokens that are to look alike to the partner that asks, as many of each. Those it never had have the form of another
 * partner's, as the foreign ones do: what is longer takes longer, and its length is known to whoever sends it.
 */
export interface TokenKinds {
  readonly unknown: readonly string[];
  readonly foreign: readonly string[];
  readonly ownEnded: readonly string[];
}

/** Draws the questions of a round: the partner's own live tokens in no order, every tenth one unknown. */
export function writeQuestions(folder: string, keyring: Keyring, links: Seeded): Questions {
  const seals = new LinkSeals(keyring);
  const own = links[ASKING].filter(({ ended }) => !ended).map(({ token }) => token);
  const known = new Set(own);
  const tokens = Array.from({ length: QUESTIONS }, (_, at) => {
    const drawn = at % UNKNOWN_EVERY === 0 ? drawnToken(ASKING) : (own[Math.floor(Math.random() * own.length)] ?? '');
    return at % UNKNOWN_EVERY === 0 && known.has(drawn) ? '00000000000000' : drawn;
  });
  const indexes = tokens.map((token) => seals.tokenIndex(ASKING, token).index.toString('base64url'));
  const write = (name: string, bodies: readonly object[]) => writeBodies(path.join(folder, name), bodies.map((body) => JSON.stringify(body)));
  return {
    byToken: write('by-token.json', tokens.map((token) => ({ token }))),
    byIndex: write('by-index.json', indexes.map((token) => ({ token }))),
    batchesByToken: write('batches-by-token.json', inBatches(tokens).map((tokens) => ({ tokens }))),
    batchesByIndex: write('batches-by-index.json', inBatches(indexes).map((tokens) => ({ tokens }))),
    pages: write('page-ids.json', inBatches(links[ASKING].map(({ id }) => id))),
    kinds: kindsIn(links),
  };
}

function kindsIn(links: Seeded): TokenKinds {
  const ended = links[ASKING].filter((link) => link.ended).map(({ token }) => token);
  const count = Math.min(OF_EACH_KIND, ended.length);
  const taken = new Set(links[OTHER].map(({ token }) => token));
  const unknown = distinctTokens(OTHER, 2 * count).filter((token) => !taken.has(token));
  return { unknown: unknown.slice(0, count), foreign: [...taken].slice(0, count), ownEnded: ended.slice(0, count) };
}

const inBatches = <T>(all: readonly T[]): T[][] => Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH));
