import { ServiceProcess } from './service-process.js';
import { freePorts, makeHome, removeHome } from './temporary-home.js';
import { type Undo } from './undo.js';

/** Seconds from `npm start` to the first answer, on a home that has been started before: database and sandbox included. */
export async function secondStart(undo: Undo): Promise<number> {
  const home = makeHome();
  undo.later(() => removeHome(home));
  const port = await freePorts(5);
  const settings = { DATABASE_URL: '', CITYKEY_SANDBOX: 'on', CITYKEY_SANDBOX_PORT: String(port + 1) };
  const wanted = { home, port, settings, byNpm: true };
  const first = await ServiceProcess.start(wanted, undo);
  await first.stop();
  const second = await ServiceProcess.start(wanted, undo);
  await second.stop();
  return second.millisecondsToReady / 1000;
}
