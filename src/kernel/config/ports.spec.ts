import { ConfigProblem, readConfig } from './config.js';
import { requireDistinctPorts } from './ports.js';

const check = (env: Record<string, string>) => () => requireDistinctPorts(readConfig(env));

describe('the ports of one start', () => {
  it.each<[Record<string, string>, string]>([
    [{ PORT: '7410' }, 'PORT (7410) and CITYKEY_SANDBOX_PORT (7410 to 7414)'],
    [{ PORT: '7414' }, 'PORT (7414) and CITYKEY_SANDBOX_PORT (7410 to 7414)'],
    [{ CITYKEY_SANDBOX_PORT: '7396' }, 'PORT (7400) and CITYKEY_SANDBOX_PORT (7396 to 7400)'],
    [{ CITYKEY_DATABASE_PORT: '7400' }, 'PORT (7400) and CITYKEY_DATABASE_PORT (7400)'],
    [{ CITYKEY_DATABASE_PORT: '7412' }, 'CITYKEY_SANDBOX_PORT (7410 to 7414) and CITYKEY_DATABASE_PORT (7412)'],
  ])('are refused when two things want one: %j', (env, said) => {
    expect(check(env)).toThrow(ConfigProblem);
    expect(check(env)).toThrow(said);
  });

  it.each<Record<string, string>>([
    {},
    { PORT: '7409' },
    { PORT: '7415' },
    { PORT: '7410', CITYKEY_SANDBOX: 'off' },
    { PORT: '7410', DATABASE_URL: 'postgres://a@b/c', CITYKEY_DATABASE_PORT: '7410' },
  ])('are taken when they are apart or not wanted: %j', (env) => {
    expect(check(env)).not.toThrow();
  });
});
