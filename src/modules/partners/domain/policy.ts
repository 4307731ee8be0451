import { type Service } from './service.js';

/** How a library's card numbers look: 14 digits, 2 + institution + item + Luhn check digit, as Codabar labels carry. */
export interface LibraryTokens {
  /** Numbers drawn here carry this institution (4 digits). */
  readonly mint: { readonly institution: string };
  /** An adopted number must match one of these, whole. The check digit of 14-digit numbers is tested elsewhere. */
  readonly adoptPatterns: readonly string[];
}

/** How a transit token looks: so many digits, the first of them fixed. */
export interface TransitTokens {
  /** 8 to 20 digits in all. */
  readonly length: number;
  readonly prefix: string;
  /** Whether a token may be drawn here when no chip is adopted. */
  readonly mint: boolean;
}

/** What a pharmacy types from the card: BIN, PCN and group of the programme, and how member ids are made. */
export interface PrescriptionTokens {
  /** 6 digits (BIN) or 8 (IIN). */
  readonly rxBin: string;
  readonly rxPcn: string;
  readonly rxGroup: string;
  readonly memberPrefix: string;
  /** Characters of a member id in all, prefix included. */
  readonly memberLength: number;
  /** The member id that everybody is given; where it is set, nobody is enrolled and no token exists. */
  readonly constantId?: string;
}

export interface TokensOf {
  readonly transit: TransitTokens;
  readonly library: LibraryTokens;
  readonly prescription: PrescriptionTokens;
}

/** What the city has agreed with a partner. */
export interface PartnerPolicy<S extends Service = Service> {
  /** Window in which new and replaced links are gathered, shuffled and published, in seconds. */
  readonly enrolmentEpochSeconds: number;
  /** The same for changes of state, in seconds. */
  readonly changeEpochSeconds: number;
  /** Days from one full audit to the next, where the profile has such a file; 0 for only when somebody asks. */
  readonly fullAuditEveryDays: number;
  /** Days before the day of a partner's list whose changes may not be in it yet. */
  readonly inFlightDays: number;
  /** The hour of the city's day, 0 to 23, at which the partner's list is asked for, or should have been uploaded. */
  readonly listHour: number;
  /** Days from one list to the next; 0 for only when somebody asks. */
  readonly listEveryDays: number;
  /** Adopted numbers that are asked for one by one within a minute; 0 for none. */
  readonly checksPerMinute: number;
  readonly tokens: TokensOf[S];
}

export const DEFAULT_ENROLMENT_EPOCH_SECONDS = 86_400;
export const DEFAULT_CHANGE_EPOCH_SECONDS = 900;
export const DEFAULT_FULL_AUDIT_EVERY_DAYS = 7;
export const DEFAULT_IN_FLIGHT_DAYS = 1;
export const DEFAULT_LIST_HOUR = 3;
export const DEFAULT_LIST_EVERY_DAYS = 1;
export const DEFAULT_CHECKS_PER_MINUTE = 60;

/** Codabar labels, numbers of the kind `D` and nine digits, and chips of school cards with twelve. */
export const DEFAULT_ADOPT_PATTERNS: readonly string[] = ['^2[0-9]{13}$', '^D[0-9]{9}$', '^[0-9]{12}$'];

const LONGEST_PATTERN = 64;

/**
 * A pattern that can be kept: short, anchored at both ends, without groups or alternatives. Without groups no
 * repetition can be nested in another, so that matching a short text never takes long.
 */
export function isAdoptPattern(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > LONGEST_PATTERN || !/^\^[^()|^]+\$$/.test(withoutClasses(text))) return false;
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function withoutClasses(text: string): string {
  return text.replace(/\[[^\]]*\]/g, 'x');
}
