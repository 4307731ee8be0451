import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ChangeFeed } from '../../src/modules/links/index.js';
import { Announcer } from '../../src/modules/webhooks/announcer.js';
import { Courier } from '../../src/modules/webhooks/courier.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { temporaryHome } from '../setup/homes.js';
import { query } from '../setup/query.js';
import { until } from '../setup/until.js';
import { PUBLIC_URL, World } from '../e2e/world.js';

const FOLDER = 'examples';
const NAMES = fs.readdirSync(FOLDER).filter((file) => /\.(ts|sh)$/.test(file) && file !== 'connection.ts');

interface Run {
  readonly child: ReturnType<typeof spawn>;
  readonly printed: () => string;
  readonly ended: Promise<number | null>;
}

let world: World;
const tried = new Set<string>();

beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

/** Runs an example as a reader would, against this world in the place of `npm start`. */
function start(file: string, settings: Readonly<Record<string, string>> = {}): Run {
  tried.add(file);
  const isScript = file.endsWith('.sh');
  const args = isScript ? [path.join(FOLDER, file)] : [path.join(FOLDER, 'run.mjs'), path.basename(file, '.ts')];
  const env = { ...process.env, CITYKEY_URL: world.api.url, CITYKEY_ISSUER: PUBLIC_URL, CITYKEY_HOME: path.dirname(world.home), ...settings };
  const child = spawn(isScript ? 'sh' : process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += String(piece)));
  return { child, printed: () => text, ended: new Promise((resolve) => child.on('close', resolve)) };
}

/** What an example prints until it ends by itself. */
async function outcome(file: string, settings?: Readonly<Record<string, string>>): Promise<{ code: number | null; lines: string[] }> {
  const { ended, printed } = start(file, settings);
  return { code: await ended, lines: (await ended, printed().trim().split('\n')) };
}

