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

/** What the simulated systems speak. What is left out stays as it was made: Koha and the TOMP-API, where it was left out then. */
export interface SandboxChoice {
  readonly library?: 'koha' | 'koha+sip2' | 'polaris';
  readonly transit?: 'tomp' | 'status-list';
}

/** What the code of a `SystemKept` begins with; the rest is what the system was made as. */
export const MADE_AS = 'made_as_';

/** A system was made as another one, and what it was told would be lost. */
export class SystemKept extends Error {
  readonly code: string;

  constructor(
    readonly service: 'library' | 'transit',
    kept: string,
  ) {
    super(`the ${service} system was made as ${kept}`);
    this.name = 'SystemKept';
    this.code = MADE_AS + kept;
  }
}

/**
 * Reads the plan kept in a folder, or makes one with new secrets, and gives it the ports of this start.
 * Kept as `plan.json`, mode 0600, written whole or not at all; of two starts at once, one plan wins.
 * @throws SystemKept when another system is chosen than the folder was made with. How the city verifies can change.
 */
export function loadOrMakePlan(home: string, ports: SandboxPorts, choice: SandboxChoice = {}): SandboxPlan {
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = fileIn(home);
  if (!fs.existsSync(file)) write(file, newPlan(home, ports, choice), 'unless there');
  const kept = readPlan(home);
  const { library = 'koha', transit = 'tomp' } = { library: kept.library.profile, transit: kept.transit.profile };
  if (choice.library && systemOf(choice.library) !== library) throw new SystemKept('library', library);
  if (choice.transit && choice.transit !== transit) throw new SystemKept('transit', transit);
  const plan: SandboxPlan = {
    home,
    host: kept.host,
    inspection: { port: ports.inspection },
    library: { ...kept.library, port: ports.library, ...sip2(ports), ...verification(choice.library) },
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

function newPlan(home: string, ports: SandboxPorts, { library = 'koha', transit = 'tomp' }: SandboxChoice): SandboxPlan {
  return {
    home,
    host: '127.0.0.1',
    inspection: { port: ports.inspection },
    library: {
      port: ports.library,
      profile: systemOf(library),
      ...sip2(ports),
      ...verification(library),
      clientId: randomUUID(),
      clientSecret: secret(),
      libraryId: 'MAIN',
      categoryId: 'CITYKEY',
    },
    transit: { port: ports.transit, profile: transit, bearerToken: secret() },
    prescription: {
      port: ports.prescription,
      username: 'citykey',
      password: secret(),
      hostKey: hostKey(),
      senderId: 'CITYKEY',
      receiverId: 'RXPARTNER',
      group: 'CITYKEY',
      planCode: 'CKRX',
      rosterEverySeconds: 600,
    },
  };
}

function sip2({ librarySip2 }: SandboxPorts): { readonly sip2Port?: number } {
  return librarySip2 === undefined ? {} : { sip2Port: librarySip2 };
}

function systemOf(choice: NonNullable<SandboxChoice['library']>): 'koha' | 'polaris' {
  return choice === 'polaris' ? choice : 'koha';
}

function verification(choice: SandboxChoice['library']): { readonly verification?: 'sip2' | undefined } {
  return choice === undefined ? {} : { verification: choice === 'koha+sip2' ? 'sip2' : undefined };
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
