import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type BreakView, NO_COUNTS, type Report, type RunDetail, type RunView, UNFINISHED } from '../../modules/reconciliation/index.js';
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

const LOOK_AGAIN_MILLISECONDS = 1_000;
const ROOT = '/v1/reconciliation';

/** Signs in, does the work and signs out. @param publicUrl where the service is when no other address is given. */
export async function asStaff(publicUrl: string, options: SessionOptions, from: PasswordSource, work: (session: StaffSession) => Promise<void>): Promise<void> {
  const url = (options.url ?? publicUrl).replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new UsageProblem('--url takes the address of the service, such as https://cards.city.example.');
  const password = await readPassword(from, options.username);
  const session = await StaffSession.signIn(url, { username: options.username, password, totp: options.totp });
  try {
    await work(session);
  } finally {
    await session.end();
  }
}

/** `citykey reconciliation start` */
export async function startRun(session: StaffSession, service: string, say: Say): Promise<void> {
  const { id } = await session.act<{ id: string }>(`${ROOT}/runs`, { service });
  say(`Asked for ${id}. Look at it with: citykey reconciliation show ${id}`);
}

/** `citykey reconciliation runs` */
export async function listRuns(session: StaffSession, { service, limit }: { readonly service?: string; readonly limit: string }, say: Say): Promise<void> {
  const { runs } = await session.get<{ runs: RunView[] }>(`${ROOT}/runs${queryOf({ service, limit })}`);
  for (const run of runs) say(`${run.id}  ${run.startedOn}  ${run.service.padEnd(12)}  ${stateOf(run)}${run.rows === null ? '' : `  ${run.rows} lines`}`);
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
  say(`${run.id}: ${run.service}, ${run.source}, ${stateOf(run)}`);
  say(`list of ${run.asOf ?? 'no day'}, ${run.rows ?? 'no'} lines; started on ${run.startedOn}${run.endedOn === null ? '' : `, ended on ${run.endedOn}`}`);
  if (run.progress) say(progressOf(run));
  const { counts } = run;
  if (counts) for (const name of Object.keys(NO_COUNTS) as (keyof typeof counts)[]) say(`  ${name.padEnd(18)}${String(counts[name]).padStart(10)}`);
}

/** `citykey reconciliation breaks`: all of them, page after page. */
export async function listBreaks(session: StaffSession, run: string, filter: { readonly class?: string; readonly state?: string }, say: Say): Promise<void> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const path = `${ROOT}/runs/${encodeURIComponent(run)}/breaks${queryOf({ class: filter.class, state: filter.state, after })}`;
    const { breaks, next }: { breaks: BreakView[]; next: string | null } = await session.get(path);
    for (const one of breaks) say(`${one.id}  ${one.class.padEnd(18)}  ${one.state.padEnd(9)}  ${one.firstSeen}  ${one.age}${one.urgent ? '  urgent' : ''}`);
    count += breaks.length;
    if (next === null) break;
    after = next;
  }
  say(count === 1 ? '1 break' : `${count} breaks`);
}

/** `citykey reconciliation decide` */
export async function decideBreak(session: StaffSession, id: string, decision: string, reason: string, say: Say): Promise<void> {
  const { state } = await session.act<{ state: string }>(`${ROOT}/breaks/${encodeURIComponent(id)}/decision`, { decision, reason });
  say(`The break is ${state}.`);
}

/** `citykey reconciliation decide-run` */
export async function decideRun(session: StaffSession, id: string, decision: string, say: Say): Promise<void> {
  const { state, nextRun } = await session.act<{ state: string; nextRun: string | null }>(`${ROOT}/runs/${encodeURIComponent(id)}/decision`, { decision });
  say(`The run is ${state.replaceAll('_', ' ')}.${nextRun === null ? '' : ` Asked for ${nextRun} in its place.`}`);
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
    // Like the keyring: what is for the city only is for this user only.
    await writeFile(file, await session.text(`${ROOT}/report.${form}${query}`), { mode: 0o600 });
    say(`Wrote ${file}.`);
  }
  if (html === undefined && csv === undefined) tellReport(await session.get<Report>(`${ROOT}/report${query}`), say);
}

function tellReport({ service, day, classes, ages, breaks, trend }: Report, say: Say): void {
  const line = (name: string, cells: readonly (string | number | null)[]) => say(`${name.padEnd(20)}${cells.map((cell) => String(cell ?? '-').padStart(9)).join('')}`);
  say(`${service}, ${day}: breaks that stand, by days since they were first seen`);
  line('', [...ages.map(({ age }) => age), 'all']);
  for (const one of classes) line(one.class, [...one.ages.map((count) => count.breaks), one.breaks]);
  line('all', [...ages.map((count) => count.breaks), breaks]);
  for (const run of trend.slice(0, 10)) say(`${run.startedOn}  ${stateOf(run)}  ${run.rows ?? '-'} lines${run.classes ? `, ${run.differences ?? '-'} differences` : ''}`);
}

function stateOf({ state, reason }: Pick<RunView, 'state' | 'reason'>): string {
  return `${state}${reason === null ? '' : `: ${reason}`}`.replaceAll('_', ' ');
}

function progressOf({ state, progress }: RunDetail): string {
  if (!progress) return state;
  const { stage, rows, expectedRows, estimatedSeconds } = progress;
  return `${stage}: ${rows}${expectedRows === null ? '' : ` of about ${expectedRows}`} lines${estimatedSeconds === null ? '' : `, ${estimatedSeconds} s more`}`;
}

function queryOf(given: Readonly<Record<string, string | undefined>>): string {
  const fields = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`;
}
