import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { Global, Module } from '@nestjs/common';
import request from 'supertest';
import { ADAPTERS } from '../../src/integrations/index.js';
import { KOHA_SETTINGS } from '../../src/integrations/library/settings.js';
import { POLARIS_SETTINGS } from '../../src/integrations/library/polaris/settings.js';
import { PRESCRIPTION_SETTINGS } from '../../src/integrations/prescription/settings.js';
import { TOMP_SETTINGS } from '../../src/integrations/ventra/settings.js';
import { STATUS_LIST_SETTINGS } from '../../src/integrations/ventra/status-list/settings.js';
import { type LaneStorage, SettingsProblem } from '../../src/modules/links/index.js';
import { KNOWN_PROFILES, type KnownProfile, PartnersModule } from '../../src/modules/partners/index.js';
import { answered, type Running, running } from '../partners/application.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

const HOST_KEY = `SHA256:${'A'.repeat(43)}`;
const FOLDER = 'src/integrations';

interface Profile {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly known: readonly string[];
  /** Where its settings are documented. */
  readonly files: readonly string[];
}

/** Every profile, with a connection that it takes, reading all that it can read. */
const PROFILES: Readonly<Record<string, Profile>> = {
  'koha-rest': {
    settings: { baseUrl: 'https://koha.example', libraryId: 'MAIN', categoryId: 'CK', verification: 'sip2', sip2Host: 'localhost', sip2Port: 6001 },
    credentials: { clientId: 'a', clientSecret: 'b', sip2Login: 'c', sip2Password: 'd' },
    known: KOHA_SETTINGS,
    files: [`${FOLDER}/library/settings.ts`, `${FOLDER}/library/sip2/settings.ts`],
  },
  'polaris-papi': {
    settings: { baseUrl: 'https://polaris.example', branchId: 3, patronCode: 20, suspendedPatronCode: 21, street: 's', city: 'c', state: 'IL', postalCode: 'z' },
    credentials: { accessId: 'a', accessKey: 'b', staffDomain: 'c', staffUsername: 'd', staffPassword: 'e' },
    known: POLARIS_SETTINGS,
    files: [`${FOLDER}/library/polaris/settings.ts`],
  },
  'tomp-customer': {
    settings: { baseUrl: 'https://tomp.example' },
    credentials: { bearerToken: 'a' },
    known: TOMP_SETTINGS,
    files: [`${FOLDER}/ventra/settings.ts`],
  },
  'status-list-sftp': {
    settings: { host: 'h', hostKeyFingerprint: HOST_KEY, senderId: 'CITY', receiverId: 'TRANSIT', mode: 'T' },
    credentials: { username: 'a', password: 'b' },
    known: STATUS_LIST_SETTINGS,
    files: [`${FOLDER}/ventra/status-list/settings.ts`],
  },
  'x12-834-sftp': {
    settings: {
      ...{ host: 'h', hostKeyFingerprint: HOST_KEY, senderId: 'CITY', receiverId: 'PARTNER', group: 'G', planCode: 'P', usage: 'T', encryption: 'none' },
      ...{ sponsorName: 'CITY', sponsorId: '12', insurerName: 'RX', insurerId: '34' },
    },
    credentials: { username: 'a', password: 'b' },
    known: PRESCRIPTION_SETTINGS,
    files: [`${FOLDER}/prescription/settings.ts`],
  },
};

const create = (profile: string, settings: Readonly<Record<string, unknown>>) => {
  const factory = ADAPTERS.find((one) => one.profile === profile);
  if (!factory) throw new Error(`no profile ${profile}`);
  return factory.create({ settings, credentials: PROFILES[profile]?.credentials ?? {} }, {} as LaneStorage, () => new Date());
};

it('every profile is looked at here', () => {
  expect(ADAPTERS.map(({ profile }) => profile).sort()).toEqual(Object.keys(PROFILES).sort());
});

describe.each(Object.entries(PROFILES))('%s', (profile, { settings, known, files }) => {
  it('takes what it knows, and names what it does not, without its value', async () => {
    await create(profile, settings).close();
    for (const strange of ['colour', 'baseURL', 'constructor']) {
      const refused = () => create(profile, { ...settings, [strange]: 'vermilion-5521' });
      expect(refused).toThrow(SettingsProblem);
      expect(refused).toThrow(new RegExp(`^${strange} is not known here; there are \\w+(, \\w+)*$`));
    }
  });

  it('repeats no name that does not look like a setting’s', () => {
    for (const strange of ['Jane Doe', 'José', 'x'.repeat(60), '1931-02-27', '__proto__x']) {
      expect(() => create(profile, { ...settings, [strange]: 1 })).toThrow(/^a setting is not known here; there are [\w, ]+$/);
    }
  });

  it('reads no setting but those, and documents each', () => {
    const read = new Set<string>();
    const watched = new Proxy(settings, {
      get: (target, name) => {
        if (typeof name === 'string') read.add(name);
        return Reflect.get(target, name) as unknown;
      },
    });
    void create(profile, watched).close();
    expect([...read].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !read.has(name))).toEqual([]);
    const text = files.map((file) => fs.readFileSync(file, 'utf8')).join('');
    expect(known.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('a setting that is not known', () => {
  let database: TestDatabase;
  let on: Running;

  beforeAll(async () => {
    const known = ADAPTERS.map(({ service, profile }): KnownProfile => ({ service, profile, check: (connection) => void create(profile, connection.settings).close() }));
    @Global()
    @Module({ providers: [{ provide: KNOWN_PROFILES, useValue: known }], exports: [KNOWN_PROFILES] })
    class ProfilesModule {}
    database = await createTestDatabase();
    on = await running(database, { modules: [ProfilesModule, PartnersModule] });
  });

  afterAll(async () => {
    await on.app.close();
    await database.drop();
  });

  const ask = async (method: 'post' | 'patch', path: string, body: object, headers: Record<string, string> = {}) =>
    answered(
      request(on.app.getHttpServer())
        [method](path)
        .set({ authorization: await on.bearer('admin'), 'idempotency-key': randomUUID(), ...headers })
        .send(body),
    );

  it('is refused when a partner is registered and when it is changed, with its name and without its value', async () => {
    const { settings, credentials } = PROFILES['tomp-customer']!;
    const partner = { service: 'transit', name: 'Transit', profile: 'tomp-customer', credentials, policy: { tokens: { length: 16, prefix: '16', mint: true } } };
    const refused = await ask('post', '/v1/partners', { ...partner, settings: { ...settings, colour: 'vermilion-5521' } });
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'partner.settings_invalid', allowed: [expect.stringMatching(/^colour is not known here/)] }]);
    expect(refused.text).not.toContain('vermilion');
    const made = await ask('post', '/v1/partners', { ...partner, settings });
    expect(made.status).toBe(201);
    const changed = await ask('patch', `/v1/partners/${String(made.body.id)}`, { settings: { colour: 'vermilion-5521' } }, { 'if-match': '"1"' });
    expect([changed.status, changed.body.code]).toEqual([422, 'partner.settings_invalid']);
    expect(changed.text).not.toContain('vermilion');
    expect(on.logged.join('\n')).not.toContain('vermilion');
  });
});
