/** States a card row can have. `expired` is computed from the month and never written. */
export const CARD_STATES = ['issued', 'suspended', 'replaced', 'renewed', 'revoked', 'surrendered'] as const;

export type CardState = (typeof CARD_STATES)[number];

export type EffectiveState = CardState | 'expired';

const LIVE: readonly CardState[] = ['issued', 'suspended'];

/** A terminal card has no way back, and its set of links is erased. */
export function isTerminal(state: CardState): boolean {
  return !LIVE.includes(state);
}

export const CARD_ACTS = [
  'suspension',
  'reinstatement',
  'service_reinstatement',
  'revocation',
  'surrender',
  'replacement',
  'renewal',
  'services',
  'slip',
] as const;

export type CardAct = (typeof CARD_ACTS)[number];

type Moves = Readonly<Record<CardAct, Partial<Readonly<Record<EffectiveState, CardState | 'same'>>>>>;

/** Every move a card can make, from state to state; what is not here is refused. */
export const MOVES: Moves = {
  suspension: { issued: 'suspended' },
  reinstatement: { suspended: 'issued' },
  /** With services named: a partner's hold is lifted, on a live card too. */
  service_reinstatement: { issued: 'issued', suspended: 'issued' },
  revocation: { issued: 'revoked', suspended: 'revoked' },
  surrender: { issued: 'surrendered', suspended: 'surrendered', expired: 'surrendered' },
  replacement: { issued: 'replaced', suspended: 'replaced', expired: 'replaced' },
  renewal: { issued: 'renewed', expired: 'renewed' },
  services: { issued: 'same' },
  slip: { issued: 'same', suspended: 'same' },
};

/** The state after an act, or null where the act is not allowed. `expired` never lasts: its acts are terminal. */
export function stateAfter(act: CardAct, state: EffectiveState): CardState | null {
  const next = MOVES[act][state];
  return next === 'same' ? (state as CardState) : (next ?? null);
}

/** What a card is today: a live card whose last month is over is expired. */
export function effectiveState(state: CardState, validThrough: string, today: string): EffectiveState {
  const over = validThrough !== 'never' && validThrough < today.slice(0, 7);
  return over && !isTerminal(state) ? 'expired' : state;
}

/**
 * The state an act is decided by. A card that was blocked before it expired stays blocked for renewal: whoever
 * holds it must not get a fresh one for it.
 */
export function decidingState(act: CardAct, state: CardState, validThrough: string, today: string): EffectiveState {
  return act === 'renewal' && state === 'suspended' ? 'suspended' : effectiveState(state, validThrough, today);
}

export const SUSPENSION_REASONS = ['lost', 'stolen', 'holder_request'] as const;

export const REPLACEMENT_REASONS = ['lost', 'stolen', 'damaged', 'spoiled', 'partner_rejected'] as const;

export const REVOCATION_REASONS = ['issued_in_error', 'misuse'] as const;

export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

export type RevocationReason = (typeof REVOCATION_REASONS)[number];
