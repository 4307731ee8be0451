import { type TrendEntry, TREND_RUNS } from '../domain/report.js';
import { countText, differencesText, toldPart } from './labels.js';
import { html, type Markup } from './markup.js';

/** In units of the drawing. */
const [WIDTH, HEIGHT] = [720, 150];
const [LEFT, TOP, BOTTOM] = [44, 14, 24];
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
const STEP = (WIDTH - LEFT) / TREND_RUNS;
const BAR = STEP * 0.7;
/** How high that part is drawn of which no number is told. */
const UNTOLD_HEIGHT = 6;

/**
 * What differed in each run, oldest first, as bars.
 * @param trend newest first.
 */
export function trendChart(trend: readonly TrendEntry[]): Markup {
  const runs = [...trend].reverse();
  const most = Math.max(0, ...runs.map(toldPart));
  const top = niceCeiling(most);
  const base = TOP + PLOT_HEIGHT;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title">
<title id="chart-title">Differences found by the last ${runs.length} runs</title>
${[0, top / 2, top].map((value) => gridLine(value, base - (value / top) * PLOT_HEIGHT))}
${runs.map((run, at) => bar(run, LEFT + at * STEP + (STEP - BAR) / 2, base, top))}
${runs.length > 0 ? dayLabels(runs) : ''}
</svg>`;
}

function gridLine(value: number, y: number): Markup {
  return html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y}" y2="${y}"/><text class="axis end" x="${LEFT - 6}" y="${y + 3}">${countText(value)}</text>`;
}

function bar(run: TrendEntry, x: number, base: number, top: number): Markup {
  const { differences, classes, startedOn, state } = run;
  if (!classes) {
    const [middle, y, arm] = [x + BAR / 2, base - 6, 3.5];
    const cross = `M${middle - arm} ${y - arm}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`;
    return html`<path class="cross" d="${cross}"><title>${startedOn}: ${state.replaceAll('_', ' ')}</title></path>`;
  }
  const known = toldPart(run);
  const height = (known / top) * PLOT_HEIGHT;
  const column = (look: string, y: number, tall: number) =>
    html`<rect class="${look}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${BAR.toFixed(1)}" height="${tall.toFixed(1)}"><title>${startedOn}: ${differencesText(run)}</title></rect>`;
  const untold = typeof differences === 'number' ? '' : column('untold', base - height - UNTOLD_HEIGHT, UNTOLD_HEIGHT);
  return html`${column('told', base - height, height)}${untold}`;
}

function dayLabels(runs: readonly TrendEntry[]): Markup {
  const y = HEIGHT - 8;
  const last = LEFT + runs.length * STEP;
  const first = html`<text class="axis" x="${LEFT}" y="${y}">${runs[0]?.startedOn ?? ''}</text>`;
  return runs.length < 8 ? first : html`${first}<text class="axis end" x="${last.toFixed(1)}" y="${y}">${runs.at(-1)?.startedOn ?? ''}</text>`;
}

/** The next of 2, 4, 10, 20, 40, 100 and so on, so that half of it is a whole number. */
function niceCeiling(most: number): number {
  for (let unit = 1; ; unit *= 10) for (const value of [2, 4, 10]) if (value * unit >= most) return value * unit;
}
