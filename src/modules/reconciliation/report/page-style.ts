import { createHash } from 'node:crypto';

/** All that a page looks like. It prints on one sheet, letter or A4. */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #1d2733; --pale: #5b6875; --line: #d5dbe1; --bar: #2f6690; --urgent: #a4262c; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 780px; padding: 28px 20px; color: var(--ink); background: #fff; font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 24px; border-bottom: 2px solid var(--ink); padding-bottom: 8px; }
h1 { font-size: 21px; margin: 0; }
h2 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 6px 0; }
.pale { color: var(--pale); }
.notice { border-left: 4px solid var(--bar); padding-left: 10px; }
.urgent { color: var(--urgent); font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 12px 0 0; padding: 0; list-style: none; }
.figures b { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 8px; border-bottom: 1px solid var(--line); text-align: right; }
th { font-weight: 600; }
th:first-child, td:first-child, .word { text-align: left; }
thead th { color: var(--pale); font-weight: 500; }
tfoot th, tfoot td { border-top: 2px solid var(--ink); border-bottom: 0; font-weight: 600; }
.chart { display: block; width: 100%; height: auto; }
.chart .grid { stroke: var(--line); }
.chart .axis { fill: var(--pale); font-size: 10px; }
.chart .end { text-anchor: end; }
.chart .told { fill: var(--bar); }
.chart .untold { fill: none; stroke: var(--bar); stroke-dasharray: 2 2; }
.chart .cross { fill: none; stroke: var(--urgent); stroke-width: 1.5; }
@page { margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  h2 { margin-top: 14px; }
  th, td { padding: 2px 6px; }
  table, .chart { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** The page may show its own style and nothing else: no script, no image, no address but its own text. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
