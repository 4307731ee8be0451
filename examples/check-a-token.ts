// Makes a token in the sandbox, asks what it is worth, then suspends it and asks again.
import { dataOf } from 'citykey-client';
import { connect, say } from './connection.js';

const citykey = connect();
const made = dataOf(await citykey.POST('/partner/v1/sandbox/tokens', { body: { validThrough: '2031-11' } }));
const { token } = made;

const asked = dataOf(await citykey.POST('/partner/v1/tokens/introspect', { body: { token } }));
say(`The new token is ${asked.active ? 'good' : 'not good'}: ${asked.state}, valid through ${asked.validThrough}.`);

dataOf(await citykey.POST('/partner/v1/sandbox/tokens', { body: { token, state: 'suspended' } }));

// Up to 1,000 at once. The answers come in the order of the tokens.
const tokens = [token, 'somebody-elses', token];
const { results } = dataOf(await citykey.POST('/partner/v1/tokens/introspect-batch', { body: { tokens } }));
results.forEach((result, place) => say(`${place === 1 ? 'Another token' : 'The token'}: active ${result.active}, ${result.state ?? 'unknown here'}.`));
