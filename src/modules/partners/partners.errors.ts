import { defineError } from '../../kernel/errors/index.js';

export const partnerNotFound = defineError('partner.not_found', 'not_found', 'There is no such partner.');
export const partnerNotConfigured = defineError(
  'partner.not_configured',
  'conflict',
  'No partner is registered for this service.',
  { allowed: ['library'] },
);
export const serviceTaken = defineError('partner.service_taken', 'conflict', 'This service has its partner already.');
export const profileUnknown = defineError(
  'partner.profile_unknown',
  'invalid',
  'There is no such profile for this service.',
  { at: '/profile', allowed: ['koha-rest', 'polaris-papi'] },
);
export const settingsInvalid = defineError(
  'partner.settings_invalid',
  'invalid',
  'The settings or credentials do not fit the profile.',
  { at: '/settings', allowed: ['baseUrl must be an address'] },
);
export const versionRequired = defineError(
  'partner.version_required',
  'malformed',
  'This operation needs an If-Match header with the version you have read.',
);
export const versionConflict = defineError(
  'partner.version_conflict',
  'conflict',
  'Somebody has changed this partner meanwhile. Read it again.',
);
export const clientNotFound = defineError('partner.client_not_found', 'not_found', 'This partner has no such client.');
export const clientKeyInvalid = defineError(
  'partner.client_key_invalid',
  'invalid',
  'The key set must hold one to five public keys that can sign: Ed25519, P-256, or RSA of at least 2048 bits.',
  { at: '/jwks/keys/0' },
);
export const clientKeyPrivate = defineError(
  'partner.client_key_private',
  'invalid',
  'The key set holds a secret key. Nothing of it was kept; make another pair and send its public half.',
  { at: '/jwks/keys/0' },
);
export const clientKeyKnown = defineError('partner.client_key_known', 'conflict', 'This client has that key already.');
export const clientKeyNotFound = defineError('partner.client_key_not_found', 'not_found', 'This client has no key with that thumbprint.');
export const clientKeyLast = defineError(
  'partner.client_key_last',
  'conflict',
  'This is the last key of the client. Add another one first.',
);
export const keyStatementInvalid = defineError(
  'partner.key_statement_invalid',
  'invalid',
  'The statement is not signed by a key of this client, is too old or lives too long, was used before, or says something else.',
  { at: '/statement' },
);
