// Adds a key to your program, signs in with it, and removes a key. Nobody at the city is needed.
import { generateKeyPairSync } from 'node:crypto';
import { AccessTokens, createClient, dataOf, keyStatement } from 'citykey-client';
import { baseUrl, connect, partnerCredentials, say } from './connection.js';

const old = partnerCredentials();
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const next = { ...old, privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), keyId: `made-${Date.now()}` };

// Keep the new private key where your programs will find it, before you go on.
const statement = await keyStatement(old, { add: { ...publicKey.export({ format: 'jwk' }), kid: next.keyId } });
const { keys } = dataOf(await connect().POST('/partner/v1/keys', { body: { statement } }));
say(`Now there are ${keys.length} keys; the new one is ${keys.at(-1)?.jwk['kid'] === next.keyId ? 'there' : 'missing'}.`);

const citykey = createClient({ baseUrl, accessToken: new AccessTokens(next) });
dataOf(await citykey.GET('/partner/v1/keys'));
say('The new key signs in.');

// You would remove the old one. Here the new one goes, so that the other examples can still sign in.
const remove = keys.at(-1)?.thumbprint ?? '';
const left = dataOf(await citykey.POST('/partner/v1/keys/removal', { body: { statement: await keyStatement(next, { remove }) } }));
say(`The new key was removed again: ${left.keys.length} left.`);
