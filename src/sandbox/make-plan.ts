import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type SandboxPlan } from './plan.js';

/** The ports to listen on. */
export interface SandboxPorts {
  readonly inspection: number;
  readonly library: number;
  readonly transit: number;
  readonly prescription: number;
  /** Of the library's SIP2 interface; none where left out. */
  readonly librarySip2?: number;
}

/**
 * Reads the plan kept in a folder, or makes one with new secrets, and gives it the ports of this start.
 * Kept as `plan.json`, mode 0600, written whole or not at all; of two starts at once, one plan wins.
 */
export function loadOrMakePlan(home: string, ports: SandboxPorts, host = '127.0.0.1'): SandboxPlan {
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = fileIn(home);
  if (!fs.existsSync(file)) write(file, newPlan(home, ports, host), 'unless there');
  const kept = readPlan(home);
  const plan: SandboxPlan = {
    home,
    host,
    inspection: { port: ports.inspection },
    library: { ...kept.library, port: ports.library, ...sip2(ports) },
    transit: { ...kept.transit, port: ports.transit },
    prescription: { ...kept.prescription, port: ports.prescription },
  };
  if (JSON.stringify(plan) !== JSON.stringify(kept)) write(file, plan);
  return plan;
}

/** The plan kept in a folder. */
export function readPlan(home: string): SandboxPlan {
  return JSON.parse(fs.readFileSync(fileIn(home), 'utf8')) as SandboxPlan;
}

function newPlan(home: string, ports: SandboxPorts, host: string): SandboxPlan {
  return {
    home,
    host,
    inspection: { port: ports.inspection },
    library: {
      port: ports.library,
      ...sip2(ports),
      clientId: randomUUID(),
      clientSecret: secret(),
      libraryId: 'MAIN',
      categoryId: 'CITYKEY',
    },
    transit: { port: ports.transit, bearerToken: secret() },
    prescription: {
      port: ports.prescription,
      username: 'citykey',
      password: secret(),
      hostKey: hostKey(),
      senderId: 'CITYKEY',
      receiverId: 'RXPARTNER',
      group: 'CITYKEY',
      planCode: 'CKRX',
    },
  };
}

function sip2({ librarySip2 }: SandboxPorts): { readonly sip2Port?: number } {
  return librarySip2 === undefined ? {} : { sip2Port: librarySip2 };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

/** ECDSA in SEC 1 form: of what node:crypto writes, this and RSA are what ssh2 reads. */
function hostKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

function fileIn(home: string): string {
  return path.join(home, 'plan.json');
}

function write(file: string, plan: SandboxPlan, condition?: 'unless there'): void {
  const draft = `${file}.${randomUUID()}`;
  fs.writeFileSync(draft, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600, flush: true });
  if (condition === undefined) return fs.renameSync(draft, file);
  try {
    // Unlike a rename, a link never takes the place of a plan that another process has just made.
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(draft);
  }
}
