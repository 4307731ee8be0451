import { type Role } from '../../src/kernel/auth/index.js';
import { openApiDocument } from '../../src/kernel/http/openapi-document.js';
import { type Answer, type Running } from '../partners/application.js';
import { LIBRARY, partnerApplication } from '../partners/partner-application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { dump } from '../setup/kernel.js';
import { asks, type Person, person, version } from '../staff/people.js';
import { PASSWORD } from '../staff/staff-application.js';

const ABOUT = { title: 'x', description: 'x', version: '0', publicUrl: 'https://cards.city.example' };
const PUBLIC_KEY = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: '2026-1' };

interface Step {
  /** `METHOD path`, as the document has it. */
  readonly operation: string;
  readonly body?: () => object;
  readonly by?: () => Person;
  /** What stands for the parameters of the path, in their order. */
  readonly at?: () => readonly string[];
  readonly read?: number;
}

describe('every act of staff and partners', () => {
  let database: TestDatabase;
  let on: Running;
  const people = new Map<string, Person>();
  const known: Record<string, string> = {};

  beforeAll(async () => {
    database = await createTestDatabase();
    on = await partnerApplication(database);
    for (const [name, role] of [['first', 'admin'], ['second', 'admin'], ['clerk', 'clerk'], ['other', 'clerk']] as [string, Role][]) {
      people.set(name, await person(on, name, [role]));
    }
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  const who = (name: string) => () => people.get(name) as Person;
  const idOf = (name: string) => () => [who(name)().id];
  const knownId = (...names: string[]) => () => names.map((name) => known[name] as string);

  const steps: readonly Step[] = [
    { operation: 'POST /v1/staff', body: () => ({ username: 'new.clerk', roles: ['clerk'] }) },
    { operation: 'PATCH /v1/staff/{id}', at: idOf('clerk'), body: () => ({ roles: ['admin'] }), read: 1 },
    { operation: 'POST /v1/approvals/{id}/confirmation', at: knownId('approval'), by: who('second') },
    { operation: 'POST /v1/staff/{id}/password-reset', at: idOf('clerk') },
    { operation: 'DELETE /v1/approvals/{id}', at: knownId('approval') },
    { operation: 'POST /v1/auth/totp', by: who('other') },
    { operation: 'POST /v1/staff/{id}/totp-reset', at: idOf('other') },
    { operation: 'POST /v1/auth/password', by: who('other'), body: () => ({ current: PASSWORD, next: 'another pass phrase 2250' }) },
    { operation: 'POST /v1/staff/{id}/sign-out', at: idOf('clerk') },
    { operation: 'POST /v1/auth/sign-out-everywhere', by: who('second') },
    { operation: 'POST /v1/partners', body: () => LIBRARY },
    { operation: 'POST /v1/partners/{id}/clients', at: knownId('partner'), body: () => ({ jwks: { keys: [PUBLIC_KEY] } }) },
    { operation: 'PATCH /v1/partners/{id}/clients/{clientId}', at: knownId('partner', 'client'), body: () => ({ state: 'disabled' }) },
    { operation: 'PATCH /v1/partners/{id}', at: knownId('partner'), body: () => ({ state: 'paused' }), read: 1 },
  ];

  async function take({ operation, body, by = who('first'), at, read }: Step): Promise<Answer> {
    const [method = '', path = ''] = operation.split(' ');
    const places = [...(at?.() ?? [])];
    const address = path.replace(/\{\w+\}/g, () => places.shift() ?? '');
    const headers = read === undefined ? {} : version(read);
    const answer = await asks(on, by().token, method.toLowerCase() as 'post' | 'patch' | 'delete', address, body?.(), headers);
    const approval = (answer.body.approval as { id: string } | undefined)?.id;
    if (approval !== undefined) known['approval'] = approval;
    if (operation === 'POST /v1/partners') known['partner'] = answer.body.id as string;
    if (typeof answer.body.clientId === 'string') known['client'] = answer.body.clientId;
    return answer;
  }

  it('is among the steps below', () => {
    const document = openApiDocument(on.app, ABOUT);
    const acts = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { security?: object[] }>)
        .filter(([method, { security = [] }]) => method !== 'get' && security.some((one) => 'staff' in one))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    // A code of the second factor is needed for it: test/staff/second-factor.spec.ts.
    expect(acts.filter((act) => act !== 'POST /v1/auth/totp/confirmation').sort()).toEqual(steps.map(({ operation }) => operation).sort());
  });

  it('leaves exactly one entry', async () => {
    const entries = async () => (await dump(database.ownerUrl))['audit.entry']?.length ?? 0;
    const left: Record<string, string> = {};
    for (const step of steps) {
      const before = await entries();
      const { status } = await take(step);
      left[step.operation] = `${status < 300 ? 'done' : status}, ${(await entries()) - before}`;
    }
    expect(left).toEqual(Object.fromEntries(steps.map(({ operation }) => [operation, 'done, 1'])));
  });
});
