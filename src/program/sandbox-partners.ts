import { generateKeyPairSync } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { systemCaller } from '../kernel/auth/index.js';
import { type NewPartner, PartnerAdmin, PartnerRegistry, type Service } from '../modules/partners/index.js';
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

export const clientsFile = (sandboxHome: string): string => path.join(sandboxHome, 'clients.json');

export function readSandboxClients(sandboxHome: string): SandboxClients {
  const file = clientsFile(sandboxHome);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SandboxClients) : {};
}

/** Makes the simulated systems the partners of this service, at the ports they have now. */
export async function registerSandboxPartners(app: INestApplicationContext, plan: SandboxPlan): Promise<void> {
  const registry = app.get(PartnerRegistry, { strict: false });
  const admin = app.get(PartnerAdmin, { strict: false });
  const clients: Partial<Record<Service, SandboxClient>> = { ...readSandboxClients(plan.home) };
  for (const wanted of partnersOf(plan, await loadOrMakeKeys(plan.home))) {
    const known = await registry.byService(wanted.service);
    const partner = known ?? (await admin.register(CALLER, wanted));
    if (known && JSON.stringify(sorted(known.settings)) !== JSON.stringify(sorted(wanted.settings))) {
      await admin.change(CALLER, known.id, known.version, { settings: wanted.settings, credentials: wanted.credentials });
    }
    if (!clients[wanted.service]) {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const { clientId } = await admin.registerClient(CALLER, partner.id, { keys: [publicKey.export({ format: 'jwk' })] });
      clients[wanted.service] = { clientId, privateKey: privateKey.export({ format: 'jwk' }) };
      writePrivately(clientsFile(plan.home), clients);
    }
  }
}

function partnersOf(plan: SandboxPlan, keys: ExchangeKeys): NewPartner[] {
  const { host, library, transit, prescription } = plan;
  return [
    {
      service: 'transit',
      name: 'Sandbox transit',
      profile: 'tomp-customer',
      settings: { baseUrl: `http://${host}:${transit.port}`, acceptLanguage: 'en' },
      credentials: { bearerToken: transit.bearerToken },
      policy: { ...EPOCHS, tokens: { length: 16, prefix: '16', mint: true } },
    },
    {
      service: 'library',
      name: 'Sandbox library',
      profile: 'koha-rest',
      settings: { baseUrl: `http://${host}:${library.port}`, libraryId: library.libraryId, categoryId: library.categoryId },
      credentials: { clientId: library.clientId, clientSecret: library.clientSecret },
      policy: { ...EPOCHS, tokens: { mint: { institution: '9840' } } },
    },
    {
      service: 'prescription',
      name: 'Sandbox prescription',
      profile: 'x12-834-sftp',
      settings: {
        host,
        port: prescription.port,
        hostKeyFingerprint: hostFingerprint(prescription.hostKey),
        senderId: prescription.senderId,
        receiverId: prescription.receiverId,
        group: prescription.group,
        planCode: prescription.planCode,
        sponsorName: 'CITY CLERK',
        sponsorId: '999999999',
        insurerName: 'SANDBOX RX',
        insurerId: '888888888',
        usage: 'T',
        submitEverySeconds: 1,
        encryption: prescription.encryption ?? 'openpgp',
      },
      credentials: {
        username: prescription.username,
        password: prescription.password,
        pgpPrivateKey: keys.cityPrivateKey,
        pgpPartnerKey: keys.partnerPublicKey,
      },
      policy: {
        ...EPOCHS,
        tokens: { rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', memberPrefix: 'CK', memberLength: 14 },
      },
    },
  ];
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
