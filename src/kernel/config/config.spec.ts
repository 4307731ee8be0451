import path from 'node:path';
import { type Config, ConfigProblem, readConfig, SETTINGS } from './config.js';

const URL = 'postgres://owner@db/citykey';

describe('settings', () => {
  it('need none to be given', () => {
    expect(readConfig({})).toEqual({
      port: 7400,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:7400',
      home: path.resolve('.citykey'),
      keyringPath: path.resolve('.citykey/keyring.json'),
      databaseUrl: null,
      databaseOwnerUrl: null,
      databasePool: 20,
      embeddedDatabasePort: null,
      sandbox: true,
      sandboxPort: 7410,
      sandboxLibrary: null,
      sandboxTransit: null,
      partnerRequests: 600_000,
      webhookTargets: 'any',
      timeZone: 'America/Chicago',
      cardPrefix: '9840',
      renewalGraceMonths: 12,
      stock: 'optional',
      oidc: null,
      jobs: true,
      logLevel: 'info',
    });
  });

  it('follow one another', () => {
    expect(readConfig({ PORT: '80', CITYKEY_HOME: '/srv/ck' })).toMatchObject({
      publicUrl: 'http://localhost:80',
      keyringPath: path.resolve('/srv/ck/keyring.json'),
    });
    expect(readConfig({ DATABASE_URL: URL }).databaseOwnerUrl).toBe(URL);
  });

  it('keep the sandbox away from a database of the operator unless asked for', () => {
    expect(readConfig({ DATABASE_URL: URL }).sandbox).toBe(false);
    expect(readConfig({ DATABASE_URL: URL, CITYKEY_SANDBOX: 'on' }).sandbox).toBe(true);
    expect(readConfig({ CITYKEY_SANDBOX: 'off' }).sandbox).toBe(false);
    expect(readConfig({ CITYKEY_SANDBOX: 'off' }).partnerRequests).toBe(60_000);
    expect(readConfig({ CITYKEY_SANDBOX: 'off' }).webhookTargets).toBe('public');
  });

  it('that are empty or blank count as not given', () => {
    const blank = Object.fromEntries(SETTINGS.map(({ name }) => [name, '  ']));
    expect(readConfig(blank)).toEqual(readConfig({}));
  });

  describe('of the identity provider', () => {
    const ALL = { OIDC_ISSUER: 'https://login.city.example/realms/staff/', OIDC_CLIENT_ID: 'citykey', OIDC_CLIENT_SECRET: 'canary-secret' };
    const HTTPS = { ...ALL, CITYKEY_PUBLIC_URL: 'https://cards.city.example' };
    const problem = (env: Record<string, string>) => {
      try {
        readConfig(env);
        return 'none';
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigProblem);
        return (error as Error).message;
      }
    };

    it('are taken as they are typed: an issuer is compared letter by letter', () => {
      const oidc = { issuer: 'https://login.city.example/realms/staff/', clientId: 'citykey', clientSecret: 'canary-secret' };
      expect(readConfig(HTTPS).oidc).toEqual(oidc);
      expect(readConfig(ALL).oidc).toEqual(oidc);
    });

    it('are set all together or not at all', () => {
      for (const name of ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']) {
        expect(problem({ ...HTTPS, [name]: ' ' })).toMatch(new RegExp(`^${name} is missing: .* all together or not at all\\.$`));
      }
      const two = problem({ OIDC_CLIENT_ID: 'citykey' });
      expect(two).toMatch(/^OIDC_ISSUER and OIDC_CLIENT_SECRET are missing: /);
    });

    it('demand https, except on the loopback interface', () => {
      for (const OIDC_ISSUER of ['http://localhost:9000', 'http://127.0.0.1:9000/a', 'http://[::1]:9000']) {
        expect(readConfig({ ...HTTPS, OIDC_ISSUER }).oidc?.issuer).toBe(OIDC_ISSUER);
      }
      const unfit = ['http://login.city.example', 'login.city.example', 'https://a:b@login.city.example', 'https://x/?a=1', 'https://x/#a', 'http://127.0.0.1.example', 'ftp://localhost'];
      for (const OIDC_ISSUER of unfit) expect(problem({ ...HTTPS, OIDC_ISSUER })).toMatch(/^OIDC_ISSUER does not fit: it takes an https address/);
      expect(problem({ ...ALL, CITYKEY_PUBLIC_URL: 'http://cards.city.example' })).toMatch(/^CITYKEY_PUBLIC_URL does not fit: with OIDC_ISSUER/);
      expect(problem({ ...HTTPS, OIDC_CLIENT_ID: '' })).not.toContain('canary');
    });
  });

  it.each<[string, string, Partial<Config>]>([
    ['PORT', '65535', { port: 65_535 }],
    ['DATABASE_POOL', '12', { databasePool: 12 }],
    ['DATABASE_URL', 'postgresql://a:%23@b:1/c', { databaseUrl: 'postgresql://a:%23@b:1/c' }],
    ['DATABASE_URL', 'postgres:///c?host=/run/postgresql', { databaseUrl: 'postgres:///c?host=/run/postgresql' }],
    ['CITYKEY_DATABASE_PORT', '5433', { embeddedDatabasePort: 5_433 }],
    ['CITYKEY_CARD_PREFIX', '98401234', { cardPrefix: '98401234' }],
    ['CITYKEY_SANDBOX_LIBRARY', 'koha+sip2', { sandboxLibrary: 'koha+sip2' }],
    ['CITYKEY_SANDBOX_TRANSIT', 'status-list', { sandboxTransit: 'status-list' }],
    ['CITYKEY_PUBLIC_URL', 'https://cards.example.gov/base/', { publicUrl: 'https://cards.example.gov/base' }],
    ['CITYKEY_TIME_ZONE', 'Pacific/Auckland', { timeZone: 'Pacific/Auckland' }],
    ['CITYKEY_JOBS', 'off', { jobs: false }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ])('take %s=%s', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['PORT', ['0', '65536', '80a', '-1', '1e3', '8 0', '0x50']],
    ['DATABASE_POOL', ['11', '501', 'many']],
    ['DATABASE_URL', ['db.example/citykey', 'mysql://a@b/c', 'postgres://a:b#c@d/e', 'postgres://a:b/c@d/e']],
    ['DATABASE_OWNER_URL', ['citykey']],
    ['CITYKEY_DATABASE_PORT', ['0', 'x']],
    ['CITYKEY_SANDBOX_PORT', ['65532']],
    ['CITYKEY_SANDBOX', ['yes', 'ON', '1']],
    ['CITYKEY_SANDBOX_LIBRARY', ['Koha', 'sip2', 'koha polaris']],
    ['CITYKEY_SANDBOX_TRANSIT', ['ventra', 'TOMP']],
    ['CITYKEY_JOBS', ['true']],
    ['CITYKEY_CARD_PREFIX', ['123456789', '12a', '9840-']],
    ['CITYKEY_PUBLIC_URL', ['cards.example.gov', 'ftp://x', 'http://x/?a=1', 'http://x/#a']],
    ['CITYKEY_TIME_ZONE', ['Chicago', 'Mars/Olympus']],
    ['LOG_LEVEL', ['loud', 'INFO']],
  ])('refuse %s when it does not fit, by name and without the value', (name, values) => {
    for (const value of values) {
      let said = '';
      try {
        readConfig({ [name]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigProblem);
        said = (error as Error).message;
      }
      expect(said).toMatch(new RegExp(`^${name} does not fit: it takes `));
    }
  });
});
