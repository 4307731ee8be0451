// The partners module owns the list: links depends on partners, never the other way round.
export { type Service, SERVICES } from '../../partners/index.js';

/** The states of a link, and all that a partner ever learns of it. */
export const LINK_STATES = ['active', 'suspended', 'ended'] as const;

export type LinkState = (typeof LINK_STATES)[number];

/** Where a token comes from: drawn here, or an identifier the partner issued before. */
export type TokenOrigin = 'minted' | 'adopted';
