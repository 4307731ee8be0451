import { type Partner } from '../../partners/index.js';
import { adoptableLibraryNumber, adoptableTransitIdentifier } from './token-format.js';

export const MIGRATION_STATES = ['proposed', 'applying', 'applied', 'declined'] as const;

export type MigrationState = (typeof MIGRATION_STATES)[number];

export const MIGRATION_DECISIONS = ['approve', 'decline'] as const;

export type MigrationDecision = (typeof MIGRATION_DECISIONS)[number];

/** One token of a partner, and the one that is to take its place. */
export interface TokenPair {
  readonly old: string;
  readonly new: string;
}

/**
 * Why a pair is not taken. `unknown`: the old one is no token of this partner; `ended`: it is, and its link is over;
 * `superseded`: it was migrated before, to another token; `under_way`: that was just now, and is not told yet;
 * `wrong_format`: the new one has not the agreed form or check digit; `taken`: it is, or was, a token that the partner was told of;
 * `repeated`: the old or the new one stands in an earlier pair; `same`: both are the same.
 */
export const PAIR_REFUSALS = ['unknown', 'ended', 'superseded', 'under_way', 'wrong_format', 'taken', 'repeated', 'same'] as const;

export type PairRefusal = (typeof PAIR_REFUSALS)[number];

/** What is known of a token. */
export interface NamedToken {
  /** Whether it is what the link was called before. */
  readonly isAlias: boolean;
  readonly ended: boolean;
  /** Whether the partner knows the link. */
  readonly known: boolean;
  readonly underWay: boolean;
  /** Whether the link has the new token of the pair by now. */
  readonly hasNew: boolean;
}

/** What a pair comes to by itself, with what is known of its old token and whether its new one is anybody's. */
export function judged(old: NamedToken | null, newTaken: boolean): PairRefusal | 'done' | null {
  if (!old?.known) return 'unknown';
  if (old.isAlias) return old.hasNew ? 'done' : 'superseded';
  if (old.ended) return 'ended';
  if (old.underWay) return 'under_way';
  return newTaken ? 'taken' : null;
}

/** Whether a token has the form that was agreed with its partner. */
export function hasForm(partner: Partner, token: string): boolean {
  if (partner.service === 'library') return adoptableLibraryNumber(partner.policy.tokens, token);
  if (partner.service === 'transit') return adoptableTransitIdentifier(partner.policy.tokens, token);
  return token.length === partner.policy.tokens.memberLength && /^[A-Z0-9]+$/.test(token);
}
