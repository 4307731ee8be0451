import { CARD_ACTS, CARD_STATES, decidingState, effectiveState, MOVES, stateAfter } from './card-states.js';

/** What design.md says, act by act and state by state; a dash is a refusal. */
const TABLE = `
                        issued      suspended   replaced  renewed  revoked  surrendered  expired
  suspension            suspended   -           -         -        -        -            -
  reinstatement         -           issued      -         -        -        -            -
  service_reinstatement issued      issued      -         -        -        -            -
  revocation            revoked     revoked     -         -        -        -            -
  surrender             surrendered surrendered -         -        -        -            surrendered
  replacement           replaced    replaced    -         -        -        -            replaced
  renewal               renewed     -           -         -        -        -            renewed
  services              issued      -           -         -        -        -            -
  slip                  issued      suspended   -         -        -        -            -
`;

const [head = [], ...rows] = TABLE.trim().split('\n').map((line) => line.trim().split(/\s+/));

describe('the moves of a card', () => {
  const cases = rows.flatMap(([act, ...cells]) => cells.map((cell, place) => [act, head[place], cell]));

  it.each(cases)('%s of a card that is %s: %s', (act, state, expected) => {
    expect(stateAfter(act as never, state as never) ?? '-').toBe(expected);
  });

  it('are all in the table', () => {
    expect(rows.map(([act]) => act).sort()).toEqual([...CARD_ACTS].sort());
    expect(Object.keys(MOVES).sort()).toEqual([...CARD_ACTS].sort());
    expect([...head].sort()).toEqual([...CARD_STATES, 'expired'].sort());
  });
});

describe('the state an act is decided by', () => {
  it('is expired when the month is over', () => {
    expect(decidingState('replacement', 'issued', '2026-06', '2026-07-01')).toBe('expired');
    expect(decidingState('replacement', 'suspended', '2026-06', '2026-07-01')).toBe('expired');
    expect(decidingState('renewal', 'issued', '2026-06', '2026-07-01')).toBe('expired');
  });

  it('stays suspended for a renewal, so that a stolen card is never renewed', () => {
    expect(decidingState('renewal', 'suspended', '2026-06', '2026-07-01')).toBe('suspended');
  });
});

describe('what a card is today', () => {
  it.each([
    ['issued', '2026-06', '2026-06-30', 'issued'],
    ['issued', '2026-06', '2026-07-01', 'expired'],
    ['suspended', '2026-06', '2026-06-01', 'suspended'],
    ['suspended', '2026-06', '2026-07-01', 'expired'],
    ['issued', '2026-12', '2026-12-31', 'issued'],
    ['issued', '2026-12', '2027-01-01', 'expired'],
    ['issued', '2028-02', '2028-02-29', 'issued'],
    ['issued', '2028-02', '2028-03-01', 'expired'],
    ['issued', 'never', '9999-12-31', 'issued'],
    ['suspended', 'never', '9999-12-31', 'suspended'],
    ['revoked', '2026-06', '2026-07-01', 'revoked'],
    ['revoked', 'never', '2026-07-01', 'revoked'],
  ] as const)('%s through %s on %s is %s', (state, validThrough, today, expected) => {
    expect(effectiveState(state, validThrough, today)).toBe(expected);
  });
});
