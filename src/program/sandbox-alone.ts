import path from 'node:path';
import { type Config } from '../kernel/config/config.js';
import { makeFolder } from '../kernel/files/make-folder.js';
import { type SandboxPlan } from '../sandbox/plan.js';
import { makeHome } from './home-folder.js';
import { hostFingerprint } from './host-fingerprint.js';
import { SandboxProcess } from './sandbox-process.js';

/**
 * Starts the simulated partner systems as the settings want them, at five ports in a row.
 * @throws SandboxProblem, or the system's error where their folder cannot be made.
 */
export async function startSandbox({ home, sandboxPort: first, sandboxLibrary, sandboxTransit }: Config): Promise<SandboxProcess> {
  const ports = { inspection: first, library: first + 1, transit: first + 2, prescription: first + 3, librarySip2: first + 4 };
  const choice = { ...(sandboxLibrary && { library: sandboxLibrary }), ...(sandboxTransit && { transit: sandboxTransit }) };
  makeHome({ home });
  makeFolder(path.join(home, 'sandbox'), 0o700);
  return SandboxProcess.start(path.join(home, 'sandbox'), ports, choice);
}

/** Runs the simulated partner systems without the service until it is told to end (SIGINT, SIGTERM, SIGHUP). */
export async function runSandbox(config: Config, say: (line: string) => void): Promise<void> {
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const sandbox = await startSandbox(config);
  say(directions(sandbox.plan));
  await told;
  await sandbox.stop();
  say('stopped.');
}

/** Where each simulated system is and how it lets one in. These credentials open nothing else. */
function directions(plan: SandboxPlan): string {
  const { host, inspection, prescription } = plan;
  const look = `http://${host}:${inspection.port}`;
  return [
    '',
    'The simulated partner systems are ready. Ctrl-C stops them.',
    '',
    `  look inside   ${look}   records, what was received, what was refused`,
    ...libraryLines(plan),
    ...transitLines(plan),
    `  prescription  sftp://${host}:${prescription.port}   X12 834: user ${prescription.username}, password ${prescription.password}`,
    `                host key ${hostFingerprint(prescription.hostKey)}`,
    ...(prescription.encryption === 'none' ? [] : [`                files encrypted and signed with OpenPGP, armored keys of both sides in ${path.join(plan.home, 'openpgp-keys.json')}`]),
    '',
    `  make it fail  curl -X PUT ${look}/library/faults -H 'Content-Type: application/json' -d '{"latencyMs":2000}'`,
    '                GET says what else can go wrong: refusals, cuts, wrong answers, names everywhere; DELETE ends it',
    `  empty it      curl -X POST ${look}/library/reset`,
    '',
  ].join('\n');
}

function libraryLines({ host, library }: SandboxPlan): string[] {
  const { port, clientId, clientSecret } = library;
  if (library.profile === 'polaris') {
    return [
      `  library       http://${host}:${port}/PAPIService   Polaris API: access id ${clientId}, access key ${clientSecret}`,
      '                staff of domain CITY sign in with the same two; branch 3, patron codes 20 and 21',
    ];
  }
  return [
    `  library       http://${host}:${port}/api/v1   Koha REST: client id ${clientId}, secret ${clientSecret}`,
    `                OAuth 2.0 at /api/v1/oauth/token, or HTTP Basic with the same; library ${library.libraryId}, category ${library.categoryId}`,
    `                ${host}:${library.sip2Port ?? 0}   SIP2: the same two as CN and CO`,
  ];
}

function transitLines({ host, transit, prescription }: SandboxPlan): string[] {
  if (transit.profile !== 'status-list') return [`  transit       http://${host}:${transit.port}   TOMP-API 2.0: bearer token ${transit.bearerToken}`];
  return [
    `  transit       sftp://${host}:${transit.port}   status lists from CITY to TRANSIT, mode T: user ${prescription.username}, password ${prescription.password}`,
    `                host key ${hostFingerprint(prescription.hostKey)}`,
  ];
}
