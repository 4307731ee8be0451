import { defineError } from '../../kernel/errors/index.js';

export const adoptUnavailable = defineError(
  'adopt.unavailable',
  'conflict',
  'This identifier cannot be adopted. Nothing more is said about why.',
);
export const adoptRequired = defineError(
  'adopt.required',
  'invalid',
  'This service needs an identifier that its partner issued before.',
);