describe('the example', () => {
  it('check-a-token', async () => {
    expect(await outcome('check-a-token.ts')).toEqual({
      code: 0,
      lines: [
        'The new token is good: active, valid through 2031-11.',
        'The token: active false, suspended.',
        'Another token: active false, unknown here.',
        'The token: active false, suspended.',
      ],
    });
  });

  it('check-offline', async () => {
    const { code, lines } = await outcome('check-offline.ts');
    expect(lines).toEqual(['By the list, the token is suspended.', expect.stringMatching(/^Fetch the next list in \d+ seconds; this one says nothing any more after 20/)]);
    expect(code).toBe(0);
  });

  it('change-the-key', async () => {
    expect(await outcome('change-the-key.ts')).toEqual({
      code: 0,
      lines: ['Now there are 2 keys; the new one is there.', 'The new key signs in.', 'The new key was removed again: 1 left.'],
    });
  });

  it('report-a-loss', async () => {
    expect(await outcome('report-a-loss.ts')).toEqual({
      code: 0,
      lines: [
        'Reported lost: the token is suspended.',
        'Reported found: the token is active.',
        'An unknown token is answered the same: accepted true.',
      ],
    });
  });

  it('issue-a-card', async () => {
    const { code, lines } = await outcome('issue-a-card.ts', { CITYKEY_PASSWORD: world.passwordOf('clerk') });
    expect(lines).toEqual([
      expect.stringMatching(/^Issued a card for transit and library\. Its number ends in \d{4}\.$/),
      'By its slip, the card is issued.',
      'Reported lost: the card is suspended.',
    ]);
    expect(code).toBe(0);
  });

  it('partner.sh', async () => {
    const { code, lines } = await outcome('partner.sh');
    expect([code, lines.length, lines]).toEqual([0, 7, lines]);
    const [, , introspected, , reported, , changed] = lines as [string, string, string, string, string, string, string];
    expect(JSON.parse(introspected)).toMatchObject({ active: true, state: 'active', validThrough: '2031-11' });
    expect(JSON.parse(reported)).toEqual({ accepted: true });
    const { changes } = JSON.parse(changed) as { changes: { token: string; state: string }[] };
    expect(changes.map(({ state }) => state)).toEqual(['active', 'suspended']);
    expect(new Set(changes.map(({ token }) => token)).size).toBe(1);
  });

  it('follow-changes, which goes on where it was when it is started again, and anew when it was away too long', async () => {
    const file = path.join(temporaryHome(), 'copy.json');
    const token = await world.partner('library');
    const sandbox = async (body: object) => (await world.api.post('/partner/v1/sandbox/tokens', body, { token })).body['token'] as string;
    const follow = () => start('follow-changes.ts', { COPY_FILE: file });
    const stopped = async (run: Run) => {
      run.child.kill('SIGTERM');
      expect([await run.ended, run.printed()]).toEqual([0, expect.stringMatching(/Stopped\.\n$/)]);
    };

    const first = follow();
    await until(() => first.printed().includes('Following'));
    const made = await sandbox({});
    await until(() => first.printed().includes(`${made} is active.`));
    await stopped(first);

    await sandbox({ token: made, state: 'suspended' });
    const second = follow();
    await until(() => second.printed().includes(`${made} is suspended.`));
    expect(second.printed()).not.toContain('is active.');
    await stopped(second);

    await sandbox({ token: made, state: 'ended' });
    await query(world.database.ownerUrl, 'UPDATE links.change SET published_on = $1', [world.clock.dayFromToday(-31)]);
    await world.app.get(ChangeFeed, { strict: false }).forget();
    const third = follow();
    await until(() => third.printed().includes('Began again'));
    await stopped(third);
    const { tokens } = JSON.parse(fs.readFileSync(file, 'utf8')) as { tokens: Record<string, { state: string }> };
    expect(tokens[made]).toMatchObject({ state: 'ended' });
  });

  it('receive-webhooks, which cleans up when it is stopped by Ctrl-C', async () => {
    const token = await world.partner('library');
    const run = start('receive-webhooks.ts');
    const told = (line: string) =>
      until(async () => {
        await world.app.get(Announcer, { strict: false }).announce();
        await world.app.get(Courier, { strict: false }).deliver('library');
        return run.printed().includes(line);
      });
    await told('A ping arrived.');
    const { body } = await world.api.post('/partner/v1/sandbox/tokens', {}, { token });
    await told(`${body['token'] as string} is active.`);
    const { body: shown } = await world.api.get('/partner/v1/webhook', { token });
    const forged = await fetch(shown['url'] as string, { method: 'POST', body: '{"type":"webhook.ping"}', headers: { 'webhook-id': 'msg_1' } });
    expect(forged.status).toBe(400);
    // Ctrl-C comes twice where npm passes on what the terminal has told the example already.
    const held = await HeldTransaction.begin(world.database.ownerUrl);
    await held.query('SELECT FROM webhooks.endpoint FOR UPDATE');
    run.child.kill('SIGINT');
    await held.waitedFor(1);
    run.child.kill('SIGINT');
    await held.commit();
    expect([await run.ended, run.printed()]).toEqual([0, expect.stringMatching(/Stopped\.\n$/)]);
    expect((await world.api.get('/partner/v1/webhook', { token })).status).toBe(404);
  });

  it('that cannot go on says why in one sentence', async () => {
    const nowhere = { CITYKEY_URL: '', PORT: '9' };
    const noHome = { CITYKEY_HOME: 'nowhere' };
    const stranger = { CITYKEY_CLIENT_ID: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21', CITYKEY_PRIVATE_KEY_FILE: path.join(temporaryHome(), 'key.pem') };
    const { privateKey } = generateKeyPairSync('ed25519');
    fs.writeFileSync(stranger.CITYKEY_PRIVATE_KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const why: [string, Readonly<Record<string, string>>, RegExp][] = [
      ['check-a-token.ts', nowhere, /^Nobody answers at http:\/\/localhost:9\./],
      ['partner.sh', nowhere, /^Nobody answers at http:\/\/localhost:9\./],
      ['check-a-token.ts', noHome, /^nowhere.sandbox.clients\.json cannot be read\./],
      ['partner.sh', noHome, /^nowhere.sandbox.clients\.json cannot be read\./],
      ['check-a-token.ts', stranger, / does not know this program\./],
      ['partner.sh', stranger, /^There is no access_token in the answer invalid_client$/],
      ['issue-a-card.ts', {}, /^Set CITYKEY_PASSWORD /],
      ['issue-a-card.ts', { CITYKEY_PASSWORD: 'wrong' }, / answered 401 /],
    ];
    for (const [file, settings, sentence] of why) {
      expect([file, await outcome(file, settings)]).toEqual([file, { code: 1, lines: [expect.stringMatching(sentence)] }]);
    }
  });

  it('that there is, was among them', () => {
    expect([...tried].sort()).toEqual([...NAMES].sort());
  });
});
