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
export const rolesInvalid = defineError(
  'staff.roles_invalid',
  'invalid',
  'An account has one or more of the known roles.',
  { allowed: ['clerk', 'supervisor', 'auditor', 'counsel', 'admin'] },
);
export const passwordWrong = defineError('staff.password_wrong', 'forbidden', 'This is not your password.');
export const totpRequired = defineError('auth.totp_required', 'unauthenticated', 'The password is right. Send the code of your second factor too.');
export const totpEnrolled = defineError('staff.totp_enrolled', 'conflict', 'The account has a second factor already.');
export const totpNotEnrolled = defineError('staff.totp_not_enrolled', 'conflict', 'There is no second factor to confirm or to remove.');
export const totpCodeWrong = defineError('staff.totp_code_wrong', 'invalid', 'This is not the code of the moment.');
export const ownRoles = defineError('staff.own_roles', 'forbidden', 'Nobody changes their own roles.');
export const lastAdmin = defineError('staff.last_admin', 'conflict', 'Without this account nobody could administer the service.');
export const staffVersionRequired = defineError(
  'staff.version_required',
  'malformed',
  'This operation needs an If-Match header with the version you have read.',
);
export const staffVersionConflict = defineError('staff.version_conflict', 'conflict', 'The account was changed meanwhile. Read it again.');
export const approvalRequired = defineError(
  'approval.required',
  'conflict',
  'This takes two people. Make the account without the role, then ask for the change.',
);
export const approvalNotFound = defineError('approval.not_found', 'not_found', 'No change of this name is waiting.');
export const secondPersonRequired = defineError(
  'approval.second_person_required',
  'forbidden',
  'Somebody else has to confirm this: not who asked for it, and not whom it is about.',
);
export const oidcNotSetUp = defineError('auth.oidc_not_set_up', 'not_found', 'This service has no identity provider. Sign in with name and password.');
export const oidcUnavailable = defineError(
  'auth.oidc_unavailable',
  'unavailable',
  'The identity provider cannot be reached, or does not know this service. Try again later; local accounts sign in as ever.',
);
export const oidcAttemptInvalid = defineError(
  'auth.oidc_attempt_invalid',
  'unauthenticated',
  'This is not the end of a sign-in that began here within the last ten minutes. Begin again.',
);
export const oidcRefused = defineError(
  'auth.oidc_refused',
  'unauthenticated',
  'The identity provider did not confirm this sign-in, or no active account is bound to it.',
);
export const oidcSubjectTaken = defineError('staff.oidc_subject_taken', 'conflict', 'Another account is bound to this subject.');
export const oidcNotBound = defineError('staff.oidc_not_bound', 'conflict', 'The account is not bound to a subject of the identity provider.');
export const accountNotFound = defineError('staff.account_not_found', 'not_found', 'There is no such account.');
