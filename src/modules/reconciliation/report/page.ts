import { AGES } from '../domain/break-rules.js';
import { type Report, type TrendEntry } from '../domain/report.js';
import { LEAST_TOLD } from '../domain/small-counts.js';
import { trendChart } from './chart.js';
import { CLASS_LABELS, countText, differencesText } from './labels.js';
import { html, Markup } from './markup.js';
import { PAGE_STYLE } from './page-style.js';

/** So many runs stand on the page, so that it stays one; the chart shows more. */
const RUNS_LISTED = 10;

const SERVICE_LABELS = { transit: 'Transit', library: 'Library', prescription: 'Prescription discount' } as const;

/** The report as one page of HTML, without script and with nothing to load. */
export function reportPage(report: Report): string {
  const title = `Reconciliation: ${SERVICE_LABELS[report.service]}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${report.day}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1><span>${report.day}</span></header>
${audienceNote(report)}
${figures(report)}
<h2>Breaks that stand, by days since they were first seen</h2>
${breaksTable(report)}
<h2>Differences found, by run</h2>
${report.trend.length > 0 ? [trendChart(report.trend), runsTable(report.trend)] : html`<p>There was no run yet.</p>`}
${checksNote(report)}
</body>
</html>
`.text;
}

function audienceNote({ audience }: Report): Markup {
  if (audience === 'inside') return html`<p class="pale">For the city only: small counts are shown as they are.</p>`;
  return html`<p class="notice">Counts from 1 to ${LEAST_TOLD - 1} are shown as &lt;${LEAST_TOLD}. A dash stands where a number would give one of them away.</p>`;
}

function checksNote({ checks }: Report): Markup | string {
  if (!checks) return '';
  const { startedOn, state, asked, differences } = checks;
  return html`<p>Accounts that no list has, asked for one by one since ${startedOn}: ${countText(asked)} asked for, ${countText(differences)} not as they should be (${words(state)}).</p>`;
}

function figures({ breaks, states, urgent, trend }: Report): Markup {
  const last = trend.find(({ classes }) => classes !== null);
  const shown: [string, string][] = [
    ['breaks stand', countText(breaks)],
    ...(states ?? []).map(({ state, breaks: count }): [string, string] => [state, countText(count)]),
    ['lines in the last list', countText(last?.rows ?? null)],
    ['last list compared', last?.asOf ?? '–'],
  ];
  return html`<ul class="figures">${shown.map(([label, value]) => html`<li><b>${value}</b>${label}</li>`)}</ul>
${urgent ? html`<p class="urgent">${countText(urgent)} blocked here and live there.</p>` : ''}`;
}

function breaksTable({ classes, ages, breaks }: Report): Markup {
  const row = (label: string, counts: readonly Markup[]) => html`<tr><td>${label}</td>${counts}</tr>`;
  const cells = (counts: readonly { readonly breaks: Report['breaks'] }[], sum: Report['breaks']) =>
    [...counts.map((count) => count.breaks), sum].map((count) => html`<td>${countText(count)}</td>`);
  return html`<table>
<thead><tr><th>Class</th>${[...AGES, 'all'].map((age) => html`<th scope="col">${age}</th>`)}</tr></thead>
<tbody>${classes.map((one) => row(CLASS_LABELS[one.class], cells(one.ages, one.breaks)))}</tbody>
<tfoot>${row('All', cells(ages, breaks))}</tfoot>
</table>`;
}

function runsTable(trend: readonly TrendEntry[]): Markup {
  const row = (run: TrendEntry) => html`<tr>
<td>${run.startedOn}</td><td class="word">${run.asOf ?? '–'}</td><td class="word">${words(run.state)}${run.reason ? `: ${words(run.reason)}` : ''}</td>
<td>${countText(run.rows)}</td><td>${run.classes ? differencesText(run) : ''}</td></tr>`;
  return html`<table>
<thead><tr><th scope="col">Run</th><th class="word" scope="col">List of</th><th class="word" scope="col">State</th><th scope="col">Lines</th><th scope="col">Differences</th></tr></thead>
<tbody>${trend.slice(0, RUNS_LISTED).map(row)}</tbody>
</table>`;
}

const words = (name: string) => name.replaceAll('_', ' ');
