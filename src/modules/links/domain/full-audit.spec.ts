import { type AuditRecord, daysSinceAudit, fullAuditDue, wantsFullList } from './full-audit.js';

const record = (changes: Partial<AuditRecord> = {}): AuditRecord => ({ sinceDay: '2026-06-01', lastDay: null, asked: 0, ...changes });

describe('a full audit', () => {
  it.each([
    ['before the first week is over', record(), 7, '2026-06-07', false],
    ['a week after the lane began', record(), 7, '2026-06-08', true],
    ['six days after the last', record({ lastDay: '2026-06-10' }), 7, '2026-06-16', false],
    ['a week after the last', record({ lastDay: '2026-06-10' }), 7, '2026-06-17', true],
    ['weeks late', record({ lastDay: '2026-06-10' }), 7, '2026-09-01', true],
    ['over a change of the clocks', record({ lastDay: '2026-10-30' }), 7, '2026-11-06', true],
    ['over the end of a year', record({ lastDay: '2026-12-28' }), 7, '2027-01-04', true],
    ['on the day of the last', record({ lastDay: '2026-06-10' }), 1, '2026-06-10', false],
    ['on the next day, where it is daily', record({ lastDay: '2026-06-10' }), 1, '2026-06-11', true],
    ['years later, where there is none by itself', record(), 0, '2036-01-01', false],
    ['on the same day, when staff have asked', record({ lastDay: '2026-06-10', asked: 1 }), 7, '2026-06-10', true],
    ['when staff have asked, where there is none by itself', record({ asked: 2 }), 0, '2026-06-01', true],
  ])('%s', (_, at, everyDays, today, due) => expect(fullAuditDue(at, everyDays, today)).toBe(due));

  it('is as old as the last one, or as the lane', () => {
    expect(daysSinceAudit(record(), '2026-06-04')).toBe(3);
    expect(daysSinceAudit(record({ lastDay: '2026-06-10' }), '2026-06-11')).toBe(1);
  });

  it('is wanted by a partner that says so', () => {
    const notice = (code: string) => ({ code, count: 1, sinceDay: '2026-06-01' });
    expect(wantsFullList([notice('x12.file_aged'), notice('transit.full_list_wanted')])).toBe(true);
    expect(wantsFullList([notice('x12.file_aged')])).toBe(false);
  });
});
