import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../kernel/config/config.js';
import { type BreakView, NO_COUNTS, type Report, type RunDetail, type RunSource, type RunState, type RunView, UNFINISHED } from '../../modules/reconciliation/index.js';
import { givenPath } from '../given-path.js';
import { UsageProblem } from '../usage-problem.js';
import { type PasswordSource, readPassword } from './password.js';
import { StaffSession } from './staff-session.js';

type Say = (line: string) => void;

/** Who acts, and where the service is. */
export interface SessionOptions {
  readonly username: string;
  readonly totp?: string;
  readonly url?: string;
}

/** Where the service is when no setting says otherwise. */
const USUAL_URL = readConfig({}).publicUrl;
const WEB: readonly string[] = ['http:', 'https:'];
/** How the list of a run came. */
const CAME: Readonly<Record<RunSource, string>> = { pull: 'asked', upload: 'uploaded', check: 'checked' };
const LOOK_AGAIN_MILLISECONDS = 1_000;
const ROOT = '/v1/reconciliation';

/** Signs in, does the work and signs out. @param publicUrl where the service is when no other address is given. */
export async function asStaff(publicUrl: string, options: SessionOptions, from: PasswordSource, work: (session: StaffSession) => Promise<void>): Promise<void> {
  const url = (options.url ?? publicUrl).replace(/\/+$/, '');
  if (!URL.canParse(url) || !WEB.includes(new URL(url).protocol)) throw new UsageProblem('--url takes the address of the service, with http:// or https:// before it, such as https://cards.city.example.');
  const password = await readPassword(from, options.username);
  if (password === '') throw new UsageProblem('No password was given. It is asked for at a terminal, and is the first line of the input elsewhere.');
  const session = await StaffSession.signIn(url, { username: options.username, password, totp: options.totp });
  try {
    await work(session);
  } finally {
    await session.end();
  }
}

/** `citykey reconciliation start` */
export async function startRun(session: StaffSession, service: string, { checks = false }: { readonly checks?: boolean }, say: Say): Promise<void> {
  const { id } = await session.act<{ id: string }>(`${ROOT}/runs`, { service, source: checks ? 'check' : 'pull' });
  say(`Asked for ${id}. ${lookAt(session, id)}`);
}

/** `citykey reconciliation runs` */
export async function listRuns(session: StaffSession, { service, limit }: { readonly service?: string; readonly limit: string }, say: Say): Promise<void> {
  const { runs } = await session.get<{ runs: RunView[] }>(`${ROOT}/runs${queryOf({ service, limit })}`);
  for (const run of runs) say(`${run.id}  ${run.startedOn}  ${run.service.padEnd(12)}  ${CAME[run.source].padEnd(8)}  ${stateOf(run)}${run.rows === null ? '' : `  ${counted(run.rows, 'line')}`}`);
  if (runs.length === 0) say('There is no run.');
}

/** `citykey reconciliation show`; with `follow`, until it is over. */
export async function showRun(session: StaffSession, id: string, { follow = false }: { readonly follow?: boolean }, say: Say): Promise<void> {
  const read = () => session.get<RunDetail>(`${ROOT}/runs/${encodeURIComponent(id)}`);
  let run = await read();
  for (let told = ''; follow && UNFINISHED.includes(run.state); run = await read()) {
    const progress = progressOf(run);
    if (progress !== told) say(progress);
    told = progress;
    await pause(LOOK_AGAIN_MILLISECONDS);
  }
  say(`${run.id}: ${run.service}, ${CAME[run.source]}, ${stateOf(run)}`);
  say(`list of ${run.asOf ?? 'no day'}, ${linesOf(run)}started on ${run.startedOn}${run.endedOn === null ? '' : `, ended on ${run.endedOn}`}`);
  if (run.progress) say(progressOf(run));
  if (run.state === 'awaiting_decision') say(`It waits for you: ${command(session, `decide-run ${id} proceed`)}, or refuse.`);
  const { counts } = run;
  if (counts) for (const name of Object.keys(NO_COUNTS) as (keyof typeof counts)[]) say(`  ${name.padEnd(18)}${String(counts[name]).padStart(10)}`);
}

/** While a list is read its lines are told as progress. */
function linesOf({ rows, progress }: RunDetail): string {
  if (rows !== null) return `${counted(rows, 'line')}; `;
  return progress ? '' : 'no lines; ';
}

/** `citykey reconciliation breaks`: all of them, page after page. */
export async function listBreaks(session: StaffSession, run: string, filter: { readonly class?: string; readonly state?: string }, say: Say): Promise<void> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const path = `${ROOT}/runs/${encodeURIComponent(run)}/breaks${queryOf({ class: filter.class, state: filter.state, after })}`;
    const { breaks, next }: { breaks: BreakView[]; next: string | null } = await session.get(path);
    for (const one of breaks) say(`${one.id}  ${one.class.padEnd(18)}  ${one.state.padEnd(9)}  ${one.firstSeen}  ${one.age}${one.urgent ? '  urgent' : ''}${one.token === undefined ? '' : `  ${one.token}`}`);
    count += breaks.length;
    if (next === null) break;
    after = next;
  }
  say(counted(count, 'break'));
}

