import { type Answer } from './api.js';
import { badBodies } from './bad-bodies.js';
import { Caller, describedOperations, type Operation } from './described-api.js';
import { inTurns } from './in-turns.js';
import { type DumpedRow, dumpTables } from './table-dump.js';
import { query } from '../setup/query.js';
import { World } from './world.js';

const AT_ONCE = 8;
const TIMEOUT_MS = 240_000;

let world: World;
let caller: Caller;
let operations: Operation[];

beforeAll(async () => {
  world = await World.begin();
  await world.issue();
  await world.round();
  caller = await Caller.in(world);
  operations = await describedOperations(world.api);
});
afterAll(() => world.end());

/** Everything that is stored, but for what signing in leaves behind and for what refusals are noted by. */
async function stored(): Promise<string[]> {
  const rows = await dumpTables(world.database.ownerUrl);
  return rows.filter((row) => !isTrail(row)).map((row) => JSON.stringify(row));
}

/** Sign-in keeps sessions and counts failures; a refused adoption is noted, as a hint at somebody who guesses. */
function isTrail({ table, values }: DumpedRow): boolean {
  if (table === 'staff.session' || table === 'staff.sign_in_try' || table === 'partners.spent_assertion') return true;
  return table === 'audit.entry' && (String(values['act']).startsWith('staff.') || values['outcome'] === 'refused');
}

async function send(operation: Operation, body: string | undefined): Promise<Answer> {
  if (operation.path === '/v1/auth/login') world.clock.forward(2);
  return world.api.call(operation.method, caller.address(operation), {
    ...(body === undefined ? {} : { body }),
    headers: await caller.headers(operation),
    idempotencyKey: null,
  });
}

/** What is wrong with an answer to a bad request; nothing when it is a documented problem. */
function faultOf(operation: Operation, answer: Answer): string | null {
  const { type, title, status, code } = answer.body;
  if (answer.status < 400 || answer.status >= 500) return `status ${answer.status}`;
  if (!answer.headers['content-type']?.startsWith('application/problem+json')) return 'no problem document';
  if (status !== answer.status || typeof title !== 'string' || type !== `urn:citykey:problem:${String(code)}`) return 'not well formed';
  // Whoever is let in nowhere does not try what is behind the door.
  if (operation.scheme !== 'none' && String(code) === 'auth.role_required') return 'another role is needed';
  return operation.codes.includes(String(code)) ? null : `${String(code)} is not documented here`;
}

/**
 * A text that could be a token, a code, a name or a setting is no bad input there, only an unknown one; and of a partner's
 * list, lines that nobody can read are counted.
 */
function isTakenAfterAll({ path }: Operation, what: string): boolean {
  if (path === '/partner/v1/reconciliation-runs') return true;
  if (/^\/partner\/v1\/tokens\/(introspect|report)$/.test(path)) return what === 'token is a hostile text';
  if (path === '/partner/v1/tokens/introspect-batch') return what === 'tokens has "x"';
  return path.startsWith('/v1/partners') && /^(settings|credentials|policy|jwks)/.test(what);
}

describe('bad input', () => {
  it('is answered with a documented problem by every operation that takes a body, and changes nothing', async () => {
    let before: string[];
    const faults: string[] = [];
    let sent = 0;
    for (const operation of operations.filter(({ example }) => example !== undefined)) {
      const name = `${operation.method} ${operation.path}`;
      await caller.begin(operation);
      before = await stored();
      const bad = badBodies(operation, caller.body(operation));
      const tried = bad.filter(({ what }) => !isTakenAfterAll(operation, what));
      sent += tried.length;
      const found = await inTurns(tried, AT_ONCE, async ({ what, text }) => {
        const answer = await send(operation, text);
        const fault = faultOf(operation, answer);
        return fault && `${name}, ${what}: ${fault} ${answer.text.slice(0, 200)}`;
      });
      faults.push(...found.filter((fault) => fault !== null));
      faults.push(...difference(before, await stored()).map((row) => `${name} changed ${row.slice(0, 200)}`));
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(600);
  }, TIMEOUT_MS);

  it('in headers is answered with a documented problem, and changes nothing', async () => {
    const before = await stored();
    const faults: string[] = [];
    const bad: [string, string][] = [
      ['idempotency-key', ''],
      ['idempotency-key', '1'],
      ['idempotency-key', 'a'.repeat(36)],
      ['idempotency-key', 'x'.repeat(300)],
      ['idempotency-key', '00000000-0000-1000-8000-000000000000'],
      ['if-match', '*'],
      ['if-match', 'W/"1"'],
      ['if-match', '1'],
      ['content-type', 'text/plain'],
      ['content-type', 'application/xml'],
      ['content-encoding', 'gzip'],
      ['authorization', 'Bearer x'],
      ['authorization', 'Basic eDp5'],
    ];
    for (const operation of operations.filter(({ example, scheme }) => example !== undefined && scheme === 'staff')) {
      for (const [header, value] of bad) {
        if ((header === 'idempotency-key' && !operation.needsKey) || (header === 'if-match' && !operation.needsVersion)) continue;
        const headers = { ...(await caller.headers(operation)), [header]: value };
        const answer = await world.api.call(operation.method, caller.address(operation), {
          body: caller.body(operation),
          headers,
          idempotencyKey: null,
        });
        const fault = faultOf(operation, answer);
        if (fault) faults.push(`${operation.method} ${operation.path}, ${header}: ${value}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect(difference(before, await stored())).toEqual([]);
  });

  it('would be noticed if it changed something, or were taken', async () => {
    const before = await stored();
    await query(world.database.ownerUrl, `UPDATE cards.card SET version = version + 1 WHERE id = (SELECT id FROM cards.card LIMIT 1)`);
    expect(difference(before, await stored())).toHaveLength(2);
    const issue = operations.find(({ path, method }) => path === '/v1/cards' && method === 'POST') as Operation;
    const taken = await send(issue, JSON.stringify(caller.body(issue)));
    expect(taken.status).toBe(201);
    expect(faultOf(issue, taken)).toBe('status 201');
    expect(difference(before, await stored()).length).toBeGreaterThan(5);
    expect(faultOf({ ...issue, codes: [] }, await send(issue, '{}'))).toBe('request.invalid is not documented here');
  });
});

function difference(before: readonly string[], after: readonly string[]): string[] {
  const [was, is] = [new Set(before), new Set(after)];
  return [...before.filter((row) => !is.has(row)), ...after.filter((row) => !was.has(row))];
}
