import { EXAMPLE_ID } from './webhook.dto.js';

const header = (name: string, description: string, example: string) => ({ name, in: 'header', required: true, description, schema: { type: 'string' }, example });

const HEADERS = [
  header('webhook-id', 'Names the message, and is the same at each attempt.', EXAMPLE_ID),
  header('webhook-timestamp', 'Seconds since 1970, of this attempt.', '1796050800'),
  header('webhook-signature', 'One or several signatures, `v1,` and base64 each, separated by spaces.', 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='),
];

const TIMESTAMP = { type: 'string', format: 'date-time', description: 'Of this attempt, to the second.' };

function message(operationId: string, summary: string, type: string, data: object, example: object) {
  const schema = {
    type: 'object',
    required: ['type', 'timestamp', 'data'],
    properties: { type: { type: 'string', const: type }, timestamp: TIMESTAMP, data },
  };
  return {
    post: {
      operationId,
      summary,
      tags: ['partner webhook'],
      security: [],
      parameters: HEADERS,
      requestBody: {
        required: true,
        content: { 'application/json': { schema, example: { type, timestamp: '2026-11-30T15:00:00Z', data: example } } },
      },
      responses: {
        204: { description: 'Taken. Any answer from 200 to 299 within 15 seconds is; its body is not read.' },
        410: { description: 'Nothing is wanted here any more: the webhook is disabled. Every other answer, a redirect too, is a failure, and tried again.' },
      },
    },
  };
}

const CHANGES = {
  type: 'object',
  required: ['changes'],
  properties: { changes: { type: 'string', format: 'uri', description: 'Where the change feed is read, with your cursor.' } },
};

/** What a partner's receiver is sent, for the `webhooks` of the OpenAPI document. */
export const WEBHOOK_MESSAGES = {
  changesPublished: message('receiveChangesPublished', 'There are changes in the feed that you may not have read', 'changes.published', CHANGES, {
    changes: 'https://cards.city.example/partner/v1/changes',
  }),
  webhookPing: message('receiveWebhookPing', 'You asked whether messages arrive', 'webhook.ping', { type: 'object' }, {}),
};
