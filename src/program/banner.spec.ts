import path from 'node:path';
import { readConfig } from '../kernel/config/config.js';
import { type EmbeddedDatabase } from '../kernel/database/embedded/index.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { banner } from './banner.js';

const OWN_DATABASE = readConfig({ DATABASE_URL: 'postgres://a@b/c' });
const nothing = { embedded: null, plan: null, firstAccounts: [], staffCount: 0 };

describe('the banner', () => {
  it('speaks of first passwords only where there were some', () => {
    expect(banner({ ...nothing, config: OWN_DATABASE })).toContain('nobody has an account yet');
    expect(banner({ ...nothing, config: OWN_DATABASE, staffCount: 1 })).not.toMatch(/first start|above/);
    const firstAccounts = [{ username: 'clerk', password: 'PASSWORD-1' }];
    expect(banner({ ...nothing, config: OWN_DATABASE, staffCount: 1, firstAccounts })).toMatch(/above[\s\S]*PASSWORD-1/);
  });

  it('names the tour with the settings of this start, so that it can be copied', () => {
    const system = { host: 'h', port: 1 };
    const plan = { host: '127.0.0.1', inspection: system, library: system, transit: system, prescription: system } as unknown as SandboxPlan;
    const tour = (env: Record<string, string>) => /tour {10}(.*) {3}\(/.exec(banner({ ...nothing, plan, config: readConfig(env) }))?.[1];
    expect(tour({})).toBe('npm run demo');
    expect(tour({ PORT: '7500', CITYKEY_HOME: '/tmp/a city' })).toBe("PORT=7500 CITYKEY_HOME='/tmp/a city' npm run demo");
    expect(tour({ CITYKEY_PUBLIC_URL: 'http://cards:7400' })).toBe('CITYKEY_PUBLIC_URL=http://cards:7400 npm run demo');
  });

  it('names files of this folder from here, and others whole', () => {
    const config = readConfig({ CITYKEY_KEYRING: '/var/lib/keys/keyring.json' });
    const embedded = { port: 1, data: path.resolve('.citykey/postgres/data') } as EmbeddedDatabase;
    const shown = banner({ ...nothing, config, embedded });
    expect(shown).toContain('keyring       /var/lib/keys/keyring.json ');
    expect(shown).toContain(`data in ${path.join('.citykey', 'postgres', 'data')}\n`);
  });
});
