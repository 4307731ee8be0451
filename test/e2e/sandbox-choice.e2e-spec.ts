import fs from 'node:fs';
import path from 'node:path';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { until } from '../setup/until.js';
import { endPrograms, installation, processesOf, Program } from './installation.js';

const homes: string[] = [];

beforeAll(() => void installation());
afterAll(() => endPrograms(homes));

async function run(args: readonly string[], settings: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const program = Program.run(args, settings);
  const code = await program.exit();
  return { code, output: program.output };
}

it('npm start with other systems in the sandbox stands the tour, keeps them, and refuses to turn one into another', async () => {
  const [home, port] = [temporaryHome(), await portsInARow(6)];
  homes.push(home);
  const settings = { CITYKEY_HOME: home, PORT: String(port), CITYKEY_SANDBOX_PORT: String(port + 1) };
  const service = Program.run(['start'], { ...settings, CITYKEY_SANDBOX_LIBRARY: 'polaris', CITYKEY_SANDBOX_TRANSIT: 'status-list' });
  const banner = await service.ready();
  expect(banner).toMatch(/transit +sftp:.*status lists/);
  expect(banner).toMatch(/library +http:.*Polaris/);
  const tour = await run(['demo'], settings);
  expect(tour).toMatchObject({ code: 0, output: expect.stringContaining('Everything was as it should be.') as string });
  service.signal('SIGINT');
  expect(await service.exit()).toBe(0);

  const plan = fs.readFileSync(path.join(home, 'sandbox', 'plan.json'), 'utf8');
  const refused = await run(['start'], { ...settings, CITYKEY_SANDBOX_LIBRARY: 'koha' });
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/^citykey: The simulated library in .* was made as polaris.*CITYKEY_SANDBOX_LIBRARY.*CITYKEY_HOME/m);
  expect(refused.output).not.toContain('    at ');
  expect(fs.readFileSync(path.join(home, 'sandbox', 'plan.json'), 'utf8')).toBe(plan);
  expect(processesOf(home)).toEqual([]);

  const alone = Program.run(['sandbox'], settings);
  await until(() => alone.output.includes('empty it'));
  expect(alone.output).toMatch(/PAPIService +Polaris API[^]*status lists from CITY to TRANSIT/);
  const [, keys = ''] = /OpenPGP, armored keys of both sides in (\S+)/.exec(alone.output) ?? [];
  expect(Object.keys(JSON.parse(fs.readFileSync(keys, 'utf8')) as object)).toEqual(expect.arrayContaining(['cityPrivateKey', 'partnerPublicKey']));
  alone.signal('SIGTERM');
  expect(await alone.exit()).toBe(0);
});
