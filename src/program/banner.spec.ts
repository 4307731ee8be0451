import path from 'node:path';
import { readConfig } from '../kernel/config/config.js';
import { type EmbeddedDatabase } from '../kernel/database/embedded/index.js';
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

  it('names files of this folder from here, and others whole', () => {
    const config = readConfig({ CITYKEY_KEYRING: '/var/lib/keys/keyring.json' });
    const embedded = { port: 1, data: path.resolve('.citykey/postgres/data') } as EmbeddedDatabase;
    const shown = banner({ ...nothing, config, embedded });
    expect(shown).toContain('keyring       /var/lib/keys/keyring.json ');
    expect(shown).toContain(`data in ${path.join('.citykey', 'postgres', 'data')}\n`);
  });
});
