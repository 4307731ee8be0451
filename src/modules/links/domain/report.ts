/** What a partner may say of one of its tokens. */
export const REPORTS = ['lost', 'stolen', 'found', 'closed'] as const;

export type Report = (typeof REPORTS)[number];
