import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config } from './kernel/config/config.js';
import { EventLog } from './kernel/logging/event-log.js';
import { StaffAccounts } from './modules/staff/index.js';
import { createService } from './program/application.js';
import { banner } from './program/banner.js';
import { makeFirstAccounts } from './program/first-accounts.js';
import { openFoundation } from './program/foundation.js';
import { cannotListen } from './program/free-port.js';
import { registerSandboxPartners } from './program/sandbox-partners.js';
import { startSandbox } from './program/sandbox-alone.js';

/** A running service. */
export interface Service {
  /** Finishes running requests and batches, then stops the sandbox and the embedded database. */
  stop(): Promise<void>;
  /** Stops the sandbox and the embedded database alone, whatever the service itself is still at. */
  stopProcesses(): Promise<void>;
}

/**
 * Starts everything: database, migrations, sandbox, service.
 * @param say takes lines for a person.
 * @throws PortProblem, KeyringProblem, EmbeddedDatabaseError, SandboxProblem: their messages say what to do.
 */
export async function serve(config: Config, say: (line: string) => void): Promise<Service> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of stops.reverse().splice(0)) await undo();
  };
  try {
    const log = new EventLog(config.logLevel);
    const open = await openFoundation(config, log, say);
    stops.push(() => open.close());
    const sandbox = config.sandbox ? await startSandbox(config) : null;
    if (sandbox) stops.push(() => sandbox.stop());
    const plan = sandbox?.plan ?? null;
    const app = await createService(open.foundation);
    stops.push(() => app.close());
    if (plan) await registerSandboxPartners(app, plan);
    await listen(app, config);
    const firstAccounts = open.embedded ? await makeFirstAccounts(app, say) : [];
    const staffCount = await app.get(StaffAccounts, { strict: false }).count();
    say(banner({ config, embedded: open.embedded, plan, firstAccounts, staffCount }));
    const stopProcesses = async () => void (await Promise.all([sandbox?.stop(), open.embedded?.stop()]));
    return { stop, stopProcesses };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw cannotListen(error, config.host, config.port);
  }
}
