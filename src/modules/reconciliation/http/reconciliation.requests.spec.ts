import 'reflect-metadata';
import { DomainError } from '../../../kernel/errors/index.js';
import { RequestPipe } from '../../../kernel/http/index.js';
import { PageQuery, SentListQuery } from './reconciliation.requests.js';

/** What becomes of a query, or the findings about it. */
function taken(metatype: typeof SentListQuery | typeof PageQuery, given: Record<string, unknown>): unknown {
  try {
    return { ...(new RequestPipe().transform(given, { type: 'query', metatype }) as object) };
  } catch (error) {
    return error instanceof DomainError ? [error.code, error.details.findings] : error;
  }
}

describe('numbers in an address', () => {
  const refused = (at: string, code: string) => ['request.invalid', [{ at, code }]];

  it('are plain digits', () => {
    expect(taken(SentListQuery, { rows: '0', sequence: '0041' })).toEqual({ rows: 0, sequence: 41 });
    expect(taken(PageQuery, { limit: '20' })).toMatchObject({ limit: 20 });
    expect(taken(PageQuery, {})).toMatchObject({ limit: 100 });
  });

  it.each(['', ' ', '0x8', '1e1', '-1', '+3', '3.0', '٣', '3 ', ['3', '3']])('are not %j', (value) => {
    expect(taken(SentListQuery, { rows: value })).toEqual(refused('/rows', 'field.wrong_type'));
    expect(taken(SentListQuery, { sequence: value })).toEqual(refused('/sequence', 'field.wrong_type'));
    expect(taken(PageQuery, { limit: value })).toEqual(refused('/limit', 'field.wrong_type'));
  });

  it('leave room for the lists that come after', () => {
    expect(taken(SentListQuery, { sequence: '999999999999' })).toEqual({ sequence: 999_999_999_999 });
    for (const sequence of ['1000000000000', '9007199254740991', '0']) expect(taken(SentListQuery, { sequence })).toEqual(refused('/sequence', 'field.out_of_range'));
  });
});
