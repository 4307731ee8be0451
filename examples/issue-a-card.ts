// A counter's program: a clerk signs in, issues a card, looks it up by its slip and suspends it.
// CITYKEY_PASSWORD is the one that the first `npm start` has printed for clerk.
import { createClient, dataOf } from 'citykey-client';
import { Advice, baseUrl, say } from './connection.js';

const password = process.env['CITYKEY_PASSWORD'];
if (!password) throw new Advice('Set CITYKEY_PASSWORD to the password that the first `npm start` printed for clerk.');
const username = process.env['CITYKEY_USERNAME'] ?? 'clerk';

const { accessToken } = dataOf(await createClient({ baseUrl }).POST('/v1/auth/login', { body: { username, password } }));
const citykey = createClient({ baseUrl, accessToken });

const issued = await citykey.POST('/v1/cards', { body: { category: 'standard', services: ['transit', 'library'] } });
if (issued.error) {
  // The codes of this operation are known to the compiler.
  const reason = issued.error.code === 'stock.station_required' ? 'say first at which station you are' : issued.error.title;
  throw new Advice(`No card: ${reason}`);
}
const card = issued.data;
say(`Issued a card for ${card.services.map(({ service }) => service).join(' and ')}. Its number ends in ${card.cardNumber.slice(-4)}.`);

const presented = { slipCode: card.slipCode };
const { state } = dataOf(await citykey.POST('/v1/cards/lookup', { body: { presented } }));
say(`By its slip, the card is ${state}.`);

const suspended = dataOf(await citykey.POST('/v1/cards/suspension', { body: { presented, reason: 'lost' } }));
say(`Reported lost: the card is ${suspended.state}.`);
