import { defineError } from '../../kernel/errors/index.js';

export const signInLocked = defineError(
  'auth.locked',
  'limited',
  'Too many failed attempts to sign in under this name. Wait as long as Retry-After says.',
);
export const usernameTaken = defineError('staff.username_taken', 'conflict', 'Somebody has this user name already.');
export const usernameInvalid = defineError(
  'staff.username_invalid',
  'invalid',
  'A user name is 1 to 64 small letters, digits, dots, hyphens or underscores, beginning with a letter.',
);
export const passwordUnsuitable = defineError(
  'staff.password_unsuitable',
  'invalid',
  'A password has at least 12 and at most 128 characters.',
);
export const rolesInvalid = defineError('staff.roles_invalid', 'invalid', 'An account has one or more of the known roles.');
export const accountNotFound = defineError('staff.account_not_found', 'not_found', 'There is no such account.');
