import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { ConfigProblem, type Config, readConfig, SETTINGS } from './kernel/config/config.js';
import { type CheckOptions } from './program/check-file.js';
import { explain } from './program/explain.js';
import { reconciliationCommands } from './program/reconciliation/command-line.js';

const TOUR = fileURLToPath(new URL('../demo/run.mjs', import.meta.url));

const EXIT_CODES = `
Exit codes:
  0  done
  1  it could not be done; the message says why. A port or a folder that is taken counts here
  2  the command line or a setting does not fit; nothing was begun`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Reads the command line and runs one command. Sets the exit code: 0 done, 1 it failed, 2 the command line or a setting does not fit. */
export async function main(args: readonly string[]): Promise<void> {
  // A terminal that was closed takes no words. Without a listener, the first word to it would end the program before it
  // has stopped what it started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await program().parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function program(): Command {
  // By this name a person can type it: nothing puts another one on the path.
  const root = new Command('npm run citykey --');
  root
    .description("Issues a city's multi-function card and keeps its partners in step.")
    .exitOverride(leave)
    .showHelpAfterError('Run with --help for the commands and settings.')
    .addHelpText('after', settingsHelp() + EXIT_CODES);
  root
    .command('start')
    .description('start the service, with an embedded database and the sandbox partners unless DATABASE_URL is set')
    .addHelpText('after', settingsHelp() + EXIT_CODES)
    .action(async () => (await import('./program/run.js')).runUntilStopped(config(), say));
  // An image has no tour: it is a program of its own, beside the service and outside of it.
  if (existsSync(TOUR)) root.command('demo', 'a guided tour against the running service; fails loudly when something is not as it should be', { executableFile: TOUR });
  root
    .command('sandbox')
    .description('run the simulated partner systems alone, to develop against, and print how to reach them')
    .addHelpText('after', settingsHelp(/^CITYKEY_(HOME|SANDBOX_.*)$/, 'CITYKEY_SANDBOX_PORT=7510 npm run sandbox'))
    .action(async () => (await import('./program/sandbox-alone.js')).runSandbox(config(), say));
  root
    .command('openapi')
    .description('print the OpenAPI document; needs no database')
    .action(async () => (await import('./program/describe.js')).printDocument(config(), say));
  root
    .command('migrate')
    .description('bring the database schema up to date')
    .action(async () => (await import('./program/maintenance.js')).migrateSchema(config(), say));
  root
    .command('check-file')
    .description("tell whether a partner's list can be read, and what the service would do with it: CSV or NDJSON, also in gzip; needs no database and prints nothing of the list")
    .argument('<file>', 'the list')
    .option('--format <format>', 'csv or ndjson; told by the name or the first byte where it is left out')
    .option('--rows <count>', 'lines that it should have, its heading apart')
    .option('--sha256 <digest>', 'SHA-256 that the file should have, in hexadecimal digits')
    .option('--show <count>', 'faults that are told one by one', '20')
    .action(async (file: string, options: CheckOptions) => (await import('./program/check-file.js')).checkFile(file, options, say));
  keyringCommands(root.command('keyring').description('the secrets outside the database'));
  reconciliationCommands(root.command('reconciliation').description("partners' lists against what the city wants; asks the running service, as a supervisor who signs in"), config, say);
  staffCommands(root.command('staff').description('accounts of staff'));
  return root;
}

function keyringCommands(keyring: Command): void {
  keyring
    .command('init')
    .description('make a keyring for a database that has none yet, or add the keys a newer version needs')
    .action(async () => (await import('./program/maintenance.js')).initKeyring(config(), say));
  keyring
    .command('check')
    .description('tell whether the keyring belongs to the database')
    .action(async () => (await import('./program/maintenance.js')).checkKeyring(config(), say));
  keyring
    .command('next-status-list-key')
    .description('announce a key for signed status lists, and let the one sign that was announced before')
    .action(async () => (await import('./program/maintenance.js')).announceStatusListKey(config(), say));
}

function staffCommands(staff: Command): void {
  staff
    .command('create')
    .description('make an account, or several; a generated password is shown once')
    .argument('[account...]', 'several at once, each as NAME=ROLE,ROLE')
    .option('--username <name>', 'name to sign in with')
    .option('--role <role...>', 'clerk, supervisor, auditor, counsel or admin; may be given several times')
    .option('--json', 'say each account as a line of JSON: {"username","password"}')
    .action(async (several: string[], { username, role, json = false }: { username?: string; role?: string[]; json?: boolean }, command: Command) => {
      const { createAccounts, wantedAccount } = await import('./program/staff-commands.js');
      if (several.length > 0 ? username ?? role : !username || !role) command.error('error: give --username and --role, or accounts as NAME=ROLE,ROLE');
      const wanted = username && role ? [{ username, roles: role }] : several.map(wantedAccount);
      await createAccounts(config(), wanted, json, say);
    });
  staff
    .command('disable')
    .description('let nobody sign in with an account any more, and end its sessions')
    .argument('<name...>', 'names that are signed in with')
    .action(async (names: string[]) => (await import('./program/staff-commands.js')).disableAccounts(config(), names, say));
}

/** The tour ends after everything here has: its exit code is passed on. */
function leave(end: CommanderError): void {
  if (end.code !== 'commander.executeSubCommandAsync') throw end;
  process.exitCode = end.exitCode;
}

function config(): Config {
  return readConfig(process.env);
}

/** The settings whose names match, and how to give one. */
function settingsHelp(names = /./, example = 'PORT=7500 CITYKEY_SANDBOX_PORT=7510 npm start'): string {
  const settings = SETTINGS.filter(({ name }) => names.test(name));
  const width = Math.max(...settings.map(({ name }) => name.length)) + 2;
  const lines = settings.map(({ name, fallback, meaning }) => {
    return `  ${name.padEnd(width)}${meaning}${fallback ? ` (default: ${fallback})` : ''}`;
  });
  return `\nSettings are environment variables:\n${lines.join('\n')}\n\nFor example: ${example}\n`;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigProblem) {
    process.stderr.write(`citykey: ${error.message}\n`);
    return 2;
  }
  process.stderr.write(`citykey: ${explain(error, readableConfig())}\n`);
  return 1;
}

function readableConfig(): Config | null {
  try {
    return config();
  } catch {
    return null;
  }
}
