import { ageOn, BREAK_DECISIONS, BREAK_STATES, decided, inFlightFrom } from './break-rules.js';
import { BREAK_CLASSES } from './classes.js';

describe('a break', () => {
  it.each([
    ['2026-06-15', '0-1'],
    ['2026-06-14', '0-1'],
    ['2026-06-13', '2-3'],
    ['2026-06-12', '2-3'],
    ['2026-06-11', '4-7'],
    ['2026-06-08', '4-7'],
    ['2026-06-07', 'over 7'],
    ['2025-06-15', 'over 7'],
  ])('that was first seen on %s is of age %s', (day, age) => {
    expect(ageOn('2026-06-15', day)).toBe(age);
  });

  it('ages by calendar days, whatever the clocks do', () => {
    expect(ageOn('2026-03-09', '2026-03-07')).toBe('2-3');
    expect(ageOn('2026-11-02', '2026-10-31')).toBe('2-3');
  });

  it('is repaired where the sync can, decided in every state but the last, and never twice the same', () => {
    const table = BREAK_DECISIONS.map((decision) => [decision, BREAK_STATES.map((state) => decided(decision, state, 'missing'))]);
    expect(Object.fromEntries(table)).toEqual({
      repair: ['repairing', null, 'repairing', 'repairing', null],
      accept: ['accepted', 'accepted', 'accepted', null, null],
      wait: ['waiting', 'waiting', null, 'waiting', null],
      reopen: [null, null, 'open', 'open', null],
    });
    expect(BREAK_CLASSES.filter((ofClass) => decided('repair', 'open', ofClass) === 'repairing')).toEqual([
      'missing',
      'state_mismatch',
      'attribute_mismatch',
      'ended_still_live',
    ]);
  });

  it('is none while a change may be too young for the list', () => {
    expect(inFlightFrom('2026-06-15', 1)).toBe('2026-06-14');
    expect(inFlightFrom('2026-03-01', 1)).toBe('2026-02-28');
    expect(inFlightFrom('2026-06-15', 0)).toBe('2026-06-15');
    expect(inFlightFrom('0001-01-01', 1)).toBe('0001-01-01');
  });
});
