import fs from 'node:fs';
import { temporaryHome } from '../setup/homes.js';
import { portsInARow } from '../setup/ports.js';
import { until } from '../setup/until.js';
import { type Api, PatientApi } from './api.js';
import { type Account, endPrograms, kill, processesOf, Program } from './installation.js';

const SERVICES = ['transit', 'library', 'prescription'];
const homes: string[] = [];

/** Ends, without asking, what works in one of the homes that were made here. */
export const endHomes = (): void => endPrograms(homes);

/** An empty folder to be somebody's home. */
export function anotherHome(): string {
  const home = temporaryHome();
  homes.push(home);
  return home;
}

/** Settings for a home of its own at ports of its own. */
export async function freshSettings(account?: Account): Promise<Record<string, string>> {
  const home = anotherHome();
  if (account) fs.chownSync(home, account.uid, account.gid);
  const port = await portsInARow(5);
  return { CITYKEY_HOME: home, PORT: String(port), CITYKEY_SANDBOX_PORT: String(port + 1) };
}

export const apiOf = ({ PORT }: Record<string, string>) => new PatientApi(`http://127.0.0.1:${PORT}`);
export const homeOf = ({ CITYKEY_HOME = '' }: Record<string, string>) => CITYKEY_HOME;

/** The passwords that a banner shows, by account. */
export function passwordsIn(banner: string): Record<string, string> {
  const found = [...banner.matchAll(/^ +(clerk|supervisor) +(\S+)$/gm)];
  return Object.fromEntries(found.map(([, name, password]) => [name, password])) as Record<string, string>;
}

export async function signIn(api: Api, username: string, password = ''): Promise<string> {
  const answer = await api.post('/v1/auth/login', { username, password });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body['accessToken'] as string;
}

export async function endedBy(program: Program, signal: NodeJS.Signals): Promise<number | null> {
  program.signal(signal);
  return program.exit();
}

export async function run(args: readonly string[], settings: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const program = Program.run(args, settings);
  const code = await program.exit();
  return { code, output: program.output };
}

/** One home through starts and stops of all sorts. */
export class Home {
  program: Program;
  banner = '';
  password: string | undefined;

  private constructor(
    readonly settings: Record<string, string>,
    private readonly account: Account | undefined,
  ) {}

  static async make(account?: Account): Promise<Home> {
    return new Home(await freshSettings(account), account);
  }

  get folder(): string {
    return homeOf(this.settings);
  }

  get api(): Api {
    return apiOf(this.settings);
  }

  async start(more: Record<string, string> = {}): Promise<string> {
    this.program = Program.run(['start'], { ...this.settings, ...more }, this.account);
    this.banner = await this.program.ready();
    return this.banner;
  }

  async issue(): Promise<Record<string, unknown>> {
    this.password = passwordsIn(this.banner)['clerk'];
    const token = await signIn(this.api, 'clerk', this.password);
    const card = await this.api.post('/v1/cards', { category: 'senior', services: SERVICES }, { token });
    expect(card.status).toBe(201);
    return { cardCode: card.body['cardCode'] };
  }

  async lookUp(presented: Record<string, unknown>): Promise<unknown> {
    return (await this.api.post('/v1/cards/lookup', { presented }, { token: await signIn(this.api, 'clerk', this.password) })).body;
  }

  /** As a loss of power does it. */
  async killEverything(): Promise<void> {
    for (const pid of [this.program.child.pid ?? 0, ...processesOf(this.folder)]) kill(pid);
    await this.program.exit();
    await until(() => processesOf(this.folder).length === 0);
  }
}
