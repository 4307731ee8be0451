import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config } from './kernel/config/config.js';
import { EventLog } from './kernel/logging/event-log.js';
import { StaffAccounts } from './modules/staff/index.js';
import { createService } from './program/application.js';
import { banner } from './program/banner.js';
import { makeFirstAccounts } from './program/first-accounts.js';
import { openFoundation, type OpenFoundation } from './program/foundation.js';
import { cannotListen } from './program/free-port.js';
import { Keeper, type Kept } from './program/keeper.js';
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
  const keepers: Keeper[] = [];
  const stop = async () => {
    for (const keeper of keepers) keeper.leave();
    for (const undo of stops.reverse().splice(0)) await undo();
  };
  try {
    const log = new EventLog(config.logLevel);
    const open = await openFoundation(config, log, say);
    stops.push(() => open.close());
    const sandbox = config.sandbox ? await startSandbox(config) : null;
    if (sandbox) stops.push(() => sandbox.stop());
    for (const kept of [embeddedIn(open), sandbox]) if (kept) keepers.push(new Keeper(kept, say));
    for (const keeper of keepers) stops.push(() => keeper.stop());
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

function embeddedIn({ embedded }: OpenFoundation): Kept | null {
  return embedded && { name: 'The embedded database', ended: embedded.ended, startAgain: embedded.startAgain };
}

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw cannotListen(error, config.host, config.port);
  }
}
