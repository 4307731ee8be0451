/** The services a card can open. Each one is run by exactly one partner. */
export const SERVICES = ['transit', 'library', 'prescription'] as const;

export type Service = (typeof SERVICES)[number];

/** The states of a link, and all that a partner ever learns of it. */
export const LINK_STATES = ['active', 'suspended', 'ended'] as const;

export type LinkState = (typeof LINK_STATES)[number];

/** Where a token comes from: drawn here, or an identifier the partner issued before. */
export type TokenOrigin = 'minted' | 'adopted';
