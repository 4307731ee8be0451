import { createContext } from '../src/program/application.js';
import { type Config, readConfig } from '../src/kernel/config/config.js';
import { type EmbeddedDatabase, startEmbedded } from '../src/kernel/database/embedded/index.js';
import { createKeyring } from '../src/kernel/keyring/index.js';
import { systemCaller } from '../src/kernel/auth/index.js';
import { StaffAccounts } from '../src/modules/staff/index.js';
import { withFoundation } from '../src/program/maintenance.js';
import { type LimitQuestion } from './limit.js';
import { type BenchOptions } from './options.js';
import { type Clerk, type PartnerProgram, registerPartners } from './partners.js';
import { type Questions, writeQuestions } from './questions.js';
import { ASKING, seedLinks } from './seed.js';
import { ServiceProcess } from './service-process.js';
import { freePorts, makeHome, removeHome } from './temporary-home.js';
import { type Undo } from './undo.js';
import { Worker } from './worker.js';

/** Everything that runs while loads are measured. */
export interface Stage {
  readonly home: string;
  readonly issuer: string;
  readonly service: ServiceProcess;
  readonly limit: Worker;
  readonly limitPort: number;
  readonly load: Worker;
  readonly partner: PartnerProgram;
  readonly clerk: Clerk;
  readonly questions: Questions;
}

/** A database with its table of links, the service on it, what it is compared with, and the load generator. */
export async function setStage(options: BenchOptions, results: string, undo: Undo): Promise<Stage> {
  const home = makeHome();
  undo.later(() => removeHome(home));
  const port = await freePorts(1);
  const issuer = `http://localhost:${port}`;
  const settings = { CITYKEY_SANDBOX: 'off', CITYKEY_PUBLIC_URL: issuer, CITYKEY_PARTNER_REQUESTS: '100000000', DATABASE_URL: '' };
  const config = readConfig({ ...process.env, ...settings, CITYKEY_HOME: home, PORT: String(port) });
  const database = await startEmbedded({ home, log: () => undefined });
  undo.later(() => database.stop());
  const prepared = await prepare(config, database, options.size.links);
  const nodeOptions = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${results}`] : [];
  const service = await ServiceProcess.start({ home, port, settings, nodeOptions }, undo);
  const limit = Worker.start('limit.ts', [database.serviceUrl(), String(config.databasePool), prepared.questions.batchesByIndex, prepared.questions.pages]);
  undo.later(() => limit.stop());
  const load = Worker.start('load.ts');
  undo.later(() => load.stop());
  const limitPort = await limit.ask<number>({ ask: 'port' } satisfies LimitQuestion);
  return { home, issuer, service, limit, limitPort, load, ...prepared };
}

type Prepared = Pick<Stage, 'partner' | 'clerk' | 'questions'>;

/** What an operator would have done before: partners, an account, and some years of links. */
function prepare(config: Config, database: EmbeddedDatabase, links: number): Promise<Prepared> {
  // Not as another user of the embedded server: whoever stops the bench meanwhile stops the server.
  createKeyring(config.keyringPath);
  const addressed = { ...config, databaseUrl: database.serviceUrl(), databaseOwnerUrl: database.ownerUrl };
  return withFoundation(addressed, async ({ foundation }) => {
    const app = await createContext(foundation);
    try {
      const partner = await registerPartners(app, ASKING);
      const accounts = app.get(StaffAccounts, { strict: false });
      const clerk = await accounts.create(systemCaller('bench'), { username: 'bench', roles: ['clerk'] });
      const seeded = await seedLinks(database.ownerUrl, foundation.keyring, links);
      return { partner, clerk, questions: writeQuestions(config.home, foundation.keyring, seeded) };
    } finally {
      await app.close();
    }
  });
}
