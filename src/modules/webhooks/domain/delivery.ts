/** `changes.published`: there are changes in the feed. `webhook.ping`: somebody asked whether messages arrive. */
export const MESSAGE_TYPES = ['changes.published', 'webhook.ping'] as const;

export type MessageType = (typeof MESSAGE_TYPES)[number];

/** `dead`: given up, and kept so that the partner can see it and have it sent again. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;

export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of an attempt. A closed list: nothing that a receiver says becomes part of it. */
export const OUTCOMES = [
  'delivered',
  'gone',
  'answered_3xx',
  'answered_4xx',
  'answered_5xx',
  'timed_out',
  'connect_failed',
  'connection_closed',
  'tls_failed',
  'target_refused',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The outcome that an HTTP status stands for. Redirects are not followed. */
export function outcomeOf(status: number): Outcome {
  if (status === 410) return 'gone';
  if (status < 300) return 'delivered';
  if (status < 400) return 'answered_3xx';
  return status < 500 ? 'answered_4xx' : 'answered_5xx';
}
