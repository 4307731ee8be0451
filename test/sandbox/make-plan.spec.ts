import fs from 'node:fs';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { loadOrMakePlan, readPlan, type SandboxChoice, SystemKept } from '../../src/sandbox/make-plan.js';

const PORTS = { inspection: 7501, library: 7502, transit: 7503, prescription: 7504 };

describe('plan of the sandbox', () => {
  let home: string;

  beforeEach(() => {
    home = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plan-')), 'sandbox');
  });

  afterEach(() => fs.rmSync(path.dirname(home), { recursive: true }));

  it('is made once, with secrets of its own, and kept to its owner', () => {
    const plan = loadOrMakePlan(home, PORTS);
    expect(plan).toMatchObject({
      home,
      host: '127.0.0.1',
      inspection: { port: 7501 },
      library: { port: 7502 },
      transit: { port: 7503 },
      prescription: { port: 7504, senderId: 'CITYKEY', receiverId: 'RXPARTNER', group: 'CITYKEY', planCode: 'CKRX' },
    });
    expect(loadOrMakePlan(home, PORTS)).toEqual(plan);
    expect(fs.statSync(path.join(home, 'plan.json')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(home)).toEqual(['plan.json']);
    expect(loadOrMakePlan(`${home}-2`, PORTS).transit.bearerToken).not.toBe(plan.transit.bearerToken);
  });

  it('takes the ports of every start and keeps its secrets', () => {
    const first = loadOrMakePlan(home, PORTS);
    const second = loadOrMakePlan(home, { inspection: 1, library: 2, transit: 3, prescription: 4 });
    expect(second.prescription).toEqual({ ...first.prescription, port: 4 });
    expect(readPlan(home)).toEqual(second);
  });

  it('is of the systems that were chosen, at first Koha and the TOMP-API, and stays so when nothing is chosen', () => {
    expect(loadOrMakePlan(home, PORTS)).toMatchObject({ library: { profile: 'koha' }, transit: { profile: 'tomp' } });
    const other = `${home}-2`;
    const chosen = { library: { profile: 'polaris' }, transit: { profile: 'status-list' } };
    expect(loadOrMakePlan(other, PORTS, { library: 'polaris', transit: 'status-list' })).toMatchObject(chosen);
    expect(loadOrMakePlan(other, PORTS)).toMatchObject(chosen);
    expect(loadOrMakePlan(other, PORTS, { transit: 'status-list' })).toMatchObject(chosen);
  });

  it.each<[SandboxChoice, SandboxChoice, string]>([
    [{}, { library: 'polaris' }, 'koha'],
    [{ library: 'koha+sip2' }, { library: 'polaris' }, 'koha'],
    [{ library: 'polaris' }, { library: 'koha' }, 'polaris'],
    [{ library: 'polaris' }, { library: 'koha+sip2' }, 'polaris'],
    [{}, { transit: 'status-list' }, 'tomp'],
    [{ transit: 'status-list' }, { transit: 'tomp' }, 'status-list'],
  ])('made with %j is not turned into another system by %j, and nothing of it changes', (first, second, kept) => {
    loadOrMakePlan(home, PORTS, first);
    const before = fs.readFileSync(path.join(home, 'plan.json'), 'utf8');
    expect(() => loadOrMakePlan(home, { ...PORTS, library: 1 }, second)).toThrow(new SystemKept(second.library ? 'library' : 'transit', kept));
    expect(fs.readFileSync(path.join(home, 'plan.json'), 'utf8')).toBe(before);
  });

  it('of a folder that was made before there was a choice is of Koha and the TOMP-API', () => {
    const { library, transit, ...rest } = loadOrMakePlan(home, PORTS);
    const old = { ...rest, library: { ...library, profile: undefined }, transit: { ...transit, profile: undefined } };
    fs.writeFileSync(path.join(home, 'plan.json'), JSON.stringify(old));
    expect(loadOrMakePlan(home, PORTS, { library: 'koha', transit: 'tomp' })).toMatchObject({ transit: { bearerToken: transit.bearerToken } });
    expect(() => loadOrMakePlan(home, PORTS, { library: 'polaris' })).toThrow('koha');
  });

  it('takes another way to verify, since the library system stays the same', () => {
    const verification = (choice?: SandboxChoice) => loadOrMakePlan(home, PORTS, choice).library.verification;
    expect([verification({ library: 'koha+sip2' }), verification(), verification({ library: 'koha' }), verification()]).toEqual(['sip2', 'sip2', undefined, undefined]);
  });

  it('has a host key that an SFTP server can show', async () => {
    const { prescription } = loadOrMakePlan(home, PORTS);
    const server = new ssh2.Server({ hostKeys: [prescription.hostKey] }, (client) => {
      client.on('authentication', (context) => context.accept());
      client.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new ssh2.Client();
    const shown = await new Promise<Buffer>((resolve, reject) => {
      let key: Buffer;
      client.on('ready', () => resolve(key)).on('error', reject);
      client.connect({
        host: '127.0.0.1',
        port: (server.address() as AddressInfo).port,
        username: 'anyone',
        password: 'any',
        hostVerifier: (offered: Buffer) => {
          key = offered;
          return true;
        },
      });
    });
    const parsed = ssh2.utils.parseKey(prescription.hostKey);
    expect(parsed instanceof Error ? null : parsed.getPublicSSH().equals(shown)).toBe(true);
    client.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
