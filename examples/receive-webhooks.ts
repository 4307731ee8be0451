// Is told when there are changes, and reads them then: a receiver by Standard Webhooks, verified with its public library.
// It forgets what it read when it ends; follow-changes.ts keeps a copy and a cursor.
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { dataOf } from 'citykey-client';
import { Webhook } from 'standardwebhooks';
import { connect, say } from './connection.js';

const citykey = connect();
let cursor: string | undefined;
let reading = Promise.resolve();
await readOn(() => undefined);

// The secret comes when the webhook is made, and with each rotation. A program that lives longer keeps it.
let secret = '';
const server = createServer((request, response) => {
  void take(request).then((status) => response.writeHead(status).end());
});
await new Promise<void>((resolve) => server.listen(Number(process.env['WEBHOOK_PORT'] ?? 0), '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
// The city takes an address like this one in its sandbox only. Otherwise it is https, and as the world sees you.
const url = process.env['WEBHOOK_URL'] ?? `http://127.0.0.1:${port}/city`;
const { data: webhook } = await citykey.PUT('/partner/v1/webhook', { body: { url } });
secret = webhook && 'secret' in webhook ? webhook.secret : dataOf(await citykey.POST('/partner/v1/webhook/secret')).secret;
say('Listening. The city sends a ping now.');
dataOf(await citykey.POST('/partner/v1/webhook/ping'));

// Ctrl-C may come twice, from the terminal and by npm.
let stopping: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (stopping ??= stop()));

/** Answers at once, and works afterwards: who has us wait for 15 seconds is sent the message again. */
async function take(request: IncomingMessage): Promise<number> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  try {
    // The bytes as they came, not parsed and written again. A message that is older than five minutes is refused as well.
    const message = new Webhook(secret).verify(Buffer.concat(pieces), request.headers as Record<string, string>) as { type: string };
    if (message.type === 'webhook.ping') say('A ping arrived.');
    // Twice the same message, or one that comes late, does no harm: the feed is read from the cursor on.
    if (message.type === 'changes.published') reading = reading.then(() => readOn(say)).catch((error: unknown) => say(String(error)));
    return 204;
  } catch {
    return 400;
  }
}

/** Reads the feed from where we are to its end. */
async function readOn(tell: (line: string) => void): Promise<void> {
  for (;;) {
    const query = { limit: 1_000, ...(cursor === undefined ? {} : { after: cursor }) };
    const page = dataOf(await citykey.GET('/partner/v1/changes', { params: { query } }));
    cursor = page.next;
    if (page.changes.length === 0) return;
    for (const change of page.changes) tell(`${change.token} is ${change.state}.`);
  }
}

async function stop(): Promise<void> {
  await citykey.DELETE('/partner/v1/webhook');
  server.close();
  server.closeAllConnections();
  say('Stopped.');
}
