import { Argument, type Command, Option } from 'commander';
import { type Config } from '../../kernel/config/config.js';
import { type BreakClass, type BreakDecision, type BreakState, type DecisionReason, type RunDecision } from '../../modules/reconciliation/index.js';
import { type Service } from '../../modules/links/index.js';
import type * as Reconciliation from './commands.js';
import { type ReportOptions, type SessionOptions } from './commands.js';
import { type StaffSession } from './staff-session.js';

type Say = (line: string) => void;
type Work = (session: StaffSession, commands: typeof Reconciliation) => Promise<void>;

/** What may be given. Types alone are imported, so that help costs no start of the service; they see that no word is left out. */
const words = <Word extends string>(each: Readonly<Record<Word, true>>) => Object.keys(each) as Word[];

const SERVICES = words<Service>({ transit: true, library: true, prescription: true });
const CLASSES = words<BreakClass>({
  missing: true,
  state_mismatch: true,
  attribute_mismatch: true,
  ended_still_live: true,
  partner_hold: true,
  unknown: true,
  duplicate: true,
  unreadable: true,
});
const STATES = words<BreakState>({ open: true, repairing: true, waiting: true, accepted: true, resolved: true });
const DECISIONS = words<BreakDecision>({ repair: true, accept: true, wait: true, reopen: true });
const REASONS = words<DecisionReason>({ partner_decision: true, partner_corrects: true, known_difference: true, test_record: true, checked_by_hand: true });
const RUN_DECISIONS = words<RunDecision>({ proceed: true, refuse: true });

/** `citykey reconciliation` with all that it can do. */
export function reconciliationCommands(root: Command, config: () => Config, say: Say): void {
  const command = (name: string, description: string) =>
    root
      .command(name)
      .description(description)
      .requiredOption('--username <name>', 'name to sign in with; the password is asked for, or is the first line of the input')
      .option('--totp <code>', 'code of the moment, where the account has a second factor')
      .option('--url <address>', 'where the service is (default: CITYKEY_PUBLIC_URL)');
  const act = async (options: SessionOptions, work: Work) => {
    const commands = await import('./commands.js');
    await commands.asStaff(config().publicUrl, options, { input: process.stdin, output: process.stderr }, (session) => work(session, commands));
  };
  const service = () => new Argument('<service>', 'whose list it is').choices(SERVICES);

  command('start', 'ask a partner for its list and compare it; with --checks, ask for each adopted number, which no list has')
    .addArgument(service())
    .option('--checks', 'instead of the list, begin a round of checks: each adopted number is asked for by itself, at the rate agreed with the partner')
    .action((of: string, options: SessionOptions & { checks?: boolean }) => act(options, (session, run) => run.startRun(session, of, options, say)));
  command('runs', 'list the last runs')
    .addOption(new Option('--service <service>', 'of one service only').choices(SERVICES))
    .option('--limit <count>', 'how many', '20')
    .action((options: SessionOptions & { service?: string; limit: string }) => act(options, (session, run) => run.listRuns(session, options, say)));
  command('show', 'show a run, and how far it is')
    .argument('<run>', 'its id')
    .option('--follow', 'until it is over')
    .action((id: string, options: SessionOptions & { follow?: boolean }) => act(options, (session, run) => run.showRun(session, id, options, say)));
  command('breaks', 'list the breaks that a run has seen')
    .argument('<run>', 'its id')
    .addOption(new Option('--class <class>', 'of one class only').choices(CLASSES))
    .addOption(new Option('--state <state>', 'in one state only').choices(STATES))
    .action((id: string, options: SessionOptions & { class?: string; state?: string }) => act(options, (session, run) => run.listBreaks(session, id, options, say)));
  command('decide', 'decide about a break')
    .argument('<break>', 'its id')
    .addArgument(new Argument('<decision>', 'what becomes of it').choices(DECISIONS))
    .addArgument(new Argument('<reason>', 'why').choices(REASONS))
    .action((id: string, decision: string, reason: string, options: SessionOptions) => act(options, (session, run) => run.decideBreak(session, id, decision, reason, say)));
  command('decide-run', 'say how a run goes on that waits for it')
    .argument('<run>', 'its id')
    .addArgument(new Argument('<decision>', 'go on, or leave it').choices(RUN_DECISIONS))
    .action((id: string, decision: string, options: SessionOptions) => act(options, (session, run) => run.decideRun(session, id, decision, say)));
  command('report', 'tell how a partner and the city stand')
    .addArgument(service())
    .option('--outside', 'as it may leave the city: small counts are not told')
    .option('--html <file>', 'write the page to print')
    .option('--csv <file>', 'write the table')
    .action((of: string, options: SessionOptions & ReportOptions) => act(options, (session, run) => run.report(session, of, options, say)));
}
