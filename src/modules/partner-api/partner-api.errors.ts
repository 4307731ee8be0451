import { defineError } from '../../kernel/errors/index.js';

export const cursorInvalid = defineError('feed.cursor_invalid', 'malformed', 'This is not a cursor that this list gave to this partner.');
export const cursorExpired = defineError(
  'feed.cursor_expired',
  'gone',
  'The change feed no longer goes back to this cursor. Read the full list of tokens, and go on from its changesFrom.',
);
