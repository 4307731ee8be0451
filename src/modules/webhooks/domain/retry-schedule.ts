import { type MessageType } from './delivery.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds between one failed attempt and the next (Standard Webhooks, "Deliverability and reliability"): three days in all. */
export const PAUSES_SECONDS = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const;

/** A pause is longer by up to this share of itself, so that messages that failed together do not come back together. */
const JITTER = 0.1;

/**
 * Seconds until the next attempt; null when there is none. A ping has one attempt: who asked for it is looking.
 * @param attempts how many have failed, at least 1.
 * @param random from 0 inclusive to 1 exclusive.
 */
export function pauseAfter(type: MessageType, attempts: number, random: number): number | null {
  const pause = type === 'webhook.ping' ? undefined : PAUSES_SECONDS[attempts - 1];
  return pause === undefined ? null : pause * (1 + JITTER * random);
}
