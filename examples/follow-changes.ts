// Keeps a copy of your tokens in step with the city: the full list once, then the change feed for as long as it runs.
// What it knows lies in a file, so that it goes on where it was when it is started again.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { CityKeyProblem, type components, dataOf } from 'citykey-client';
import { connect, say } from './connection.js';

type Token = components['schemas']['ListedToken'];

interface Kept {
  readonly tokens: Record<string, Token>;
  readonly cursor: string;
}

const FILE = process.env['COPY_FILE'] ?? 'citykey-tokens.json';
const citykey = connect();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

let kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Kept) : keep(await fullList());
say(`Following, with ${Object.keys(kept.tokens).length} tokens.`);

while (!stop.signal.aborted) {
  try {
    kept = await next(kept);
  } catch (error) {
    if (stop.signal.aborted) break;
    // Away for more than 30 days, or the city has restored its database: what is here may be wrong, so it is read anew.
    if (!(error instanceof CityKeyProblem) || error.code !== 'feed.cursor_expired') throw error;
    kept = keep(await fullList());
    say(`Began again, with ${Object.keys(kept.tokens).length} tokens.`);
  }
}
say('Stopped.');

/** Waits for changes, writes them down together with the cursor behind them, and only then goes on. */
async function next({ tokens, cursor }: Kept): Promise<Kept> {
  const query = { after: cursor, limit: 1_000, wait: 30 };
  const page = dataOf(await citykey.GET('/partner/v1/changes', { params: { query }, signal: stop.signal }));
  for (const change of page.changes) {
    tokens[change.token] = change;
    say(`${change.token} is ${change.state}${change.replaces ? `, in the place of ${change.replaces}` : ''}.`);
  }
  return page.changes.length > 0 ? keep({ tokens, cursor: page.next }) : { tokens, cursor: page.next };
}

/** Every token there is, and where the feed goes on from there. */
async function fullList(): Promise<Kept> {
  const tokens: Record<string, Token> = {};
  for (let after: string | null = null; ; ) {
    const query = { limit: 1_000, ...(after === null ? {} : { after }) };
    const page: components['schemas']['Tokens'] = dataOf(await citykey.GET('/partner/v1/tokens', { params: { query } }));
    for (const token of page.tokens) tokens[token.token] = token;
    if (page.changesFrom !== undefined) return { tokens, cursor: page.changesFrom };
    after = page.next;
  }
}

/** Whole or not at all. */
function keep(now: Kept): Kept {
  writeFileSync(`${FILE}.draft`, JSON.stringify(now));
  renameSync(`${FILE}.draft`, FILE);
  return now;
}
