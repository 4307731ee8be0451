import { kohaRestFactory } from '../../../src/integrations/library/index.js';
import { type LaneStorage, SettingsProblem } from '../../../src/modules/links/index.js';

const SETTINGS = { baseUrl: 'https://koha.example', libraryId: 'MAIN', categoryId: 'CK' };
const CREDENTIALS = { clientId: 'citykey', clientSecret: 'sec ret' };

describe('settings of koha-rest', () => {
  const create = (settings: Record<string, unknown>, credentials: Record<string, string>) =>
    kohaRestFactory.create({ settings, credentials }, {} as LaneStorage, () => new Date());

  it('takes what is complete, with or without what is optional', async () => {
    const optional = { neverExpiresOn: '2096-02-29', timeZone: 'Europe/Warsaw', concurrency: 16, answerTimeoutMs: 100 };
    await create(SETTINGS, CREDENTIALS).close();
    await create({ ...SETTINGS, ...optional, baseUrl: 'http://koha:8080', allowPlainHttp: true }, CREDENTIALS).close();
  });

  it('describes itself', async () => {
    const adapter = create(SETTINGS, CREDENTIALS);
    expect(adapter.describe()).toEqual({
      service: 'library',
      profile: 'koha-rest',
      batchSize: 50,
      carriesExpiry: true,
      exclusive: false,
      submitEverySeconds: 0,
    });
    await adapter.close();
  });

  it.each<[string, Record<string, unknown>]>([
    ['baseUrl', { baseUrl: 'http://koha.example' }],
    ['baseUrl', { baseUrl: undefined }],
    ['libraryId', { libraryId: '' }],
    ['categoryId', { categoryId: 7 }],
    ['neverExpiresOn', { neverExpiresOn: '2099-02-31' }],
    ['neverExpiresOn', { neverExpiresOn: 'never' }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['concurrency', { concurrency: 17 }],
    ['answerTimeoutMs', { answerTimeoutMs: 0.5 }],
  ])('names %s when it is wrong', (name, changes) => {
    expect(() => create({ ...SETTINGS, ...changes }, CREDENTIALS)).toThrow(SettingsProblem);
    expect(() => create({ ...SETTINGS, ...changes }, CREDENTIALS)).toThrow(new RegExp(`^${name} must`));
  });

  it.each(['clientId', 'clientSecret'])('names %s when it is missing', (name) => {
    expect(() => create(SETTINGS, { ...CREDENTIALS, [name]: '' })).toThrow(new RegExp(`^${name} must (?!.*sec ret)`));
  });
});
