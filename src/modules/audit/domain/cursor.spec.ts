import { cursorText, isDay, parseCursor } from './cursor.js';

const CURSOR = { day: '2026-06-15', id: '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11' };

test('a cursor is read as it was written', () => {
  expect(parseCursor(cursorText(CURSOR))).toEqual(CURSOR);
});

test.each(['', 'x', '2026-06-15', `2026-02-30_${CURSOR.id}`, `${cursorText(CURSOR)} `, cursorText(CURSOR).toUpperCase()])(
  'a cursor is not %j',
  (text) => expect(parseCursor(text)).toBeNull(),
);

test('days are those of the calendar', () => {
  expect(['2026-06-15', '2028-02-29', '0001-01-01'].map(isDay)).toEqual([true, true, true]);
  expect(['2026-02-29', '2026-13-01', '2026-6-1', '0000-01-01', '2026-06-15T00:00'].map(isDay)).toEqual([false, false, false, false, false]);
});
