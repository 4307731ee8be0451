import path from 'node:path';
import { type Config } from '../kernel/config/config.js';
import { loadOrMakePlan, type SandboxPorts } from '../sandbox/make-plan.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { hostFingerprint } from './host-fingerprint.js';
import { SandboxProcess } from './sandbox-process.js';

/** The ports of the simulated partner systems, in a row. */
export function sandboxPorts(first: number): SandboxPorts {
  return { inspection: first, library: first + 1, transit: first + 2, prescription: first + 3, librarySip2: first + 4 };
}

/** Runs the simulated partner systems without the service until it is told to end (SIGINT, SIGTERM, SIGHUP). */
export async function runSandbox(config: Config, say: (line: string) => void): Promise<void> {
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const home = path.join(config.home, 'sandbox');
  const plan = loadOrMakePlan(home, sandboxPorts(config.sandboxPort));
  const sandbox = await SandboxProcess.start(home);
  say(directions(plan));
  await told;
  await sandbox.stop();
  say('stopped.');
}

/** Where each simulated system is and how it lets one in. These credentials open nothing else. */
function directions({ host, inspection, library, transit, prescription }: SandboxPlan): string {
  const look = `http://${host}:${inspection.port}`;
  return [
    '',
    'The simulated partner systems are ready. Ctrl-C stops them.',
    '',
    `  look inside   ${look}   records, what was received, what was refused`,
    `  library       http://${host}:${library.port}/api/v1   Koha REST: client id ${library.clientId}, secret ${library.clientSecret}`,
    `                OAuth 2.0 at /api/v1/oauth/token, or HTTP Basic with the same; library ${library.libraryId}, category ${library.categoryId}`,
    `                ${host}:${library.sip2Port ?? 0}   SIP2: the same two as CN and CO`,
    `  transit       http://${host}:${transit.port}   TOMP-API 2.0: bearer token ${transit.bearerToken}`,
    `  prescription  sftp://${host}:${prescription.port}   X12 834: user ${prescription.username}, password ${prescription.password}`,
    `                host key ${hostFingerprint(prescription.hostKey)}`,
    '',
    `  make it fail  curl -X PUT ${look}/library/faults -H 'Content-Type: application/json' -d '{"latencyMs":2000}'`,
    '                also refuse, cutAfterBytes, garbage; DELETE ends it',
    `  empty it      curl -X POST ${look}/library/reset`,
    '',
  ].join('\n');
}
