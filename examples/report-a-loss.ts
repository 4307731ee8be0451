// Tells the city that a card was reported lost at your desk, and later that it was found.
import { randomUUID } from 'node:crypto';
import { dataOf } from 'citykey-client';
import { connect, say } from './connection.js';

const citykey = connect();
const { token } = dataOf(await citykey.POST('/partner/v1/sandbox/tokens', { body: {} }));

// Keep the key with what you are about to do: sent again after a crash, the report is still one report.
const key = randomUUID();
const report = { body: { token, report: 'lost' as const }, params: { header: { 'Idempotency-Key': key } } };
dataOf(await citykey.POST('/partner/v1/tokens/report', report));
dataOf(await citykey.POST('/partner/v1/tokens/report', report));
say(`Reported lost: the token is ${await stateOf(token)}.`);

dataOf(await citykey.POST('/partner/v1/tokens/report', { body: { token, report: 'found' } }));
say(`Reported found: the token is ${await stateOf(token)}.`);

// Whatever is reported, nothing is said about whether the token exists.
const answer = dataOf(await citykey.POST('/partner/v1/tokens/report', { body: { token: 'nobody-has-this', report: 'lost' } }));
say(`An unknown token is answered the same: accepted ${answer.accepted}.`);

async function stateOf(token: string): Promise<string> {
  const { state } = dataOf(await citykey.POST('/partner/v1/tokens/introspect', { body: { token } }));
  return state ?? 'unknown';
}
