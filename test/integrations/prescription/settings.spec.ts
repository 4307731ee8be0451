import { generateKeyPairSync } from 'node:crypto';
import { prescriptionX12Factory } from '../../../src/integrations/prescription/index.js';
import { SettingsProblem } from '../../../src/modules/links/index.js';
import { MemoryLane } from './memory-lane.js';
import { baseSettings, makeHostKey } from './partner.js';

const fingerprint = makeHostKey().fingerprint;
const good = { ...baseSettings, encryption: 'none', host: 'sftp.partner.example', hostKeyFingerprint: fingerprint };
const login = { username: 'city', password: 'correct horse' };

function problemOf(settings: Record<string, unknown>, credentials: Record<string, string> = login): string {
  try {
    prescriptionX12Factory.create({ settings, credentials }, new MemoryLane(), () => new Date());
    return 'none';
  } catch (error) {
    return error instanceof SettingsProblem ? error.message : String(error);
  }
}

describe('prescription settings', () => {
  it('accepts the least, and everything', () => {
    expect(problemOf(good)).toBe('none');
    const all = { port: 2222, inboundFolder: 'in/834', outboundFolder: '/out', batchSize: 1, submitEverySeconds: 3600, timeZone: 'UTC' };
    expect(problemOf({ ...good, ...all, connectTimeoutSeconds: 1, operationTimeoutSeconds: 600, usage: 'P' })).toBe('none');
    expect(problemOf({ ...good, hostKeyFingerprint: makeHostKey().publicKey })).toBe('none');
    expect(problemOf(good, { username: 'city', privateKey: makeHostKey().hostKey })).toBe('none');
  });

  it('asks for the keys of OpenPGP, unless files may travel in clear', () => {
    const encrypted = { ...good, encryption: undefined };
    const armor = (kind: string) => `-----BEGIN PGP ${kind} KEY BLOCK-----\n\nxxxx\n-----END PGP ${kind} KEY BLOCK-----\n`;
    const keys = { ...login, pgpPrivateKey: armor('PRIVATE'), pgpPartnerKey: armor('PUBLIC') };
    expect(problemOf(encrypted, keys)).toBe('none');
    expect(problemOf({ ...good, encryption: 'openpgp' }, { ...keys, pgpPassphrase: 'open sesame' })).toBe('none');
    expect(problemOf(encrypted)).toBe('pgpPrivateKey must be an armored OpenPGP private key');
    expect(problemOf(encrypted, { ...keys, pgpPrivateKey: armor('PUBLIC') })).toBe('pgpPrivateKey must be an armored OpenPGP private key');
    expect(problemOf(encrypted, { ...keys, pgpPartnerKey: armor('PRIVATE') })).toBe('pgpPartnerKey must be an armored OpenPGP public key');
    expect(problemOf({ ...good, encryption: 'rot13' }, keys)).toBe('encryption must be openpgp or none');
  });

  it('submits once a day unless told otherwise', () => {
    const settings = { ...good, submitEverySeconds: undefined };
    const adapter = prescriptionX12Factory.create({ settings, credentials: login }, new MemoryLane(), () => new Date());
    expect(adapter.describe().submitEverySeconds).toBe(86_400);
  });

  it.each<[string, unknown]>([
    ['host', ''],
    ['port', 0],
    ['port', '22'],
    ['hostKeyFingerprint', undefined],
    ['hostKeyFingerprint', 'SHA256:short'],
    ['hostKeyFingerprint', 'MD5:00:11'],
    ['senderId', 'X'],
    ['senderId', 'CITYKEYCARDSERVICES'],
    ['receiverId', 'rxpartner'],
    ['group', 'CITY*01'],
    ['planCode', ' DISCOUNT'],
    ['sponsorName', 'CITY~'],
    ['sponsorId', ''],
    ['insurerName', undefined],
    ['insurerId', 7],
    ['usage', 'X'],
    ['usage', undefined],
    ['inboundFolder', '../in'],
    ['inboundFolder', 'in/'],
    ['outboundFolder', ''],
    ['batchSize', 501],
    ['submitEverySeconds', -1],
    ['answerWithinHours', 0],
    ['answerWithinHours', 721],
    ['timeZone', 'Mars/Olympus'],
    ['operationTimeoutSeconds', 0],
  ])('names %s when it is %j, without its value', (name, value) => {
    const problem = problemOf({ ...good, [name]: value });
    expect(problem.startsWith(`${name} must be`)).toBe(true);
    if (typeof value === 'string' && value.length > 3) expect(problem).not.toContain(value);
  });

  it('asks for a way to log in', () => {
    expect(problemOf(good, { username: 'city' })).toBe('password or privateKey must be given');
    expect(problemOf(good, { password: 'x' })).toBe('username must be a text');
    expect(problemOf(good, { username: 'city', privateKey: 'not a key' })).toContain('privateKey must be');
    expect(problemOf(good, { username: 'city', privateKey: makeHostKey().publicKey })).toContain('privateKey must be');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const locked = privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
    expect(problemOf(good, { username: 'city', privateKey: locked })).toContain('privateKey must be');
  });
});
