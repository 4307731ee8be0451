/** States a card row can have. `expired` is computed from the month and never written. */
export const CARD_STATES = ['issued', 'suspended', 'revoked'] as const;

export type CardState = (typeof CARD_STATES)[number];

export type EffectiveState = CardState | 'expired';

export const CARD_ACTS = ['suspension', 'reinstatement', 'revocation'] as const;

export type CardAct = (typeof CARD_ACTS)[number];

interface Move {
  readonly from: readonly EffectiveState[];
  readonly to: CardState;
}

/** Every move a card can make; what is not here is refused. There is no way back from revoked. */
export const MOVES: Readonly<Record<CardAct, Move>> = {
  suspension: { from: ['issued'], to: 'suspended' },
  reinstatement: { from: ['suspended'], to: 'issued' },
  revocation: { from: ['issued', 'suspended'], to: 'revoked' },
};

/** The state after an act, or null where the act is not allowed. */
export function stateAfter(act: CardAct, state: EffectiveState): CardState | null {
  const move = MOVES[act];
  return move.from.includes(state) ? move.to : null;
}

/** What a card is today: a live card whose last month is over is expired. */
export function effectiveState(state: CardState, validThrough: string, today: string): EffectiveState {
  const over = validThrough !== 'never' && validThrough < today.slice(0, 7);
  return over && state !== 'revoked' ? 'expired' : state;
}

export const SUSPENSION_REASONS = ['lost', 'stolen', 'holder_request'] as const;

export const REVOCATION_REASONS = ['issued_in_error', 'misuse'] as const;

export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

export type RevocationReason = (typeof REVOCATION_REASONS)[number];
