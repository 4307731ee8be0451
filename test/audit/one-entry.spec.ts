import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Answer } from '../e2e/api.js';
import { describedOperations, type Operation } from '../e2e/described-api.js';
import { type Request, sendTo } from '../e2e/request.js';
import { World } from '../e2e/world.js';
import { Runs } from '../../src/modules/reconciliation/index.js';
import { dump } from '../setup/kernel.js';
import { query } from '../setup/query.js';
import { accountOf, placeOf, type Told } from './commands/command.js';
import { EVERY_COMMAND as COMMANDS } from './commands/every-command.js';

/** What takes a body and is no command: reads whose question must not stand in an address, and signing in, which tells of itself. */
const NO_COMMANDS = [
  'POST /v1/cards/lookup',
  'POST /v1/cards/history',
  'POST /v1/cards/verification',
  'POST /v1/links/lookup',
  'POST /partner/v1/tokens/introspect',
  'POST /partner/v1/tokens/introspect-batch',
  'POST /v1/auth/login',
  'POST /v1/auth/refresh',
  'POST /v1/auth/logout',
];

/** Acts of other commands, or of operations that do one thing or another by what is asked. */
const OTHER_ACTS = [
  ...['staff.sign_in', 'staff.sign_in_refused', 'staff.lock_out', 'staff.sign_out', 'staff.session_copied'],
  ...['staff.account_enable', 'staff.account_change', 'staff.roles_change', 'partner.client_enable', 'migration.decline', 'migration.apply'],
  ...['reconciliation.compare', 'reconciliation.repair', 'reconciliation.missed', 'reconciliation.check', 'reconciliation.start_checks', 'reconciliation.wait', 'reconciliation.reopen', 'reconciliation.proceed'],
  'webhook.disable',
];

const SUBJECT_BYTES = { card: 32, account: 16 } as const;

describe('every command,', () => {
  let world: World;
  let operations: readonly Operation[];

  beforeAll(async () => {
    world = await World.begin();
    operations = await describedOperations(world.api);
  });
  afterAll(() => world.end());

  /** All that is stored but tries of passwords and lists: they are counted before anybody looks at them, so that none is free. */
  const everything = async () => ({ ...(await dump(world.database.ownerUrl)), 'staff.sign_in_try': [], 'reconciliation.sent': [] });
  const entries = () =>
    query(world.database.ownerUrl, 'SELECT id, actor_kind, actor, role, act, reason, outcome, place, octet_length(subject) AS subject FROM audit.entry WHERE actor_kind <> $1', ['system']);

  /** While the audit takes no entry. */
  async function unaudited<T>(act: () => Promise<T>): Promise<T> {
    const { ownerUrl } = world.database;
    await query(ownerUrl, `CREATE FUNCTION audit.take_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`);
    await query(ownerUrl, 'CREATE TRIGGER take_nothing BEFORE INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.take_nothing()');
    try {
      return await act();
    } finally {
      await query(ownerUrl, 'DROP FUNCTION audit.take_nothing CASCADE');
    }
  }

  /** The event of an address or of an answer, and the station of a body. */
  const thereOf = ({ at = [], body }: Request, answer: Answer) => {
    const [event, { stationId }] = [at[0] ?? (answer.body['id'] as string), body as { stationId?: string }];
    return stationId === undefined ? event : `${event}/${stationId}`;
  };

  const placeFor = (placed: Told['placed'], request: Request, answer: Answer) => {
    if (placed === undefined) return null;
    if (placed === 'there') return thereOf(request, answer);
    return placeOf(placed === 'already' ? request.token : (answer.body['accessToken'] as string));
  };

  const expected = ({ act, role, reason, about, placed }: Told, request: Request, answer: Answer) => ({
    id: expect.any(String) as string,
    actor_kind: role === 'partner' ? 'partner' : 'staff',
    actor: accountOf(request.token),
    role,
    act,
    reason: reason ?? null,
    outcome: 'done',
    place: placeFor(placed, request, answer),
    subject: about ? SUBJECT_BYTES[about] : null,
  });

  /** What whoever presents the card sees. */
  async function historyOf({ body }: Request, answer: Answer): Promise<readonly string[]> {
    const presented = (body as { presented?: object }).presented ?? { cardCode: answer.body['cardCode'] };
    const history = await world.api.post('/v1/cards/history', { presented }, { token: await world.staff('clerk') });
    return (history.body['entries'] as { act: string }[]).map(({ act }) => act);
  }

  it('that the document knows is among the cases below', () => {
    const changing = operations.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    const covered = new Set(COMMANDS.map(({ operation }) => operation));
    expect([...covered, ...NO_COMMANDS].sort()).toEqual(changing.sort());
  });

  it('and every act there is, stands in docs/audit.md', () => {
    const [, page = ''] = readFileSync('docs/audit.md', 'utf8').split(/^## /m);
    expect(page.startsWith('Acts\n')).toBe(true);
    const told = new Set([...page.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, act]) => act));
    expect([...new Set([...COMMANDS.map((command) => command.told.act), ...OTHER_ACTS])].sort()).toEqual([...told].sort());
  });

  it.each(COMMANDS.map((command) => [`${command.operation} ${command.when ?? ''}`.trim(), command] as const))('%s', async (_, command) => {
    const request = await command.prepare(world);
    const before = await everything();
    expect((await unaudited(() => sendTo(world, command.operation, request))).body).toMatchObject({ status: 500, code: 'internal' });
    expect(await everything()).toEqual(before);

    const earlier = new Set((await entries()).map(({ id }) => id));
    const key = randomUUID();
    const answer = await sendTo(world, command.operation, request, key);
    expect([answer.status < 300, answer.text]).toEqual([true, answer.text]);
    // What goes on behind an answer leaves entries of its own.
    await world.app.get(Runs, { strict: false }).idle();
    expect((await entries()).filter(({ id }) => !earlier.has(id))).toEqual([expected(command.told, request, answer)]);
    if (command.told.about === 'card') expect(await historyOf(request, answer)).toContain(command.told.act);

    if (!operations.find(({ method, path }) => `${method} ${path}` === command.operation)?.needsKey) return;
    const after = await everything();
    const again = await sendTo(world, command.operation, request, key);
    expect([again.status, again.text]).toEqual([answer.status, answer.text]);
    expect(await everything()).toEqual(after);
  });
});
