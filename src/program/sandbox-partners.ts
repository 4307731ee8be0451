import { generateKeyPairSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { systemCaller } from '../kernel/auth/index.js';
import { type NewPartner, type Partner, PartnerAdmin, type PartnerChange, PartnerRegistry, type Service } from '../modules/partners/index.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { type ExchangeKeys, loadOrMakeKeys } from '../sandbox/prescription/keys.js';
import { hostFingerprint } from './host-fingerprint.js';

/** What a partner's own program would keep: its client id and private key. For the tour and for trying things out. */
export interface SandboxClient {
  readonly clientId: string;
  readonly privateKey: Record<string, unknown>;
}

export type SandboxClients = Readonly<Partial<Record<Service, SandboxClient>>>;

/** Windows of seconds instead of a day, so that a person can watch. */
const EPOCHS = { enrolmentEpochSeconds: 2, changeEpochSeconds: 1 };

const CALLER = systemCaller('sandbox');

/** Every credential that a profile of the sandbox takes. */
const CREDENTIALS = [
  ...['bearerToken', 'clientId', 'clientSecret', 'sip2Login', 'sip2Password', 'username', 'password', 'pgpPrivateKey', 'pgpPartnerKey'],
  ...['accessId', 'accessKey', 'staffDomain', 'staffUsername', 'staffPassword'],
];

export const clientsFile = (sandboxHome: string): string => path.join(sandboxHome, 'clients.json');

export function readSandboxClients(sandboxHome: string): SandboxClients {
  const file = clientsFile(sandboxHome);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SandboxClients) : {};
}

/**
 * Makes the simulated systems the partners of this service, at the ports they have now and with the profiles they speak.
 * A partner that was registered with another profile is changed to this one: what waits goes out by it, and what was
 * confirmed stays so.
 */
export async function registerSandboxPartners(app: INestApplicationContext, plan: SandboxPlan): Promise<void> {
  const registry = app.get(PartnerRegistry, { strict: false });
  const admin = app.get(PartnerAdmin, { strict: false });
  const clients: Partial<Record<Service, SandboxClient>> = { ...readSandboxClients(plan.home) };
  for (const wanted of partnersOf(plan, await loadOrMakeKeys(plan.home))) {
    const known = await registry.byService(wanted.service);
    const partner = known ?? (await admin.register(CALLER, wanted));
    if (known && !agrees(known, wanted)) await admin.change(CALLER, known.id, known.version, changeTo(wanted, known));
    if (!clients[wanted.service]) {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const { clientId } = await admin.registerClient(CALLER, partner.id, { keys: [publicKey.export({ format: 'jwk' })] });
      clients[wanted.service] = { clientId, privateKey: privateKey.export({ format: 'jwk' }) };
      writePrivately(clientsFile(plan.home), clients);
    }
  }
}

function agrees(known: Partner, wanted: NewPartner): boolean {
  return known.profile === wanted.profile && JSON.stringify(sorted(known.settings)) === JSON.stringify(sorted(wanted.settings));
}

/** What another profile or an earlier choice left behind goes. */
function changeTo({ profile, settings, credentials }: NewPartner, known: Partner): PartnerChange {
  const without = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  return {
    profile,
    settings: { ...without(Object.keys(known.settings)), ...settings },
    credentials: { ...without(CREDENTIALS), ...credentials },
  };
}

function partnersOf(plan: SandboxPlan, keys: ExchangeKeys): NewPartner[] {
  return [transitOf(plan), libraryOf(plan), prescriptionOf(plan, keys)];
}

function transitOf({ host, transit, prescription }: SandboxPlan): NewPartner {
  const about = { service: 'transit', name: 'Sandbox transit', policy: { ...EPOCHS, tokens: { length: 16, prefix: '16', mint: true } } } as const;
  if (transit.profile !== 'status-list') {
    const settings = { baseUrl: `http://${host}:${transit.port}`, acceptLanguage: 'en' };
    return { ...about, profile: 'tomp-customer', settings, credentials: { bearerToken: transit.bearerToken } };
  }
  const hostKeyFingerprint = hostFingerprint(prescription.hostKey);
  return {
    ...about,
    profile: 'status-list-sftp',
    settings: { host, port: transit.port, hostKeyFingerprint, senderId: 'CITY', receiverId: 'TRANSIT', mode: 'T', submitEverySeconds: 1 },
    credentials: { username: prescription.username, password: prescription.password },
  };
}

function libraryOf({ host, library }: SandboxPlan): NewPartner {
  const about = { service: 'library', name: 'Sandbox library', policy: { ...EPOCHS, tokens: { mint: { institution: '9840' } } } } as const;
  const { clientId, clientSecret, libraryId, categoryId } = library;
  const baseUrl = `http://${host}:${library.port}`;
  if (library.profile === 'polaris') {
    return {
      ...about,
      profile: 'polaris-papi',
      settings: { baseUrl, branchId: 3, patronCode: 20, suspendedPatronCode: 21, listQuery: 'PATC=20 OR PATC=21' },
      credentials: { accessId: clientId, accessKey: clientSecret, staffDomain: 'CITY', staffUsername: clientId, staffPassword: clientSecret },
    };
  }
  const bySip2 = library.verification === 'sip2' && library.sip2Port !== undefined;
  return {
    ...about,
    profile: 'koha-rest',
    settings: { baseUrl, libraryId, categoryId, ...(bySip2 ? { verification: 'sip2', sip2Host: host, sip2Port: library.sip2Port } : {}) },
    credentials: { clientId, clientSecret, ...(bySip2 ? { sip2Login: clientId, sip2Password: clientSecret } : {}) },
  };
}

function prescriptionOf({ host, prescription }: SandboxPlan, keys: ExchangeKeys): NewPartner {
  const { port, hostKey, senderId, receiverId, group, planCode, username, password, encryption = 'openpgp' } = prescription;
  return {
    service: 'prescription',
    name: 'Sandbox prescription',
    profile: 'x12-834-sftp',
    settings: {
      ...{ host, port, hostKeyFingerprint: hostFingerprint(hostKey), senderId, receiverId, group, planCode },
      ...{ sponsorName: 'CITY CLERK', sponsorId: '999999999', insurerName: 'SANDBOX RX', insurerId: '888888888' },
      ...{ usage: 'T', submitEverySeconds: 1, encryption },
    },
    credentials: { username, password, pgpPrivateKey: keys.cityPrivateKey, pgpPartnerKey: keys.partnerPublicKey },
    policy: {
      ...EPOCHS,
      tokens: { rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', memberPrefix: 'CK', memberLength: 14 },
    },
  };
}

function sorted(settings: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Mode 0600, whole or not at all. */
function writePrivately(file: string, content: unknown): void {
  const draft = `${file}.draft`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
