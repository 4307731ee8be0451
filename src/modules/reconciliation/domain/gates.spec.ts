import { dayInCity, type EarlierLists, gateOf, isTooMany, isWrongList, type ListClaims, type ListFindings } from './gates.js';

const TODAY = '2026-06-15';
const NONE: EarlierLists = { asOf: null, rows: null, comparedSequence: null, receivedSequence: null };
const claims: ListClaims = { asOf: TODAY, sequence: null, rows: null };
const found: ListFindings = { rows: 100, unreadable: 0, truncated: false, due: true, tooMany: false };

const gate = (given: Partial<ListClaims> & Partial<ListFindings>, earlier: Partial<EarlierLists> = {}) =>
  gateOf({ ...claims, asOf: given.asOf ?? TODAY, sequence: given.sequence ?? null, rows: null }, { ...found, ...('rows' in given ? { rows: given.rows ?? 0 } : {}), truncated: given.truncated ?? false, unreadable: given.unreadable ?? 0, due: given.due ?? false }, { ...NONE, ...earlier }, TODAY);

describe('the gates', () => {
  it('let the first list in, whatever its size and number', () => {
    expect(gateOf({ asOf: '2026-01-01', sequence: 77, rows: 100 }, found, NONE, TODAY)).toBeNull();
  });

  it('hold a list that is cut off, or has other lines than it says', () => {
    expect(gate({ truncated: true })).toBe('truncated');
    expect(gateOf({ ...claims, rows: 101 }, found, NONE, TODAY)).toBe('row_count_wrong');
    expect(gateOf({ ...claims, rows: 0 }, found, NONE, TODAY)).toBe('row_count_wrong');
    expect(gateOf({ ...claims, rows: 100 }, found, NONE, TODAY)).toBeNull();
  });

  it.each([
    [0, 0, null],
    [2, 1, null],
    [2, 2, 'not_readable'],
    [1, 1, 'not_readable'],
    [100, 50, null],
    [100, 51, 'not_readable'],
  ])('hold a list of %d lines of which %d cannot be read: %s', (rows, unreadable, expected) => {
    expect(gate({ rows, unreadable })).toBe(expected);
    expect(gate({ rows, unreadable, truncated: true })).toBe(expected ?? 'truncated');
    // Nobody is asked about its size.
    if (expected) expect(gate({ rows, unreadable }, { rows: 1_000 })).toBe(expected);
  });

  it('hold a list without a line while there are links to be in it, unless it means that', () => {
    const none = { ...found, rows: 0 };
    expect(gateOf(claims, none, NONE, TODAY)).toBe('empty');
    expect(gateOf(claims, none, { ...NONE, rows: 100 }, TODAY)).toBe('empty');
    expect(gateOf(claims, { ...none, due: false }, NONE, TODAY)).toBeNull();
    expect(gateOf({ ...claims, rows: 0 }, none, NONE, TODAY)).toBeNull();
    expect(gateOf({ ...claims, asked: true }, none, NONE, TODAY)).toBeNull();
    expect(gateOf({ ...claims, rows: 0 }, none, { ...NONE, rows: 100 }, TODAY)).toBe('size_changed');
    expect(gateOf(claims, { ...none, truncated: true }, NONE, TODAY)).toBe('truncated');
  });

  it('hold a list that goes on far beyond what there is reason for, and no first list', () => {
    expect([[100, 0], [101, 0], [1_100, 100], [1_101, 100]].map(([rows = 0, known = 0]) => isTooMany(rows, known, 100))).toEqual([false, true, false, true]);
    expect(gateOf({ ...claims, rows: 1_000_000 }, { ...found, tooMany: true }, { ...NONE, rows: 5 }, TODAY)).toBe('too_many_lines');
  });

  it('hold a list of a day to come, or of one before the last', () => {
    expect(gate({ asOf: '2026-06-16' })).toBe('as_of_in_future');
    expect(gate({ asOf: '2026-06-13' }, { asOf: '2026-06-14' })).toBe('out_of_date');
    expect(gate({ asOf: '2026-06-14' }, { asOf: '2026-06-14' })).toBeNull();
  });

  it('count a day that has begun elsewhere as the one in the city, and no other', () => {
    const newest = '2026-06-16';
    expect(['2026-06-14', TODAY, newest, '2026-06-17'].map((day) => dayInCity(day, TODAY, newest))).toEqual(['2026-06-14', TODAY, TODAY, '2026-06-17']);
    expect(dayInCity(newest, TODAY, TODAY)).toBe(newest);
  });

  it.each([
    [41, 40, 40, null],
    [40, 40, 40, 'sequence_repeated'],
    [1, 40, 40, 'sequence_repeated'],
    [42, 40, 40, 'sequence_gap'],
    // 41 was set aside: it may come again, corrected, or be followed by the next.
    [41, 40, 41, null],
    [42, 40, 41, null],
    [43, 40, 41, 'sequence_gap'],
  ])('know number %d after %d was compared and %d received: %s', (sequence, comparedSequence, receivedSequence, expected) => {
    expect(gate({ sequence }, { comparedSequence, receivedSequence })).toBe(expected);
  });

  it.each([
    [100, 100, null],
    [120, 100, null],
    [121, 100, 'size_changed'],
    [80, 100, null],
    [79, 100, 'size_changed'],
    [0, 100, 'size_changed'],
    [1, 0, 'size_changed'],
    [0, 0, null],
  ])('ask a person about %d lines after %d: %s', (rows, before, expected) => {
    expect(gate({ rows }, { rows: before })).toBe(expected);
  });

  it('know a list that is somebody else\'s by its tokens', () => {
    expect(isWrongList(101, 200)).toBe(true);
    expect(isWrongList(100, 200)).toBe(false);
    expect(isWrongList(100, 100)).toBe(false);
    expect(isWrongList(500, 1_000)).toBe(false);
    expect(isWrongList(501, 1_000)).toBe(true);
  });
});