/** `citykey reconciliation decide` */
export async function decideBreak(session: StaffSession, id: string, decision: string, reason: string, say: Say): Promise<void> {
  const { state } = await session.act<{ state: string }>(`${ROOT}/breaks/${encodeURIComponent(id)}/decision`, { decision, reason });
  say(`The break is ${state}.`);
}

/** `citykey reconciliation decide-run` */
export async function decideRun(session: StaffSession, id: string, decision: string, say: Say): Promise<void> {
  const decided = await session.act<RunDecided>(`${ROOT}/runs/${encodeURIComponent(id)}/decision`, { decision });
  say(whatFollows(session, decision, decided));
}

interface RunDecided {
  readonly state: RunState;
  readonly nextRun: string | null;
}

/** A run waits for its list's size, of which nothing was kept, or for its repairs. */
function whatFollows(session: StaffSession, decision: string, { state, nextRun }: RunDecided): string {
  if (nextRun !== null) return `The size is accepted. The list is asked for again, as ${nextRun}. ${lookAt(session, nextRun)}`;
  if (state === 'repairing') return 'What differs is told to the partner again.';
  if (state === 'done') return 'The run is done, and its repairs are left undone. The breaks stay open.';
  return decision === 'proceed' ? 'The size is accepted. The list itself was not kept: ask the partner to send it again.' : 'The list stays set aside.';
}

export interface ReportOptions {
  readonly outside?: boolean;
  readonly html?: string;
  readonly csv?: string;
}

/** `citykey reconciliation report`: on the terminal, or as a page or a table in a file. */
export async function report(session: StaffSession, service: string, { outside = false, html, csv }: ReportOptions, say: Say): Promise<void> {
  const query = queryOf({ service, audience: outside ? 'outside' : 'inside' });
  for (const [file, form] of [[html, 'html'], [csv, 'csv']] as const) {
    if (file === undefined) continue;
    const target = givenPath(file);
    await written(target, await session.text(`${ROOT}/report.${form}${query}`));
    say(`Wrote ${target}.`);
  }
  if (html === undefined && csv === undefined) tellReport(await session.get<Report>(`${ROOT}/report${query}`), say);
}

/** Like the keyring: what is for the city only is for this user only. */
async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageProblem(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function tellReport({ service, day, classes, ages, breaks, trend, checks }: Report, say: Say): void {
  const line = (name: string, cells: readonly (string | number | null)[]) => say(`${name.padEnd(20)}${cells.map((cell) => String(cell ?? '-').padStart(9)).join('')}`);
  say(`${service}, ${day}: breaks that stand, by days since they were first seen`);
  line('', [...ages.map(({ age }) => age), 'all']);
  for (const one of classes) line(one.class, [...one.ages.map((count) => count.breaks), one.breaks]);
  line('all', [...ages.map((count) => count.breaks), breaks]);
  if (checks) say(`${checks.startedOn}  ${stateOf(checks)}  ${counted(checks.asked, 'account')} checked, ${counted(checks.differences, 'difference')}`);
  for (const run of trend.slice(0, 10)) say(`${run.startedOn}  ${stateOf(run)}  ${counted(run.rows, 'line')}${run.classes ? `, ${counted(run.differences, 'difference')}` : ''}`);
}

/** Nights that were missed are noted together, so each says which one it is. */
function stateOf({ state, reason, asOf }: { readonly state: RunState; readonly reason: string | null; readonly asOf?: string | null }): string {
  return `${state}${reason === null ? '' : `: ${reason}`}${state === 'missed' && asOf ? `, the night of ${asOf}` : ''}`;
}

/** A count that may be small and not told, as `<5`, or not told at all. */
function counted(count: number | string | null, what: string): string {
  return `${count ?? '-'} ${what}${count === 1 ? '' : 's'}`;
}

/** A line to copy: who acts and where the service is stand in it. */
function lookAt(session: StaffSession, run: string): string {
  return `Look at it with: ${command(session, `show ${run}`)}`;
}

function command({ url, username }: StaffSession, words: string): string {
  return `npm run citykey -- reconciliation ${words} --username ${username}${url === USUAL_URL ? '' : ` --url ${url}`}`;
}

function progressOf({ state, source, progress }: RunDetail): string {
  if (!progress) return state;
  const { stage, rows, expectedRows, estimatedSeconds } = progress;
  return `${stage}: ${rows}${expectedRows === null ? '' : ` of about ${expectedRows}`} ${source === 'check' ? 'accounts' : 'lines'}${estimatedSeconds === null ? '' : `, ${estimatedSeconds} s more`}`;
}

function queryOf(given: Readonly<Record<string, string | undefined>>): string {
  const fields = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`;
}
