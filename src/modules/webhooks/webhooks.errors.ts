import { defineError } from '../../kernel/errors/index.js';

export const webhookNotFound = defineError('webhook.not_found', 'not_found', 'This partner has no webhook.');
export const urlRefused = defineError(
  'webhook.url_refused',
  'invalid',
  'Messages do not go to this address. It takes https, a host with public addresses only, and port 443 or one from 1024 on; no user name and no fragment.',
  { at: '/url' },
);
export const webhookDisabled = defineError('webhook.disabled', 'conflict', 'The webhook is disabled, because its receiver answered 410. Set its address again first.');
export const deliveryNotFound = defineError('webhook.delivery_not_found', 'not_found', 'This partner has no such delivery, or no more.');
