import { FullListRefused } from '../../../modules/links/index.js';
import { type FoundPatrons } from './papi.js';

/** A search that changes while it is read is read again, up to so many times in all. */
const ATTEMPTS = 3;

/**
 * Every barcode that a search finds, each once. All pages are read one after the other, before anybody is looked at, so that
 * little changes meanwhile.
 *
 * A patron who is added shifts the pages after, and the last of one page comes again on the next: that is passed over. One
 * who is taken away shifts them back, and another is never shown: the search has fewer patrons then than before. So it also
 * has when a page was cut, or is always the same one.
 * @param search a page, counted from 1.
 * @throws FullListRefused `row_count_wrong` when a search never has as many patrons as it says; whatever `search` throws.
 */
export async function barcodesOf(search: (page: number) => Promise<FoundPatrons>): Promise<ReadonlySet<string>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await allPages(search);
    if (found) return found;
  }
  throw new FullListRefused('row_count_wrong');
}

/** Null when what came is not what the search says that there is. */
async function allPages(search: (page: number) => Promise<FoundPatrons>): Promise<Set<string> | null> {
  const found = new Set<string>();
  let [rows, repeated, first, total] = [0, 0, 0, 0];
  for (let page = 1; page === 1 || rows < total; page += 1) {
    const shown = await search(page);
    if (page === 1) first = shown.total;
    if (shown.total < total) return null;
    ({ total } = shown);
    for (const barcode of shown.barcodes) {
      if (barcode !== null && found.has(barcode)) repeated += 1;
      else if (barcode !== null) found.add(barcode);
    }
    rows += shown.barcodes.length;
    // As many come again as were added, and no more.
    const cut = shown.barcodes.length === 0 && rows < total;
    if (cut || repeated > total - first) return null;
  }
  return rows === total ? found : null;
}
