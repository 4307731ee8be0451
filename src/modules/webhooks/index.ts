export { WebhooksModule } from './webhooks.module.js';
export { WEBHOOK_MESSAGES } from './http/webhook.messages.js';
