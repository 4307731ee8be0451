// Fetches the signed status list once, and then checks tokens without asking anybody.
import { dataOf, StatusList } from 'citykey-client';
import { baseUrl, connect, issuer, say } from './connection.js';

const citykey = connect();
const { token, statusList } = dataOf(await citykey.POST('/partner/v1/sandbox/tokens', { body: {} }));
dataOf(await citykey.POST('/partner/v1/sandbox/tokens', { body: { token, state: 'suspended' } }));

// Keep `statusList.idx` with the token when you learn of it: from introspection, the full list or the change feed.
const { idx, uri } = statusList;

const jwt = dataOf(await citykey.GET('/partner/v1/status-list', { parseAs: 'text' }));
const keys = (await (await fetch(`${baseUrl}/partner/v1/status-list/keys`)).json()) as Parameters<typeof StatusList.verify>[1];
const list = await StatusList.verify(jwt, keys, { uri, issuer });

say(`By the list, the token is ${list.stateAt(idx)}.`);
say(`Fetch the next list in ${list.secondsToLive} seconds; this one says nothing any more after ${list.expiresAt.toISOString()}.`);
